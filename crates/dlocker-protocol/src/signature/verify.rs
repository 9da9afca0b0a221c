//! Whether an ECDSA signature on P-256 with SHA-256 (FIPS 186-5) is right: in Rust everywhere, and with the feature `accelerated` by aws-lc-rs,
//! which takes about a third of the time. Both say the same of every key, message and signature; only public bytes go in.

#[cfg(feature = "accelerated")]
pub(super) use fast::is_right;
#[cfg(not(feature = "accelerated"))]
pub(super) use portable::is_right;

#[cfg(any(test, not(feature = "accelerated")))]
mod portable {
    use p256::ecdsa::signature::Verifier as _;
    use p256::ecdsa::{Signature, VerifyingKey};

    /// Whether `signature` (r || s) over `message` is by `key`, a compressed point.
    pub(in crate::signature) fn is_right(key: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
        let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(key), Signature::from_slice(signature)) else {
            return false;
        };
        key.verify(message, &signature).is_ok()
    }
}

#[cfg(feature = "accelerated")]
mod fast {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    /// Whether `signature` (r || s) over `message` is by `key`, a compressed point.
    pub(in crate::signature) fn is_right(key: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(message, signature).is_ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
