//! The device presents its Locker ID.

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{Digest, Signature, Timestamp, TrusteeId};
use serde::{Deserialize, Serialize};

use crate::jose::jws::{self, ES256};
use crate::{IdentityError, MAX_BYTES};

pub(crate) const KB_TYP: &str = "kb+jwt";

/// Header of the key-binding JWT.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BindingHeader {
    pub(crate) alg: String,
    pub(crate) typ: String,
}

/// Claims of the key-binding JWT (RFC 9901, section 4.3).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BindingClaims {
    pub(crate) iat: u64,
    pub(crate) aud: String,
    pub(crate) nonce: String,
    pub(crate) sd_hash: String,
}

/// `sd_hash` of what comes before the key-binding JWT, its last `~` included.
pub(crate) fn sd_hash(presented: &str) -> String {
    to_base64url(Digest::plain(presented.as_bytes()).as_bytes())
}

/// A presentation that wants the device's signature.
#[derive(Debug, Clone)]
pub struct PresentationDraft {
    presented: String,
    signing_input: String,
}

impl PresentationDraft {
    /// What the device key signs (ES256).
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The presentation: `issuer's JWT ~ key-binding JWT`.
    #[must_use]
    pub fn finish(self, signature: Signature) -> String {
        format!("{}{}", self.presented, jws::compact(&self.signing_input, &signature))
    }
}

/// Begins to present `locker_id` to one trustee, on one occasion. Discloses nothing: the trustee knows the handle.
///
/// # Errors
/// [`IdentityError::Malformed`] if it is not a Locker ID as [`issue`](crate::issue) makes it; its signature is not checked.
pub fn present(
    locker_id: &str,
    audience: TrusteeId,
    nonce: &str,
    now: Timestamp,
) -> Result<PresentationDraft, IdentityError> {
    if locker_id.len() > MAX_BYTES || !locker_id.ends_with('~') {
        return Err(IdentityError::Malformed { part: "length" });
    }
    let (jwt, _disclosures) = locker_id.split_once('~').ok_or(IdentityError::Malformed { part: "issuer's part" })?;
    jws::split(jwt, "issuer's part")?;
    let presented = format!("{jwt}~");
    let header = BindingHeader { alg: ES256.to_owned(), typ: KB_TYP.to_owned() };
    let claims = BindingClaims {
        iat: now.seconds(),
        aud: audience.to_string(),
        nonce: nonce.to_owned(),
        sd_hash: sd_hash(&presented),
    };
    let signing_input = jws::signing_input(&header, &claims);
    Ok(PresentationDraft { presented, signing_input })
}
