//! DPoP (RFC 9449): every request to the token and credential endpoints is signed by a key of the wallet's, and the access token is good with that key alone.

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{Digest, PublicKey, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::{OauthCode, OauthError};
use super::{MAX_JWT, is_near};
use crate::jose::jwk::{ForeignJwk, Jwk, thumbprint_bytes};
use crate::jose::jws::{self, ES256, JwsDraft};

const TYP: &str = "dpop+jwt";
/// Longest `jti`, in bytes.
const MAX_JTI: usize = 256;

/// The request that a DPoP proof must be for.
#[derive(Debug, Clone, Copy)]
pub struct DpopRequest<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// The URL, without query and fragment.
    pub url: &'a str,
    /// The access token that is sent with it; none at the token endpoint.
    pub access_token: Option<&'a str>,
}

/// A DPoP proof that was found right; whether it was used before is for the caller to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dpop {
    /// Thumbprint of the key that signed (RFC 7638).
    pub key: Digest,
    /// Digest over key and `jti`: the same for a proof that is sent twice.
    pub once: Digest,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    jwk: ForeignJwk,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: u64,
    ath: Option<String>,
}

const fn wrong(words: &'static str) -> OauthError {
    OauthError::new(OauthCode::InvalidDpopProof, words)
}

/// Checks the one value of the header `DPoP`.
///
/// # Errors
/// `invalid_dpop_proof`, with what is wrong in it.
pub fn check(proof: &str, request: DpopRequest<'_>, now: Timestamp) -> Result<Dpop, OauthError> {
    let malformed = wrong("The DPoP proof is not a JWT of type dpop+jwt with alg ES256 and a public P-256 jwk.");
    if proof.len() > MAX_JWT {
        return Err(malformed);
    }
    let signed = jws::split(proof, "DPoP proof").map_err(|_| malformed.clone())?;
    let (header, claims): (Header, Claims) = signed.lenient().ok_or_else(|| malformed.clone())?;
    let key = header.jwk.to_key().ok_or_else(|| malformed.clone())?;
    if header.alg != ES256 || header.typ != TYP || !(1..=MAX_JTI).contains(&claims.jti.len()) {
        return Err(malformed);
    }
    if !signed.is_by(&key) {
        return Err(wrong("The DPoP proof is not signed by the key that it names."));
    }
    if claims.htm != request.method || claims.htu != request.url {
        return Err(wrong("The DPoP proof is for another request: htm and htu must be those of this one."));
    }
    if claims.ath != request.access_token.map(ath) {
        return Err(wrong("The DPoP proof is for another access token: ath must be the hash of this one."));
    }
    if !is_near(claims.iat, now) {
        return Err(wrong(
            "The DPoP proof was made more than a minute away from the clock of this server. Set the clock of the device.",
        ));
    }
    let thumbprint = thumbprint_bytes(&key);
    let once = Digest::of("dpop-jti", &[thumbprint.as_bytes().as_slice(), claims.jti.as_bytes()].concat());
    Ok(Dpop { key: thumbprint, once })
}

/// base64url of SHA-256 over the access token (RFC 9449, section 4.2).
fn ath(token: &str) -> String {
    to_base64url(Digest::plain(token.as_bytes()).as_bytes())
}

#[derive(Serialize)]
struct OwnHeader {
    typ: &'static str,
    alg: &'static str,
    jwk: Jwk,
}

#[derive(Serialize)]
struct OwnClaims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

/// Begins a DPoP proof by `key`; `random` is its `jti`.
#[must_use]
pub fn draft(key: &PublicKey, request: DpopRequest<'_>, random: [u8; 16], now: Timestamp) -> JwsDraft {
    let header = OwnHeader { typ: TYP, alg: ES256, jwk: Jwk::of(key) };
    let claims = OwnClaims {
        jti: to_base64url(&random),
        htm: request.method,
        htu: request.url,
        iat: now.seconds(),
        ath: request.access_token.map(ath),
    };
    JwsDraft::new(&header, &claims)
}
