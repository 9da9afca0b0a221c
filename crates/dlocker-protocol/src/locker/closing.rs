//! Closing a locker for good.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::signature::{Document, Signed};
use crate::{DeviceId, Digest, IntentId, LockerId, Timestamp};

/// What closes the locker, once the intent that it names is due. Signed with the owner key of the epoch, so it needed an unlock of its own: the
/// intent alone destroys nothing.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Closing {
    /// Which locker.
    #[n(0)]
    pub locker: LockerId,
    /// The intent, which every device was told of and none has stopped.
    #[n(1)]
    pub intent: IntentId,
    /// Digest of the roster that is current: its owner key verifies this.
    #[n(2)]
    pub roster: Digest,
    /// The device at which it is signed.
    #[n(3)]
    pub device: DeviceId,
    /// When, by that device's clock.
    #[n(4)]
    pub at: Timestamp,
}

impl Document for Closing {
    const LABEL: &'static str = "closing";
    const MAX_BYTES: usize = 256;
}

/// `POST /v1/lockers/{locker}/closing`. The same for a retry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRequest {
    /// Signed with the owner key.
    #[schema(value_type = String)]
    pub closing: Signed<Closing>,
}

/// Answer to `POST closing`, and to `GET closing` by any device that was active then: a device believes the owner's signature, not the bank.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClosingView {
    /// When the bank closed the locker.
    pub at: Timestamp,
    /// What closed it, signed with the owner key.
    #[schema(value_type = String)]
    pub closing: Signed<Closing>,
}
