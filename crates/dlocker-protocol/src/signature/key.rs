//! Keys and signatures: compressed points of 33 bytes, signatures r || s of 64 bytes.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{self, VerifyingKey};

use super::verify::is_right;

fn is_key(bytes: &[u8; 33]) -> bool {
    matches!(bytes[0], 2 | 3) && VerifyingKey::from_sec1_bytes(bytes).is_ok()
}

fn is_signature(bytes: &[u8; 64]) -> bool {
    ecdsa::Signature::from_slice(bytes).is_ok()
}

crate::encoded::byte_type! {
    /// A P-256 public key, compressed (SEC 1, section 2.3.3; 33 bytes, tag 02 or 03).
    PublicKey, 33, is_key
}

crate::encoded::byte_type! {
    /// An ECDSA signature as r || s (64 bytes, both in 1..n), as RFC 9421 section 3.3.4 and JWS have it.
    Signature, 64, is_signature
}

impl PublicKey {
    /// The key that these bytes were when they were parsed once, kept since where nobody else writes. That they are on the curve is not found out
    /// again; whatever computes with the key does that, and with other bytes nothing verifies.
    #[must_use]
    pub const fn from_kept(bytes: [u8; 33]) -> Self {
        Self(bytes)
    }

    /// Whether `signature` is this key's over `message`.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        is_right(self.as_bytes(), message, signature.as_bytes())
    }

    /// The affine coordinates x and y, 32 bytes each, as a JWK has them (RFC 7518, section 6.2.1).
    #[must_use]
    pub fn coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let (mut x, mut y) = ([0; 32], [0; 32]);
        if let Ok(key) = VerifyingKey::from_sec1_bytes(self.as_bytes()) {
            let point = key.to_sec1_point(false);
            x.copy_from_slice(&point.as_bytes()[1..33]);
            y.copy_from_slice(&point.as_bytes()[33..65]);
        }
        (x, y)
    }

    /// The key with these affine coordinates.
    ///
    /// # Errors
    /// [`Malformed`](crate::cbor::Malformed) if they are not 32 bytes each or not on the curve.
    pub fn from_coordinates(x: &[u8], y: &[u8]) -> Result<Self, crate::cbor::Malformed> {
        let malformed = crate::cbor::Malformed { what: "PublicKey" };
        if x.len() != 32 || y.len() != 32 {
            return Err(malformed);
        }
        let point = [&[4], x, y].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| malformed)?;
        Ok(Self::of(&key))
    }

    fn of(key: &VerifyingKey) -> Self {
        let mut bytes = [0; 33];
        bytes.copy_from_slice(key.to_sec1_point(true).as_bytes());
        Self(bytes)
    }
}

/// A P-256 signing key in memory. No Debug, no comparison; zeroized when dropped. Signing is deterministic (RFC 6979).
pub struct SigningKey(ecdsa::SigningKey);

impl SigningKey {
    /// A fresh key.
    pub fn random(rng: &mut impl rand_core::CryptoRng) -> Self {
        loop {
            let mut bytes = zeroize::Zeroizing::new([0; 32]);
            rng.fill_bytes(&mut *bytes);
            // A value outside 1..n has a chance of about 2^-32; draw again.
            if let Ok(key) = Self::from_bytes(&bytes) {
                return key;
            }
        }
    }

    /// The key with this scalar, 32 bytes big-endian in 1..n.
    ///
    /// # Errors
    /// [`Malformed`](crate::cbor::Malformed) on a value outside 1..n.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, crate::cbor::Malformed> {
        ecdsa::SigningKey::from_slice(bytes).map(Self).map_err(|_| crate::cbor::Malformed { what: "SigningKey" })
    }

    /// The scalar, 32 bytes big-endian; zeroized when dropped.
    #[must_use]
    pub fn to_bytes(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::of(self.0.verifying_key())
    }

    /// Signs `message` with ECDSA over its SHA-256.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signature: ecdsa::Signature = self.0.sign(message);
        Signature(signature.to_bytes().into())
    }
}
