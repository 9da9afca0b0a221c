//! Freezes, from the chairs of the owner, of a thief and of a stranger on the telephone.

use dlocker_protocol::locker::LockerState;
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{DeviceId, Handle, LockerId, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::Stop;
use crate::device::State;

const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const HOUR: u64 = 3600 * 1000;
const LIFE: u64 = 72 * HOUR;

fn phone() -> DeviceRecord {
    DeviceRecord::issued(SigningKey::from_bytes(&[1; 32]).unwrap().public_key(), T0)
}

fn locker() -> LockerRecord {
    let mut locker = LockerRecord::new(LockerId::from_array([7; 16]), Handle::parse("owner@example.com").unwrap(), T0);
    locker.devices.push(DeviceRecord { state: State::Active, ..phone() });
    locker
}

fn call(confirmed: bool) -> Freezing {
    Freezing { by: FrozenBy::Staff("officer1".to_owned()), confirmed, life: LIFE }
}

fn by_phone() -> Freezing {
    Freezing { by: FrozenBy::Device(phone().id), confirmed: false, life: LIFE }
}

fn at(hours: u64) -> Timestamp {
    T0.plus_millis(hours * HOUR)
}

fn refused(locker: &mut LockerRecord, asked: Freezing, now: Timestamp) -> Problem {
    match freeze(locker, asked, now) {
        Err(Stop::Refuse(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unconfirmed_freeze_lapses_and_a_confirmed_one_does_not() {
    for (asked, holds) in [(call(false), false), (by_phone(), false), (call(true), true)] {
        let mut locker = locker();
        freeze(&mut locker, asked, T0).unwrap();
        assert_eq!(unfrozen(&locker, at(72 - 1)).unwrap_err().code, ProblemCode::LockerFrozen);
        assert_eq!(frozen(&locker, at(72)).is_some(), holds);
        assert_eq!(state(&locker, at(72)) == LockerState::Frozen, holds);
    }
}

#[test]
fn p7_a_freeze_holds_against_a_request_that_came_before_it_and_waited() {
    let mut locker = locker();
    freeze(&mut locker, call(false), at(1)).unwrap();
    assert_eq!(unfrozen(&locker, T0).unwrap_err().code, ProblemCode::LockerFrozen);
}

#[test]
fn freezing_a_frozen_locker_is_no_news_unless_the_owner_was_identified() {
    let mut locker = locker();
    let first = freeze(&mut locker, by_phone(), T0).unwrap();
    assert_eq!(first.events, [Event::LockerFrozen { lapses: Some(at(72)) }]);
    let again = freeze(&mut locker, call(false), at(1)).unwrap();
    assert_eq!((again.events.len(), &again.answer), (0, &first.answer));
    let confirmed = freeze(&mut locker, call(true), at(2)).unwrap();
    assert_eq!(confirmed.events, [Event::LockerFrozen { lapses: None }]);
    assert_eq!((confirmed.answer.since, confirmed.answer.lapses), (T0, None));
    assert_eq!(freeze(&mut locker, call(true), at(3)).unwrap().events, []);
    assert_eq!(freeze(&mut locker, by_phone(), at(3)).unwrap().answer.lapses, None);
}

#[test]
fn p7_a_freeze_from_the_same_kind_of_source_is_had_again_only_after_as_long_a_pause() {
    for asked in [call(false), by_phone()] {
        let mut locker = locker();
        freeze(&mut locker, asked.clone(), T0).unwrap();
        lift(&mut locker, at(1));
        let problem = refused(&mut locker, asked.clone(), at(143));
        assert_eq!((problem.code, problem.retry_after), (ProblemCode::RateLimited, Some(3600)));
        freeze(&mut locker, call(true), at(143)).unwrap();
        lift(&mut locker, at(143));
        freeze(&mut locker, asked, at(144)).unwrap();
    }
}

#[test]
fn a_call_does_not_take_the_owners_own_freeze_away() {
    let mut locker = locker();
    freeze(&mut locker, call(false), T0).unwrap();
    lift(&mut locker, at(1));
    freeze(&mut locker, by_phone(), at(1)).unwrap();
}

#[test]
fn a_device_without_a_say_freezes_nothing_and_a_shut_locker_is_not_frozen() {
    let mut locker = locker();
    locker.devices[0].state = State::Suspended;
    assert_eq!(refused(&mut locker, by_phone(), T0).code, ProblemCode::Suspended);
    locker.devices[0].state = State::Active;
    locker.shut = Some(T0);
    assert_eq!(refused(&mut locker, by_phone(), T0).code, ProblemCode::Shut);
    assert_eq!(state(&locker, T0), LockerState::Shut);
}

#[test]
fn what_a_freeze_has_held_up_is_counted_to_its_end_and_no_longer() {
    let mut locker = locker();
    freeze(&mut locker, call(false), T0).unwrap();
    assert_eq!(lapse(&mut locker, at(71)), None);
    assert_eq!(lapse(&mut locker.clone(), at(500)), Some(LIFE));
    assert_eq!(lift(&mut locker, at(5)), Some(5 * HOUR));
    assert_eq!(lift(&mut locker, at(5)), None);
}

proptest! {
    #[test]
    fn p7_a_stranger_who_calls_holds_a_locker_half_of_the_time_at_most(
        acts in prop::collection::vec((0..200_u64, prop::bool::ANY), 1..40),
    ) {
        let (mut locker, mut now, mut held) = (locker(), 0, 0);
        for (pause, is_lifted) in acts {
            for _ in 0..pause {
                held += u64::from(frozen(&locker, at(now)).is_some());
                now += 1;
            }
            if is_lifted {
                lift(&mut locker, at(now));
            }
            let _ = freeze(&mut locker, call(false), at(now));
        }
        // The newest freeze may have had its time and not its pause yet.
        prop_assert!(held <= now / 2 + LIFE / HOUR, "{held} of {now} hours");
    }
}

fn recovering(locker: &mut LockerRecord) {
    let case = CaseId::from_array([5; 16]);
    locker.recovering = Some(Recovering { device: phone().id, case, lost_since: None });
}

#[test]
fn only_the_device_of_a_recovery_shuts_a_locker() {
    let mut locker = locker();
    assert!(matches!(shut(&mut locker, phone().id, T0), Err(Stop::Refuse(p)) if p.code == ProblemCode::Forbidden));
    recovering(&mut locker);
    let other = DeviceId::from_array([9; 16]);
    assert!(matches!(shut(&mut locker, other, T0), Err(Stop::Refuse(p)) if p.code == ProblemCode::Forbidden));
    assert_eq!(shut(&mut locker, phone().id, T0).unwrap().events, [Event::Shut { device: phone().id }]);
    assert_eq!(shut(&mut locker, phone().id, at(1)).unwrap().events, []);
    assert_eq!(locker.shut, Some(T0));
}

#[test]
fn the_new_locker_knows_the_former_ones_and_lets_the_device_in_once() {
    let mut old = locker();
    recovering(&mut old);
    old.former = vec![LockerId::from_array([6; 16])];
    let (id, key) = (LockerId::from_array([8; 16]), phone().key);
    let mut new = None;
    let first = let_in(&mut new, &old, (id, key), T0).unwrap();
    assert_eq!(first.events, [Event::Enrolled { device: phone().id }]);
    let again = let_in(&mut new, &old, (id, key), at(1)).unwrap();
    assert_eq!((again.events.len(), again.answer), (0, first.answer));
    let mut made = new.unwrap();
    assert_eq!((made.former.len(), made.former.last(), made.handle.clone()), (2, Some(&old.id), old.handle.clone()));
    made.devices[0].state = State::Suspended;
    assert!(let_in(&mut Some(made), &old, (id, key), at(2)).is_err(), "a recovery of the new locker counts");
}
