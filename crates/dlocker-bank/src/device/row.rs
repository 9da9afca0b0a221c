//! What of a device's row is tagged by custody.

use dlocker_protocol::{DeviceId, LockerId, PublicKey, Timestamp, cbor};
use minicbor::Encode;

use super::{DeviceRecord, State};

#[derive(Encode)]
#[cbor(array)]
struct Row {
    #[n(0)]
    locker: LockerId,
    #[n(1)]
    id: DeviceId,
    #[n(2)]
    key: PublicKey,
    #[n(3)]
    state: State,
    #[n(4)]
    issued: Timestamp,
}

/// The bytes that custody tags: who the device is, in which locker, and what it may do there. What it did is not among them.
#[must_use]
pub fn tagged(locker: LockerId, device: &DeviceRecord) -> Vec<u8> {
    let DeviceRecord { id, key, state, issued, .. } = *device;
    cbor::encode(&Row { locker, id, key, state, issued })
}
