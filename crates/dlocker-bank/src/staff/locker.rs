//! A locker as staff see it.

use dlocker_protocol::case::CaseView;
use dlocker_protocol::staff::{StaffDeviceView, StaffIntentView, StaffLockerView, StaffMethodView};
use dlocker_protocol::{DeviceId, Timestamp};

use crate::Limits;
use crate::case::wait;
use crate::device::DeviceRecord;
use crate::locker::{LockerRecord, MethodRows, freeze_view, state};

/// Somebody who has spent no guess.
const NOBODY: DeviceId = DeviceId::from_array([0; 16]);

/// What is under way in a locker.
#[derive(Clone, Debug, Default)]
pub struct UnderWay {
    /// Changes that wait or are due.
    pub intents: Vec<StaffIntentView>,
    /// Cases that are not over.
    pub cases: Vec<CaseView>,
    /// Messages that could not be sent.
    pub untold: u64,
}

/// The locker as staff see it. `methods` gives registration, ledger and whether it is to be renewed, in the roster's order.
#[must_use]
pub fn locker_view(
    locker: &LockerRecord,
    methods: &[MethodRows<'_>],
    under_way: UnderWay,
    limits: &Limits,
    now: Timestamp,
) -> StaffLockerView {
    StaffLockerView {
        id: locker.id,
        handle: locker.handle.clone(),
        state: state(locker, now),
        freeze: freeze_view(locker, now),
        created: locker.created,
        closed: locker.closed.as_ref().map(|closed| closed.at),
        devices: locker.devices.iter().map(device_view).collect(),
        methods: methods.iter().map(method_view).collect(),
        intents: under_way.intents,
        cases: under_way.cases,
        untold: under_way.untold,
        recovery_wait: wait(locker, &limits.recovery).div_ceil(1000),
        used: locker.used,
        quota: limits.locker_bytes,
        former: locker.former.clone(),
    }
}

fn device_view(record: &DeviceRecord) -> StaffDeviceView {
    StaffDeviceView { id: record.id, state: record.state.into(), since: record.since }
}

fn method_view((registration, ledger, renew): &MethodRows<'_>) -> StaffMethodView {
    StaffMethodView { id: registration.method, kind: registration.kind, state: ledger.state(NOBODY, *renew) }
}
