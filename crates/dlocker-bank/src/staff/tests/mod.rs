//! What staff may do with a locker, and what not.

mod console;
mod provider;

use dlocker_protocol::log::Event;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{CaseId, DeviceId, Digest, Handle, LockerId, MethodId, RegistrationId, Timestamp};

use super::*;
use crate::case::{Alarmed, CaseRecord, End, Opened, Stage};
use crate::device::{DeviceRecord, State};
use crate::guess::GuessLedger;
use crate::locker::{CurrentMethod, LockerRecord};
use crate::{Decision, Stop};

const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const DAY: u64 = 24 * 3600 * 1000;

fn device(byte: u8) -> DeviceRecord {
    DeviceRecord::issued(SigningKey::from_bytes(&[byte; 32]).unwrap().public_key(), T0)
}

fn locker() -> LockerRecord {
    let mut locker = LockerRecord::new(LockerId::from_array([7; 16]), Handle::parse("owner@example.com").unwrap(), T0);
    for byte in [1, 2] {
        locker.devices.push(DeviceRecord { state: State::Active, ..device(byte) });
    }
    let (id, registration) = (MethodId::from_array([1; 16]), RegistrationId::from_array([1; 16]));
    locker.methods.push(CurrentMethod { id, kind: MethodKind::Pin, registration, renew: false });
    locker
}

/// A case with evidence, due in three days.
fn case(byte: u8) -> CaseRecord {
    let opened = Opened { device_key: device(9).key, phone_nonce: [0; 32], wrong_codes: 0, last_wrong: None };
    let alarmed = Alarmed::new(opened, 2, T0.plus_millis(3 * DAY));
    CaseRecord {
        id: CaseId::from_array([byte; 16]),
        handle: Handle::parse("owner@example.com").unwrap(),
        commitment: Digest::plain(b"c"),
        bank_nonce: [0; 32],
        opened: T0,
        stage: Stage::Alarmed(alarmed),
        vetoes: Vec::new(),
        wrong_vouches: None,
    }
}

fn spent() -> GuessLedger {
    let mut ledger = GuessLedger::new(10);
    ledger.count(device(2).id, Digest::plain(b"b"), [0; 16], T0);
    ledger
}

fn refusal<T: core::fmt::Debug>(decision: Decision<T>) -> (ProblemCode, Option<u64>) {
    match decision {
        Err(Stop::Refuse(problem)) => (problem.code, problem.retry_after),
        other => panic!("{other:?}"),
    }
}

fn thaw(locker: &mut LockerRecord, days: u64) -> Decision<()> {
    thaw_guesses(locker, &mut [spent()], device(1).id, T0.plus_millis(days * DAY))
}

#[test]
fn p4_guesses_are_given_back_three_times_a_year_then_every_30_days_and_never_never() {
    let mut locker = locker();
    for day in [0, 1, 2] {
        assert_eq!(thaw(&mut locker, day).unwrap().events.len(), 1);
    }
    assert_eq!(refusal(thaw(&mut locker, 3)), (ProblemCode::Waiting, Some(29 * 24 * 3600)));
    for day in [32, 62, 92] {
        assert!(thaw(&mut locker, day - 1).is_err());
        thaw(&mut locker, day).unwrap();
    }
    // Of the six, the first three are more than a year ago on day 367, and so is none of the others: still slow, but it goes on.
    assert!(thaw(&mut locker, 367).is_ok());
    assert!(thaw(&mut locker, 368).is_err());
    assert!(thaw(&mut locker, 367 + 365).is_ok() && thaw(&mut locker, 367 + 366).is_ok());
    assert!(locker.thaws.len() <= 3, "{:?}", locker.thaws);
}

#[test]
fn p4_thawed_guesses_are_that_devices_alone() {
    let (mut locker, mut ledgers) = (locker(), [spent()]);
    thaw_guesses(&mut locker, &mut ledgers, device(1).id, T0).unwrap();
    assert_eq!((ledgers[0].left(device(1).id), ledgers[0].left(device(2).id)), (10, 9));
}

#[test]
fn where_nothing_is_spent_nothing_is_given_and_nothing_counted() {
    let mut locker = locker();
    let again = thaw_guesses(&mut locker, &mut [GuessLedger::new(10)], device(1).id, T0).unwrap();
    assert_eq!((again.events.len(), locker.thaws.len()), (0, 0));
}

#[test]
fn guesses_are_given_to_an_active_device_of_the_locker_only() {
    let mut locker = locker();
    for state in [State::Issued, State::Suspended, State::Replaced] {
        locker.devices[0].state = state;
        assert_eq!(refusal(thaw(&mut locker, 0)).0, ProblemCode::Conflict);
    }
    let unknown = thaw_guesses(&mut locker, &mut [spent()], DeviceId::from_array([1; 16]), T0);
    assert_eq!(refusal(unknown).0, ProblemCode::NotFound);
}

#[test]
fn a_device_is_suspended_only_while_a_case_with_evidence_is_under_way() {
    let mut locker = locker();
    let committed = CaseRecord { stage: Stage::Committed, ..case(1) };
    let over = CaseRecord { stage: case(1).stage.end(End::Closed, T0), ..case(1) };
    for none in [&[][..], &[committed], &[over]] {
        assert_eq!(refusal(suspend(&mut locker, none, device(1).id, T0)).0, ProblemCode::Conflict);
    }
    let late = T0.plus_millis(33 * DAY);
    assert_eq!(refusal(suspend(&mut locker, &[case(1)], device(1).id, late)).0, ProblemCode::Conflict);
    let events = suspend(&mut locker, &[case(1)], device(1).id, T0).unwrap().events;
    assert_eq!(events, [Event::DeviceSuspended { device: device(1).id, case: case(1).id }]);
    assert_eq!(suspend(&mut locker, &[case(1)], device(1).id, T0).unwrap().events, []);
    assert_eq!(crate::device::acting(&locker, device(1).id), Err(crate::refusal::suspended_by_staff()));
}

#[test]
fn a_device_that_staff_suspended_comes_back_with_the_end_of_that_case_and_of_no_other() {
    let mut locker = locker();
    suspend(&mut locker, &[case(1)], device(1).id, T0).unwrap();
    assert_eq!(reinstate(&mut locker, |ended| ended == case(2).id, T0), []);
    let later = T0.plus_millis(5);
    let back = reinstate(&mut locker, |ended| ended == case(1).id, later);
    assert_eq!(back, [Event::DeviceReinstated { device: device(1).id }]);
    assert_eq!((locker.devices[0].state, locker.devices[0].since), (State::Active, later));
    assert_eq!(reinstate(&mut locker, |_| true, later), []);
}

#[test]
fn p6_a_device_that_a_roster_revoked_while_staff_had_it_suspended_stays_out() {
    let mut locker = locker();
    suspend(&mut locker, &[case(1)], device(1).id, T0).unwrap();
    locker.devices[0].enter(State::Replaced, T0);
    assert_eq!(reinstate(&mut locker, |_| true, T0), []);
    assert_eq!(locker.devices[0].state, State::Replaced);
}

#[test]
fn a_replaced_or_unknown_device_is_not_suspended() {
    let mut locker = locker();
    locker.devices[0].state = State::Replaced;
    assert_eq!(refusal(suspend(&mut locker, &[case(1)], device(1).id, T0)).0, ProblemCode::Replaced);
    assert_eq!(refusal(suspend(&mut locker, &[case(1)], device(9).id, T0)).0, ProblemCode::NotFound);
}
