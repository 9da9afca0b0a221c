//! A locker with one phone that has just opened it.

use dlocker_evidence::person::{ClaimDigest, Marks};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{DeviceId, Handle, LockerId, PublicKey, Timestamp};

use super::*;
use crate::device::{DeviceRecord, State};
use crate::limits::Limits;
use crate::locker::{Freezing, FrozenBy, LockerRecord, freeze};
use crate::{Decision, Stop};

const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const HOUR: u64 = 3600 * 1000;

fn key(byte: u8) -> PublicKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap().public_key()
}

fn locker() -> LockerRecord {
    let mut locker = LockerRecord::new(LockerId::from_array([7; 16]), Handle::parse("owner@example.com").unwrap(), T0);
    let device = DeviceRecord { state: State::Active, opened: Some(T0), ..DeviceRecord::issued(key(1), T0) };
    locker.devices.push(device);
    locker.begun = Some(T0);
    locker
}

fn marks(claims: &[(&str, u8)]) -> Marks {
    Marks(
        claims
            .iter()
            .map(|(claim, byte)| ClaimDigest { claim: (*claim).to_owned(), forms: vec![[*byte; 32]] })
            .collect(),
    )
}

fn shown(entry: &str, byte: u8) -> Bound {
    let marks = marks(&[("name", byte), ("birth_date", byte)]);
    Bound { entry: entry.to_owned(), since: T0, marks, device: DeviceId::of(&key(1)) }
}

fn events(decision: Decision<()>) -> Vec<Event> {
    decision.unwrap().events
}

fn code(decision: Decision<()>) -> ProblemCode {
    match decision.unwrap_err() {
        Stop::Refuse(problem) | Stop::Keep(problem, _) => problem.code,
    }
}

/// Opened lately, at this moment.
fn opened(locker: &mut LockerRecord, at: Timestamp) -> Timestamp {
    locker.devices[0].opened = Some(at);
    at
}

#[test]
fn on_the_first_day_it_counts_at_once() {
    let (mut locker, limits) = (locker(), Limits::default());
    let happened = events(bind(&mut locker, shown("id", 1), &limits, T0));
    assert_eq!(happened, [Event::IdentityBound { entry: "id".into() }]);
    assert_eq!(agree(&locker, &marks(&[("name", 1), ("birth_date", 1)]), T0), Some(2));
}

#[test]
fn p7_later_it_waits_as_any_weakening_and_counts_for_nothing_until_then() {
    let (mut locker, limits) = (locker(), Limits::default());
    let now = opened(&mut locker, T0.plus_millis(48 * HOUR));
    let due = now.plus_millis(limits.changes.wait);
    let happened = events(bind(&mut locker, shown("id", 1), &limits, now));
    assert_eq!(happened, [Event::IdentityWaits { entry: "id".into(), due }]);
    let claims = marks(&[("name", 1)]);
    assert_eq!(agree(&locker, &claims, now), None);
    assert_eq!(agree(&locker, &claims, Timestamp::from_millis(due.millis() - 1)), None);
    assert_eq!(agree(&locker, &claims, due), Some(1));
}

#[test]
fn p7_a_thief_who_shows_a_credential_of_their_own_is_stopped_by_any_device_and_the_owners_counts_on() {
    let (mut locker, limits) = (locker(), Limits::default());
    events(bind(&mut locker, shown("id", 1), &limits, T0));
    let now = opened(&mut locker, T0.plus_millis(48 * HOUR));
    events(bind(&mut locker, shown("id", 2), &limits, now));
    assert_eq!(agree(&locker, &marks(&[("name", 1)]), now), Some(1), "the old one counts while the new one waits");
    let device = DeviceId::of(&key(1));
    assert_eq!(events(stop(&mut locker, device, now)), [Event::IdentityStopped { entry: "id".into() }]);
    let late = now.plus_millis(99 * HOUR);
    assert_eq!(agree(&locker, &marks(&[("name", 2)]), late), None);
    assert_eq!(agree(&locker, &marks(&[("name", 1)]), late), Some(1));
    assert_eq!(code(stop(&mut locker, device, late)), ProblemCode::NotFound);
}

#[test]
fn what_has_waited_long_enough_is_not_stopped_any_more() {
    let (mut locker, limits) = (locker(), Limits::default());
    let now = opened(&mut locker, T0.plus_millis(48 * HOUR));
    events(bind(&mut locker, shown("id", 1), &limits, now));
    let due = now.plus_millis(limits.changes.wait);
    assert_eq!(cancel(&mut locker, due), None);
    assert_eq!(agree(&locker, &marks(&[("name", 1)]), due), Some(1));
}

#[test]
fn without_an_opening_within_the_hour_nobody_is_bound() {
    let (mut locker, limits) = (locker(), Limits::default());
    let late = T0.plus_millis(HOUR);
    assert_eq!(code(bind(&mut locker, shown("id", 1), &limits, late)), ProblemCode::NotOpened);
    locker.devices[0].state = State::Suspended;
    assert_eq!(code(bind(&mut locker, shown("id", 1), &limits, T0)), ProblemCode::Suspended);
}

#[test]
fn another_claim_or_one_more_than_was_recorded_agrees_with_nobody() {
    let (mut locker, limits) = (locker(), Limits::default());
    events(bind(&mut locker, shown("id", 1), &limits, T0));
    assert_eq!(agree(&locker, &marks(&[("name", 1), ("birth_date", 2)]), T0), None);
    assert_eq!(agree(&locker, &marks(&[("name", 1), ("number", 1)]), T0), None);
    assert_eq!(agree(&locker, &marks(&[]), T0), None);
}

#[test]
fn an_owner_is_known_by_eight_kinds_at_most_and_a_newer_one_of_a_kind_takes_the_place_of_the_older() {
    let (mut locker, limits) = (locker(), Limits::default());
    for number in 0..8 {
        events(bind(&mut locker, shown(&format!("id-{number}"), number), &limits, T0));
    }
    assert_eq!(code(bind(&mut locker, shown("one-more", 9), &limits, T0)), ProblemCode::Conflict);
    events(bind(&mut locker, shown("id-3", 99), &limits, T0));
    assert_eq!(view(&locker, T0).bound.len(), 8);
    assert_eq!(agree(&locker, &marks(&[("name", 3)]), T0), None, "the older one counts no more");
    assert_eq!(agree(&locker, &marks(&[("name", 99)]), T0), Some(1));
}

#[test]
fn a_frozen_locker_takes_no_credential_and_a_freeze_refuses_the_one_that_waits() {
    let (mut locker, limits) = (locker(), Limits::default());
    let now = opened(&mut locker, T0.plus_millis(48 * HOUR));
    events(bind(&mut locker, shown("id", 1), &limits, now));
    let freezing = Freezing { by: FrozenBy::Device(DeviceId::of(&key(1))), confirmed: false, life: HOUR };
    let happened = freeze(&mut locker, freezing, now).unwrap().events;
    assert!(happened.contains(&Event::IdentityStopped { entry: "id".into() }), "{happened:?}");
    assert_eq!(code(bind(&mut locker, shown("id", 1), &limits, now)), ProblemCode::LockerFrozen);
    assert_eq!(agree(&locker, &marks(&[("name", 1)]), now.plus_millis(99 * HOUR)), None);
}
