//! The key to which a wallet encrypts its answer.

use dlocker_identity::{jwk, thumbprint};
use dlocker_protocol::PublicKey;
use dlocker_protocol::encoded::from_base64url;
use p256::SecretKey;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{KEY_MANAGEMENT, MALFORMED};
use crate::EvidenceError;

/// The private key of one request; wiped when dropped. Its caller makes it from fresh randomness, and keeps it sealed until the request is answered.
pub struct ResponseKey {
    secret: SecretKey,
    public: PublicKey,
}

impl ResponseKey {
    /// From 32 random bytes. Nothing for the few that are no scalar of P-256 (less than one in 2^32): take others.
    #[must_use]
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Option<Self> {
        let secret = SecretKey::from_slice(bytes.as_slice()).ok()?;
        let public = PublicKey::from_bytes(secret.public_key().to_sec1_point(true).as_bytes()).ok()?;
        Some(Self { secret, public })
    }

    /// As a wallet gets it in `client_metadata.jwks.keys`.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut key = jwk(&self.public);
        key["use"] = json!("enc");
        key["alg"] = json!(KEY_MANAGEMENT);
        key["kid"] = json!(self.kid());
        key
    }

    /// Its RFC 7638 thumbprint, for [`Occasion::encryption_thumbprint`](crate::Occasion::encryption_thumbprint).
    #[must_use]
    pub fn thumbprint(&self) -> Option<[u8; 32]> {
        from_base64url(&self.kid())?.try_into().ok()
    }

    /// The public key alone.
    #[must_use]
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// The thumbprint in base64url.
    pub(super) fn kid(&self) -> String {
        thumbprint(&self.public)
    }

    /// The shared x-coordinate, of 32 bytes. [`PublicKey`] is a point on the curve and not the identity, so nothing of this key leaks by it.
    pub(super) fn agree(&self, ephemeral: &PublicKey) -> Result<Zeroizing<[u8; 32]>, EvidenceError> {
        let ephemeral = p256::PublicKey::from_sec1_bytes(ephemeral.as_bytes()).map_err(|_| MALFORMED)?;
        let shared = diffie_hellman(self.secret.to_nonzero_scalar(), ephemeral.as_affine());
        Ok(Zeroizing::new((*shared.raw_secret_bytes()).into()))
    }
}
