//! `GET lockers/{locker}`.

use dlocker_protocol::case::CaseView;
use dlocker_protocol::device::{DeviceView, JoinView};
use dlocker_protocol::intent::IntentView;
use dlocker_protocol::locker::{DeviceChain, LockerView, Terms};
use dlocker_protocol::method::MethodView;
use dlocker_protocol::{Bytes, DeviceId, Timestamp};

use super::{LockerRecord, freeze_view, state};
use crate::Limits;
use crate::case::wait;
use crate::device::{DeviceRecord, JoinRecord};
use crate::guess::GuessLedger;
use crate::method::RegistrationRecord;

/// A current method with the records behind it.
pub type MethodRows<'a> = (&'a RegistrationRecord, &'a GuessLedger, bool);

/// What is under way in a locker, as its devices are told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Cases that have evidence and are not over.
    pub cases: Vec<CaseView>,
    /// Intents that wait or are due.
    pub intents: Vec<IntentView>,
    /// Devices that ask to join.
    pub joins: Vec<JoinRecord>,
}

/// The locker as `device` sees it. `methods` gives registration, ledger and whether it is to be renewed, in the roster's order.
#[must_use]
pub fn view(
    locker: &LockerRecord,
    methods: &[MethodRows<'_>],
    told: Told,
    (device, now): (DeviceId, Timestamp),
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
        devices: locker.devices.iter().map(device_view).collect(),
        state: state(locker, now),
        freeze: freeze_view(locker, now),
        joins: told.joins.into_iter().map(join_view).collect(),
        intents: told.intents,
        terms: terms(locker, limits),
        cases: told.cases,
        log: locker.log_position(),
        chain: chains.iter().find(|chain| chain.device == device).map(|chain| chain.head),
        chains,
        used: locker.used,
        quota: limits.locker_bytes,
    }
}

fn device_view(record: &DeviceRecord) -> DeviceView {
    DeviceView { id: record.id, state: record.state.into(), since: record.since }
}

fn join_view(join: JoinRecord) -> JoinView {
    let JoinRecord { id, link, key, name, mac, at } = join;
    JoinView { id, link, device_key: key, name, mac: Bytes(mac.to_vec()), at }
}

fn terms(locker: &LockerRecord, limits: &Limits) -> Terms {
    Terms {
        changes_wait: limits.changes.wait.div_ceil(1000),
        first_day_ends: locker.begun.map(|begun| begun.plus_millis(limits.changes.first_day)),
        recovery_wait: wait(locker, &limits.recovery).div_ceil(1000),
        recovery_wait_default: limits.recovery.wait.div_ceil(1000),
        recovery_wait_min: limits.recovery.wait_min.div_ceil(1000),
        recovery_wait_max: limits.recovery.wait_max.div_ceil(1000),
        recovery_rule: limits.recovery.bounds().effective(locker.chosen().1),
        recovery_bounds: limits.recovery.bounds(),
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
