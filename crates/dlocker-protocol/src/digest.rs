//! Digests with a label of their own for every purpose.

use sha2::{Digest as _, Sha256};

crate::encoded::byte_type! {
    /// A SHA-256 digest (32 bytes). JSON: base64url.
    Digest, 32, |_| true
}

impl Digest {
    /// SHA-256 of `"dlocker/v1/" label 0x00 bytes`. Two purposes never share a label, so a digest of one cannot stand for another.
    #[must_use]
    pub fn of(label: &str, bytes: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dlocker/v1/");
        hash.update(label.as_bytes());
        hash.update([0]);
        hash.update(bytes);
        Self(hash.finalize().into())
    }

    /// Plain SHA-256, as in `Content-Digest` (RFC 9530) and pack references.
    #[must_use]
    pub fn plain(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// From the 32 bytes of a digest computed elsewhere.
    #[must_use]
    pub const fn from_array(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}
