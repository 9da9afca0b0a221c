//! The bank's staff: their names, and what they ask for.

mod audit;
mod locker;
mod order;
mod passkey;
mod provider;
mod role;
mod session;

pub use audit::{Act, ActBy, AuditPage, StaffAct};
pub use locker::{
    FreezeRequest, LockerLookup, StaffDeviceView, StaffIntentView, StaffLockerView, StaffMethodView, SuspendRequest,
    ThawRequest,
};
pub use order::{Order, StaffOrder};
pub use passkey::{
    PasskeyCreation, PasskeyOptions, PasskeyOptionsRequest, PasskeyView, RegisterPasskeyRequest,
    RegisterPasskeyResponse, passkey_code,
};
pub use provider::{AtProvider, BeginAtProvider, FinishAtProvider, FirstPasskey, FirstPasskeyAnswer, SignInWays};
pub use role::{Duty, Role, Roles};
pub use session::{SessionView, SignIn, SignInRequest, StaffSelf};

use serde::{Deserialize, Serialize};

use crate::{Handle, LockerId, PublicKey};

/// Name of a staff member: 1 to 64 of `a-z 0-9 . _ @ + -`, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "officer1")]
pub struct StaffName(String);

/// The text cannot be a staff name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a staff name has 1 to 64 of the characters a-z 0-9 . _ @ + -")]
pub struct BadStaffName;

impl StaffName {
    /// Parses a name; letters are lowered.
    ///
    /// # Errors
    /// [`BadStaffName`] on anything else.
    pub fn parse(text: &str) -> Result<Self, BadStaffName> {
        let lowered = text.to_ascii_lowercase();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._@+-".contains(&b);
        let fits = !lowered.is_empty() && lowered.len() <= 64;
        if fits && lowered.bytes().all(plain) { Ok(Self(lowered)) } else { Err(BadStaffName) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The `keyid` with which this person signs requests: `staff:NAME`.
    #[must_use]
    pub fn keyid(&self) -> String {
        format!("staff:{}", self.0)
    }
}

impl core::fmt::Display for StaffName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for StaffName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A staff member's key file: a private JWK (RFC 7517) with the name as `kid`. No Debug.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffKeyFile {
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    pub crv: String,
    /// Name of the staff member.
    pub kid: StaffName,
    /// x-coordinate, base64url.
    pub x: String,
    /// y-coordinate, base64url.
    pub y: String,
    /// The private scalar, base64url. Whoever has it can approve as this person.
    pub d: String,
}

/// `POST /v1/staff/invites`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// Handle of the customer.
    pub handle: Handle,
    /// Made by the caller, so that a retry is recognised: 32 random bytes whose text form is the invite's code. The bank keeps only its digest.
    pub invite: String,
    /// Makes it an offer with a transaction code: six digits, made by the caller, which go to the customer by another way. The bank keeps only a tag of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_code: Option<String>,
}

/// Answer to `POST /v1/staff/invites`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InviteResponse {
    /// The locker that was made for the customer.
    pub locker: LockerId,
    /// When the invite lapses.
    pub expires: crate::Timestamp,
}

/// A member of staff as the bank keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Name.
    pub name: StaffName,
    /// Verifies requests and approvals; absent of who came by the identity provider, and so has no key file.
    pub key: Option<PublicKey>,
    /// The handle of this person's own locker, if it is known.
    pub handle: Option<Handle>,
    /// Who this is at the identity provider; absent of local staff.
    pub subject: Option<crate::Digest>,
}

impl StaffMember {
    /// Somebody whom the operator adds, with the key of a key file.
    #[must_use]
    pub const fn local(name: StaffName, key: PublicKey, handle: Option<Handle>) -> Self {
        Self { name, key: Some(key), handle, subject: None }
    }
}
