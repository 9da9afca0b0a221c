//! Whether an ID token counts: OpenID Connect Core, section 3.1.3.7, read strictly.

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{Digest, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::keys::{Algorithm, Keys};

/// How far the provider's clock may be from ours, in seconds.
const SKEW: u64 = 60;

/// What it must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// What came with it: if it says `at_hash`, that must be of this.
    pub(super) access_token: Option<&'a str>,
    pub(super) now: Timestamp,
}

/// What it says.
#[derive(Debug)]
pub(super) struct Said {
    /// `sub`.
    pub(super) subject: String,
    /// `exp`.
    pub(super) ends: Timestamp,
    /// All claims: name and roles are among them.
    pub(super) claims: Map<String, Value>,
}

/// Why it does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadToken {
    #[error("it is not a signed token")]
    Form,
    #[error("it is signed in a way that this bank does not take (only RS256, PS256 and ES256)")]
    Algorithm,
    #[error("it is signed with a key that the provider does not publish")]
    UnknownKey,
    #[error("its signature is wrong")]
    Signature,
    #[error("it is from another issuer")]
    Issuer,
    #[error("it is for another client than this bank")]
    Audience,
    #[error("it has lapsed")]
    Lapsed,
    #[error("it was made more than a minute ago, or in the future; compare the clocks of bank and provider")]
    Clock,
    #[error("it is for another session")]
    Nonce,
    #[error("it does not belong to the access token that came with it")]
    AccessToken,
    #[error("it does not say who somebody is")]
    Subject,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: u64,
    iat: u64,
    nbf: Option<u64>,
    nonce: Option<String>,
    at_hash: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// For this client and nobody else.
    fn is(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => matches!(many.as_slice(), [one] if one == client),
        }
    }
}

/// Signature first, then what it says.
pub(super) fn check(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Said, BadToken> {
    let payload = verified(token, keys)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| BadToken::Form)?;
    said(&claims, expected)?;
    let ends = Timestamp::from_millis(claims.exp.saturating_mul(1000));
    let all = serde_json::from_slice(&payload).map_err(|_| BadToken::Form)?;
    Ok(Said { subject: claims.sub, ends, claims: all })
}

fn verified(token: &str, keys: &Keys) -> Result<Vec<u8>, BadToken> {
    let (signed, signature) = token.rsplit_once('.').ok_or(BadToken::Form)?;
    let (head, payload) = signed.split_once('.').ok_or(BadToken::Form)?;
    let bytes = |text: &str| from_base64url(text).ok_or(BadToken::Form);
    let (head, payload, signature) = (bytes(head)?, bytes(payload)?, bytes(signature)?);
    let head: Head = serde_json::from_slice(&head).map_err(|_| BadToken::Form)?;
    let algorithm = Algorithm::parse(&head.alg).filter(|_| head.crit.is_none()).ok_or(BadToken::Algorithm)?;
    if !keys.has(head.kid.as_deref(), algorithm) {
        return Err(BadToken::UnknownKey);
    }
    let good = keys.verifies(head.kid.as_deref(), algorithm, signed.as_bytes(), &signature);
    if good { Ok(payload) } else { Err(BadToken::Signature) }
}

fn said(claims: &Claims, expected: &Expected<'_>) -> Result<(), BadToken> {
    let now = expected.now.seconds();
    let at_hash = |token: &str| to_base64url(&Digest::plain(token.as_bytes()).as_bytes()[..16]);
    let checks = [
        (claims.iss == expected.issuer, BadToken::Issuer),
        (claims.aud.is(expected.client), BadToken::Audience),
        (claims.azp.as_deref().is_none_or(|azp| azp == expected.client), BadToken::Audience),
        (claims.nonce.as_deref() == Some(expected.nonce), BadToken::Nonce),
        (now < claims.exp, BadToken::Lapsed),
        (claims.iat.abs_diff(now) <= SKEW, BadToken::Clock),
        (claims.nbf.is_none_or(|nbf| nbf <= now + SKEW), BadToken::Clock),
        (
            claims.at_hash.as_ref().is_none_or(|hash| expected.access_token.map(at_hash).as_ref() == Some(hash)),
            BadToken::AccessToken,
        ),
        (!claims.sub.is_empty() && claims.sub.len() <= 255, BadToken::Subject),
    ];
    checks.into_iter().find(|(good, _)| !good).map_or(Ok(()), |(_, why)| Err(why))
}
