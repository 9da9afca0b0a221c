//! Strict base64, decoded into memory that is wiped: much of what is decoded here is a key.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use zeroize::Zeroizing;

/// Base64url without padding (RFC 4648, section 5), as JOSE writes it.
pub(super) fn url(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok().map(Zeroizing::new)
}

/// Base64 with padding (RFC 4648, section 4), as PEM and OpenSSH write it; line ends must already be gone.
pub(super) fn standard(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    BASE64.decode(text).ok().map(Zeroizing::new)
}

/// The first `len` bytes of what a text in base64 holds, without reading further. `len` must be a multiple of 3.
pub(super) fn start(text: &str, len: usize) -> Option<Zeroizing<Vec<u8>>> {
    standard(text.as_bytes().get(..len / 3 * 4)?)
}
