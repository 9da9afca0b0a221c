//! Sessions: a member of staff signs in with a passkey, and a key of the page's own signs requests from then on.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Roles, StaffName};
use crate::passkey::Asserted;
use crate::signature::Document;
use crate::{PasskeyId, PublicKey, SessionId, Timestamp, TrusteeId};

/// What a passkey signs to begin a session: this key may ask as this person.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SignIn {
    /// At which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Name of the person.
    #[n(1)]
    pub staff: String,
    /// The session's key.
    #[n(2)]
    pub session: PublicKey,
    /// A nonce of the trustee's: the document counts while that is good, and once.
    #[n(3)]
    pub nonce: String,
    /// When, by the page's clock.
    #[n(4)]
    pub at: Timestamp,
}

impl Document for SignIn {
    const LABEL: &'static str = "staff-sign-in";
    const MAX_BYTES: usize = 1024;
}

/// `POST /v1/staff/sessions`, signed by the session's key, with its `keyid`: `session:` and the SessionId of that key. The same for a retry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// The session's key.
    pub session_key: PublicKey,
    /// The document and the passkey's assertion over it.
    #[schema(value_type = crate::passkey::AssertedWire)]
    pub sign_in: Asserted<SignIn>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Which.
    pub id: SessionId,
    /// The `keyid` of its requests.
    pub keyid: String,
    /// Whose.
    pub staff: StaffName,
    /// By which passkey it was begun; absent where it was begun through the identity provider.
    pub passkey: Option<PasskeyId>,
    /// What it may do.
    pub roles: Roles,
    /// When it began.
    pub began: Timestamp,
    /// When it ends, whatever happens.
    pub ends: Timestamp,
    /// When it ends if nothing is asked before.
    pub idle_ends: Timestamp,
}

/// `GET /v1/staff/me`: who asks, as the bank knows them.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffSelf {
    /// Name.
    pub staff: StaffName,
    /// Their roles: all of them for local staff.
    pub roles: Roles,
    /// What these roles may do; what weighs more needs a passkey's word each time all the same.
    pub may: Vec<super::Duty>,
    /// The session that asks; absent where the key of a key file does.
    pub session: Option<SessionView>,
    /// Their passkeys: ids of their credentials, for `allowCredentials`.
    pub passkeys: Vec<super::PasskeyView>,
}
