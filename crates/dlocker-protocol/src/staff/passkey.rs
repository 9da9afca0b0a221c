//! How a member of staff gets a passkey: by a one-time link that the bank's own machine made.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::StaffName;
use crate::passkey::NewCredential;
use crate::signature::Document;
use crate::{Bytes, Digest, PasskeyId, Timestamp, TrusteeId};

/// What the challenge of a fresh passkey is the digest of.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PasskeyCreation {
    /// At which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// For whom.
    #[n(1)]
    pub staff: String,
    /// Digest of the one-time code.
    #[n(2)]
    pub code: Digest,
}

impl Document for PasskeyCreation {
    const LABEL: &'static str = "passkey-creation";
    const MAX_BYTES: usize = 512;
}

/// The digest by which the one-time code of a link is found.
#[must_use]
pub fn passkey_code(code: &str) -> Digest {
    Digest::of("passkey-code", code.as_bytes())
}

/// `POST /v1/staff/passkeys/options`: what a page needs to make a passkey with this code. Open to whoever has the code.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyOptionsRequest {
    /// The code of the link: what stands after `#passkey=`.
    pub code: String,
}

/// Answer to `POST /v1/staff/passkeys/options`, for `navigator.credentials.create`: ES256 (-7) alone, attestation `none`, user verification
/// and a discoverable credential required.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PasskeyOptions {
    /// Whose passkey it will be: `user.name`.
    pub staff: StaffName,
    /// `rp.id`.
    pub rp_id: String,
    /// The origin at which it counts.
    pub origin: String,
    /// `challenge`.
    pub challenge: Digest,
    /// `user.id`: 32 bytes.
    pub user: Digest,
    /// `excludeCredentials`: the ids of the passkeys that this person has already.
    pub exclude: Vec<Bytes>,
    /// When the code lapses.
    pub expires: Timestamp,
}

/// `POST /v1/staff/passkeys`: registers a passkey. The code is used once; the same again by the same credential is answered again.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPasskeyRequest {
    /// The code of the link.
    pub code: String,
    /// The fresh credential.
    pub credential: NewCredential,
}

/// A passkey of a member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PasskeyView {
    /// Which.
    pub id: PasskeyId,
    /// The id of its credential, for `allowCredentials`.
    pub credential: Bytes,
    /// When it was registered.
    pub added: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
    /// Its authenticator may copy it to other devices.
    pub synced: bool,
}

/// Answer to `POST /v1/staff/passkeys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegisterPasskeyResponse {
    /// Whose it is.
    pub staff: StaffName,
    /// The passkey.
    pub passkey: PasskeyView,
}
