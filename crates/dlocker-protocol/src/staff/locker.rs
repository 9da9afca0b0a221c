//! What staff ask about a locker. Nothing of what is in it, for the bank knows nothing of that.

use serde::{Deserialize, Serialize};

use super::StaffOrder;
use crate::case::CaseView;
use crate::device::DeviceState;
use crate::intent::{ChangeKind, IntentState};
use crate::locker::{FreezeView, LockerState};
use crate::method::{MethodKind, MethodState};

use crate::passkey::{Asserted, AssertedWire};
use crate::{DeviceId, Handle, IntentId, LockerId, MethodId, Timestamp};

/// `POST /v1/staff/lockers`: looks a locker up. In the body, so that the handle stands in no address.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockerLookup {
    /// The handle.
    pub handle: Handle,
}

/// `POST /v1/staff/lockers/{locker}/freeze`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FreezeRequest {
    /// The owner was identified: the freeze does not lapse by itself.
    pub confirmed: bool,
    /// What a passkey signed for a confirmed freeze: a session needs it, a key file does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AssertedWire>)]
    pub order: Option<Asserted<StaffOrder>>,
}

/// `POST /v1/staff/lockers/{locker}/thaw`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ThawRequest {
    /// The owner was identified face to face: give the guesses of frozen methods back to this device alone. Three times in a rolling year,
    /// after that once in 30 days.
    pub guesses_for: Option<DeviceId>,
    /// What a passkey signed for it: a session needs it, a key file does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AssertedWire>)]
    pub order: Option<Asserted<StaffOrder>>,
}

/// `POST /v1/staff/lockers/{locker}/devices/{device}/suspend`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SuspendRequest {
    /// What a passkey signed for it: a session needs it, a key file does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AssertedWire>)]
    pub order: Option<Asserted<StaffOrder>>,
}

/// A locker as staff see it. `POST /v1/staff/lockers/{locker}/devices/{device}/suspend` answers it too.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffLockerView {
    /// Which.
    pub id: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// Where it stands.
    pub state: LockerState,
    /// The freeze, while there is one.
    pub freeze: Option<FreezeView>,
    /// When it was made.
    pub created: Timestamp,
    /// When its owner closed it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closed: Option<Timestamp>,
    /// Its devices.
    pub devices: Vec<StaffDeviceView>,
    /// Its methods.
    pub methods: Vec<StaffMethodView>,
    /// Changes that wait or are due.
    pub intents: Vec<StaffIntentView>,
    /// Cases that are not over.
    pub cases: Vec<CaseView>,
    /// Messages about this locker that could not be sent: they are tried again, or were given up within the last 30 days.
    #[serde(default)]
    pub untold: u64,
    /// How long a recovery waits, in seconds.
    pub recovery_wait: u64,
    /// Bytes used.
    pub used: u64,
    /// Bytes allowed.
    pub quota: u64,
    /// Lockers that this handle had before its owner started afresh.
    pub former: Vec<LockerId>,
}

/// A device as staff see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffDeviceView {
    /// Which.
    pub id: DeviceId,
    /// Its state.
    pub state: DeviceState,
    /// Since when.
    pub since: Timestamp,
}

/// A method as staff see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffMethodView {
    /// Which.
    pub id: MethodId,
    /// Its kind.
    pub kind: MethodKind,
    /// Its state, for whoever has spent no guess of their own.
    pub state: MethodState,
}

/// An intent as staff see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffIntentView {
    /// Which.
    pub id: IntentId,
    /// What kind of change.
    pub what: ChangeKind,
    /// At which device it was made.
    pub by: DeviceId,
    /// Where it stands.
    pub state: IntentState,
    /// When it may be completed.
    pub due: Timestamp,
}
