//! A second device joins by a link that the first one shows. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use crate::{Bytes, DeviceId, Handle, LinkId, PublicKey, Timestamp};

/// `POST links`, signed by an active device that has proved an opening within the last hour: a link will be used. Good for 15 minutes, once.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// Derived from the link's secret, which the trustee never sees.
    pub link: LinkId,
}

/// Answer to `POST links`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LinkResponse {
    /// When the link lapses.
    pub expires: Timestamp,
}

/// `POST joins`, signed by the joining device's key: uses up the link. The same for a retry by the same key.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// Which link.
    pub link: LinkId,
    /// Key of the joining device.
    pub device_key: PublicKey,
    /// What its owner calls it: at most 64 bytes, no control characters.
    pub name: String,
    /// 32 bytes: binds locker, link, key and name to the link's secret. The trustee cannot make or check it; the device that made the link does.
    pub mac: Bytes,
}

/// Answer to `POST joins`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JoinResponse {
    /// The locker's handle.
    pub handle: Handle,
    /// The name under which it asked first: that one counts.
    pub name: String,
    /// When the request to join lapses, unless a roster or an intent names the device before.
    pub expires: Timestamp,
}

/// A device that asks to join, as the locker's devices see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JoinView {
    /// Which device.
    pub id: DeviceId,
    /// By which link.
    pub link: LinkId,
    /// Its key.
    pub device_key: PublicKey,
    /// Its name.
    pub name: String,
    /// See [`JoinRequest`].
    pub mac: Bytes,
    /// When it asked.
    pub at: Timestamp,
}

/// `POST locker-id` (an empty object), signed by a device that the roster admits: its Locker ID. `waiting` until a roster names it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LockerIdResponse {
    /// The locker's handle.
    pub handle: Handle,
    /// The Locker ID: SD-JWT VC bound to the device's key.
    pub locker_id: String,
}
