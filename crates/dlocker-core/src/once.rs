//! Sealing once: ChaCha20-Poly1305 (RFC 8439) under a key that seals one thing only.
//!
//! The nonce is zero. A key and nonce may never meet twice; here the key itself is fresh for every sealed thing (derived
//! from random bytes drawn for it), so there is no second message that a nonce would have to tell apart, and none to store.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use dlocker_protocol::sealed::{Context, Shut};
use zeroize::Zeroizing;

use crate::derive::Key;

/// Seals a short plaintext under a key that is used for nothing else. Output: ciphertext, then the 16-byte tag.
pub(crate) fn seal(key: &Key, context: &Context, plaintext: &[u8]) -> Vec<u8> {
    let payload = Payload { msg: plaintext, aad: &context.associated_data() };
    // The cipher refuses only plaintexts of 256 GiB and more; what is sealed here has less than 100 bytes.
    ChaCha20Poly1305::new((&**key).into()).encrypt(&Default::default(), payload).unwrap_or_default()
}

/// Opens what [`seal`] sealed under the same key and context.
pub(crate) fn open(key: &Key, context: &Context, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Shut> {
    let payload = Payload { msg: sealed, aad: &context.associated_data() };
    ChaCha20Poly1305::new((&**key).into())
        .decrypt(&Default::default(), payload)
        .map(Zeroizing::new)
        .map_err(|_| Shut { kind: context.kind })
}
