//! The client data (WebAuthn, section 5.8.1): what the browser says was asked, and where.

use serde::Deserialize;

use super::{BadPasskey, RelyingParty};
use crate::Digest;
use crate::encoded::to_base64url;

/// More than any browser writes.
const LONGEST: usize = 4096;

/// Which of the two ceremonies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ceremony {
    Create,
    Get,
}

impl Ceremony {
    const fn text(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// The members that count. Browsers may add others, and some do so on purpose, so those are passed over; one that comes twice is refused.
#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<serde::de::IgnoredAny>,
}

/// Whether these bytes say that `ceremony` was asked for `challenge` on the page of `party`, outside of any frame.
pub(super) fn check(
    bytes: &[u8],
    ceremony: Ceremony,
    challenge: &Digest,
    party: &RelyingParty,
) -> Result<(), BadPasskey> {
    // serde would take an array of the members in their order too.
    if bytes.len() > LONGEST || bytes.first() != Some(&b'{') {
        return Err(BadPasskey::Malformed);
    }
    let said: ClientData = serde_json::from_slice(bytes).map_err(|_| BadPasskey::Malformed)?;
    if said.r#type != ceremony.text() {
        return Err(BadPasskey::Ceremony);
    }
    if said.challenge != to_base64url(challenge.as_bytes()) {
        return Err(BadPasskey::Challenge);
    }
    if said.origin != party.origin() || said.cross_origin || said.top_origin.is_some() {
        return Err(BadPasskey::Origin);
    }
    Ok(())
}
