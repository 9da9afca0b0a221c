//! Devices at the trustee: enrolment, joining, admission, state.

mod join;

pub use join::{JoinRequest, JoinResponse, JoinView, LinkRequest, LinkResponse, LockerIdResponse};

use serde::{Deserialize, Serialize};

use crate::snapshot::LogPosition;
use crate::{DeviceId, LockerId, PublicKey, Timestamp};

/// `POST /v1/enrolments`, signed by the new device's key: uses up an invite. The same for a retry by the same key.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The code of the invite.
    pub invite: String,
    /// Key of the device.
    pub device_key: PublicKey,
}

/// Answer to an enrolment.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolResponse {
    /// The locker.
    pub locker: LockerId,
    /// The handle that the invite was made for.
    pub handle: crate::Handle,
    /// The Locker ID: SD-JWT VC bound to the device's key.
    pub locker_id: String,
}

/// `POST /v1/lockers/{locker}/admission`, signed by the device's key: presents the Locker ID with key binding. From then on the device's row decides.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionRequest {
    /// SD-JWT with key-binding JWT; audience: the trustee's id, nonce: the one that also signs this request.
    pub presentation: String,
}

/// Answer to an admission.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AdmissionResponse {
    /// The admitted device.
    pub device: DeviceId,
    /// Newest place of the visit log.
    pub log: LogPosition,
}

/// State of a device at the trustee.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeviceState {
    /// A Locker ID was issued to its key; it has not presented it yet.
    Issued,
    /// Admitted.
    Active,
    /// Suspended by a recovery until the roster keeps it by name, or by staff while a case is under way: gets nothing meanwhile.
    Suspended,
    /// Replaced: gets nothing any more.
    Replaced,
}

/// A device as another device of the locker sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceView {
    /// Which.
    pub id: DeviceId,
    /// Its state.
    pub state: DeviceState,
    /// Since when it has that state, by the trustee's clock.
    pub since: Timestamp,
}
