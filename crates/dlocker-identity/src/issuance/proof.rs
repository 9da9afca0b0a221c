//! Key proofs of type `jwt` (OpenID4VCI 1.0, appendix F.1): the key that a credential is to be bound to signs a nonce of the issuer's.

use dlocker_protocol::encoded::from_base64url;
use dlocker_protocol::{PublicKey, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::{OauthCode, OauthError};
use super::{MAX_JWT, is_near};
use crate::jose::jwk::{ForeignJwk, Jwk};
use crate::jose::jws::{self, ES256, JwsDraft};

const TYP: &str = "openid4vci-proof+jwt";
const DID_JWK: &str = "did:jwk:";

/// A key proof that was found right; whether its nonce was used before is for the caller to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProof {
    /// The key that signed.
    pub key: PublicKey,
    /// The issuer's nonce in it.
    pub nonce: String,
}

/// Exactly one way to name the key: by value, or as a `did:jwk`, which is one too.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    jwk: Option<ForeignJwk>,
    kid: Option<String>,
    x5c: Option<serde::de::IgnoredAny>,
    trust_chain: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iat: u64,
    nonce: String,
}

const fn wrong(words: &'static str) -> OauthError {
    OauthError::new(OauthCode::InvalidProof, words)
}

/// Checks one proof that must be meant for the credential issuer `audience`.
///
/// # Errors
/// `invalid_proof`, with what is wrong in it.
pub fn check(proof: &str, audience: &str, now: Timestamp) -> Result<KeyProof, OauthError> {
    let malformed = wrong(
        "The key proof is not a JWT of type openid4vci-proof+jwt with alg ES256, a P-256 key as jwk or did:jwk, and aud, iat and nonce.",
    );
    if proof.len() > MAX_JWT {
        return Err(malformed);
    }
    let signed = jws::split(proof, "key proof").map_err(|_| malformed.clone())?;
    let (header, claims): (Header, Claims) = signed.lenient().ok_or_else(|| malformed.clone())?;
    let key = header.key().ok_or_else(|| malformed.clone())?;
    if header.alg != ES256 || header.typ != TYP {
        return Err(malformed);
    }
    if !signed.is_by(&key) {
        return Err(wrong("The key proof is not signed by the key that it names."));
    }
    if claims.aud != audience {
        return Err(wrong("The key proof is meant for another issuer: aud must be the credential issuer identifier."));
    }
    if !is_near(claims.iat, now) {
        return Err(wrong(
            "The key proof was made more than a minute away from the clock of this server. Set the clock of the device.",
        ));
    }
    Ok(KeyProof { key, nonce: claims.nonce })
}

impl Header {
    fn key(&self) -> Option<PublicKey> {
        match (&self.jwk, &self.kid, &self.x5c, &self.trust_chain) {
            (Some(jwk), None, None, None) => jwk.to_key(),
            (None, Some(kid), None, None) => did_jwk(kid),
            _ => None,
        }
    }
}

/// The key of a `did:jwk`, named as such or by its one verification method.
fn did_jwk(kid: &str) -> Option<PublicKey> {
    let encoded = kid.strip_prefix(DID_JWK)?;
    let encoded = encoded.strip_suffix("#0").unwrap_or(encoded);
    let jwk: ForeignJwk = serde_json::from_slice(&from_base64url(encoded)?).ok()?;
    jwk.to_key()
}

#[derive(Serialize)]
struct OwnHeader {
    typ: &'static str,
    alg: &'static str,
    jwk: Jwk,
}

#[derive(Serialize)]
struct OwnClaims<'a> {
    aud: &'a str,
    iat: u64,
    nonce: &'a str,
}

/// Begins a proof by `key` to the credential issuer `audience`.
#[must_use]
pub fn draft(key: &PublicKey, audience: &str, nonce: &str, now: Timestamp) -> JwsDraft {
    let header = OwnHeader { typ: TYP, alg: ES256, jwk: Jwk::of(key) };
    JwsDraft::new(&header, &OwnClaims { aud: audience, iat: now.seconds(), nonce })
}
