//! `GET lockers/{locker}`.

use dlocker_protocol::case::CaseView;
use dlocker_protocol::device::DeviceView;
use dlocker_protocol::locker::{DeviceChain, LockerView};
use dlocker_protocol::method::MethodView;
use dlocker_protocol::{Bytes, DeviceId};

use super::LockerRecord;
use crate::Limits;
use crate::guess::GuessLedger;
use crate::method::RegistrationRecord;

/// A current method with the records behind it.
pub type MethodRows<'a> = (&'a RegistrationRecord, &'a GuessLedger, bool);

/// The locker as `device` sees it. `methods` gives registration, ledger and whether it is to be renewed, in the roster's order.
#[must_use]
pub fn view(
    locker: &LockerRecord,
    methods: &[MethodRows<'_>],
    cases: Vec<CaseView>,
    device: DeviceId,
    limits: &Limits,
) -> LockerView {
    let chains: Vec<DeviceChain> = locker
        .devices
        .iter()
        .filter_map(|record| Some(DeviceChain { device: record.id, head: record.chain? }))
        .collect();
    LockerView {
        id: locker.id,
        handle: locker.handle.clone(),
        roster: locker.roster.map(|roster| roster.digest),
        roster_number: locker.roster.map_or(0, |roster| roster.number),
        methods: methods.iter().map(|rows| method_view(rows, device)).collect(),
        devices: locker.devices.iter().map(|record| DeviceView { id: record.id, state: record.state.into() }).collect(),
        cases,
        log: locker.log_position(),
        chain: chains.iter().find(|chain| chain.device == device).map(|chain| chain.head),
        chains,
        used: locker.used,
        quota: limits.locker_bytes,
    }
}

fn method_view((registration, ledger, renew): &MethodRows<'_>, device: DeviceId) -> MethodView {
    MethodView {
        id: registration.method,
        kind: registration.kind,
        state: ledger.state(device, *renew),
        guesses_left: ledger.left(device),
        guesses: ledger.limit,
        guesses_by: ledger.spent_by(),
        record: Bytes(registration.stored.as_ref().map(|stored| stored.record.clone()).unwrap_or_default()),
    }
}
