//! Signing in through the bank's own identity provider (OpenID Connect).

use serde::{Deserialize, Serialize};

use crate::{PublicKey, Timestamp};

/// `GET /v1/staff/ways`: how members of staff sign in here. Open to anyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignInWays {
    /// With a passkey of the bank's own.
    pub passkey: bool,
    /// Through this identity provider: its issuer. Absent where the bank has none.
    pub provider: Option<String>,
}

/// `POST /v1/staff/provider/begin`, signed by the session's key, with its `keyid`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginAtProvider {
    /// The session's key.
    pub session_key: PublicKey,
}

/// Answer to `POST /v1/staff/provider/begin`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AtProvider {
    /// Where the browser goes: the provider's authorization endpoint with everything that it needs to know. It comes back to the console with
    /// `code` and `state`.
    pub address: String,
    /// Until when it may come back.
    pub expires: Timestamp,
}

/// `POST /v1/staff/provider/finish`, signed by the same key. No Debug: the code is a secret until it is used.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishAtProvider {
    /// The session's key.
    pub session_key: PublicKey,
    /// What came back as `state`.
    pub state: String,
    /// What came back as `code`.
    pub code: String,
    /// What came back as `iss` (RFC 9207), if it did.
    pub iss: Option<String>,
}

/// `POST /v1/staff/passkeys/first`: a code for the first passkey of who signed in through the provider.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPasskey {
    /// Made by the page: 32 random bytes, base64url. The bank keeps its digest. With it the passkey is registered as with the code of a link.
    pub code: String,
}

/// Answer to `POST /v1/staff/passkeys/first`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FirstPasskeyAnswer {
    /// When the code lapses.
    pub expires: Timestamp,
}
