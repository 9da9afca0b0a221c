//! Which intents are taken.

use dlocker_bank::intent::{lapse, stop, thaw_shift};
use dlocker_bank::locker::{FreezeRecord, FrozenBy};
use dlocker_bank::method::RegistrationState;
use dlocker_protocol::intent::{Change, Intent, IntentState};
use dlocker_protocol::problem::ProblemCode::{
    Conflict, Forbidden, IntentOver, LockerFrozen, Malformed, RateLimited, Taken,
};
use dlocker_protocol::{Digest, IntentId, SnapshotId};

use crate::kit::*;

fn shorten(hours: u64) -> Change {
    Change::ShortenWait { seconds: Some(hours * 3600) }
}

fn intent(world: &World) -> Intent {
    Intent {
        locker: world.locker.id,
        id: IntentId::from_array([1; 16]),
        roster: dlocker_protocol::signature::Document::digest(&world.current),
        device: phone(FIRST),
        change: shorten(48),
        at: NOW,
    }
}

#[test]
fn an_intent_that_makes_no_sense_is_refused() {
    let snapshot = |byte| SnapshotId::from_array([byte; 16]);
    let mut unready = World::new();
    unready.rows[3].0.state =
        RegistrationState::Pending { expires: NOW.plus_millis(HOUR), used: 1, evaluated: Vec::new(), opened: false };
    let add = |edit: fn(&mut dlocker_protocol::roster::RosterMethod)| {
        let mut entry = entry(NEW);
        edit(&mut entry);
        Change::AddMethod { entry, registration: registration_id(NEW) }
    };
    assert_eq!(unready.intend(1, add(|_| {})).map(drop), Err(Malformed), "not opened for real");
    let changes = [
        add(|entry| entry.guesses = 1000),
        add(|entry| entry.renew = true),
        add(|entry| entry.sealed_seed = Digest::plain(b"x")),
        add(|entry| entry.device = Some(phone(FIRST))),
        Change::AddMethod { entry: entry(KIT), registration: registration_id(KIT) },
        Change::AddDevice(device_entry(SECOND)),
        Change::AddDevice(device_entry(0x34)),
        Change::RemoveMethod { method: method_id(OWN) },
        Change::RemoveMethod { method: method_id(NEW) },
        shorten(96),
        shorten(120),
        Change::DeleteSnapshots { snapshots: Vec::new() },
        Change::DeleteSnapshots { snapshots: vec![snapshot(2), snapshot(1)] },
        Change::DeleteSnapshots { snapshots: vec![snapshot(1), snapshot(1)] },
    ];
    for change in changes {
        assert_eq!(World::new().intend(1, change.clone()).map(drop), Err(Malformed), "{change:?}");
    }
}

#[test]
fn an_intent_is_for_this_locker_device_and_roster() {
    let good = intent(&World::new());
    assert!(World::new().intend_with(good.clone()).is_ok());
    let other = Intent { locker: dlocker_protocol::LockerId::from_array([2; 16]), ..good.clone() };
    assert_eq!(World::new().intend_with(other).map(drop), Err(Malformed));
    let other = Intent { device: phone(SECOND), ..good.clone() };
    assert_eq!(World::new().intend_with(other).map(drop), Err(Malformed));
    let other = Intent { roster: Digest::plain(b"x"), ..good.clone() };
    assert_eq!(World::new().intend_with(other).map(drop), Err(Conflict));
    let mut foreign = World::new();
    foreign.current.owner_key = key(0x22);
    let other = Intent { roster: dlocker_protocol::signature::Document::digest(&foreign.current), ..good };
    assert_eq!(foreign.intend_with(other).map(drop), Err(Forbidden), "not signed by the owner");
}

#[test]
fn the_same_intent_again_is_answered_again_and_its_id_is_not_used_twice() {
    let mut world = World::new();
    let first = world.intend(1, shorten(48)).unwrap();
    assert_eq!(world.intend(1, shorten(48)), Ok(first));
    assert_eq!(world.intents.len(), 1);
    assert_eq!(world.intend(1, shorten(47)).map(drop), Err(Taken));
}

#[test]
fn p7_sixteen_intents_wait_at_once_and_fifty_are_made_in_a_day() {
    let mut world = World::new();
    for id in 0..16 {
        world.intend(id, shorten(48)).unwrap();
    }
    assert_eq!(world.intend(16, shorten(48)).map(drop), Err(RateLimited));
    for id in 16..50 {
        let (locker, intents) = (world.locker.clone(), &mut world.intents);
        stop(&locker, &mut intents[usize::from(id) - 16], None, phone(SECOND), NOW).unwrap();
        world.intend(id, shorten(48)).unwrap();
    }
    world.intents.clear();
    assert_eq!(world.intend(50, shorten(48)).map(drop), Err(RateLimited));
    world.now = NOW.plus_millis(DAY);
    world.intend(51, shorten(48)).unwrap();
}

#[test]
fn p7_a_frozen_locker_takes_no_intent_but_lets_one_be_stopped() {
    let mut world = World::new();
    world.intend(1, shorten(48)).unwrap();
    world.locker.freeze = Some(FreezeRecord { since: NOW, by: FrozenBy::Device(phone(SECOND)), lapses: None });
    assert_eq!(world.intend(2, shorten(48)).map(drop), Err(LockerFrozen));
    stop(&world.locker, &mut world.intents[0], None, phone(SECOND), NOW).unwrap();
    assert_eq!(world.intents[0].state(NOW), IntentState::Stopped);
}

#[test]
fn a_held_registration_ends_with_its_intent() {
    let mut world = World::new();
    let change = Change::AddMethod { entry: entry(NEW), registration: registration_id(NEW) };
    let made = world.intend(1, change.clone()).unwrap();
    assert_eq!(world.rows[3].0.state, RegistrationState::Held { intent: made.id });
    assert_eq!(world.intend(2, change).map(drop), Err(Malformed), "it is held already");
    world.now = made.due.plus_millis(30 * DAY);
    let rows = world.rows.iter_mut().map(|(row, _)| row);
    assert_eq!(lapse(&mut world.intents, rows, world.now).len(), 1);
    assert!(matches!(world.rows[3].0.state, RegistrationState::Retired { replaced_by: None, .. }));
    let stopped = stop(&world.locker, &mut world.intents[0], None, phone(FIRST), world.now);
    assert_eq!(stopped.map(drop).map_err(code), Err(IntentOver));
}

#[test]
fn p7_a_freeze_moves_only_what_still_waits() {
    let mut world = World::new();
    world.intend(1, shorten(48)).unwrap();
    world.intend(2, shorten(48)).unwrap();
    stop(&world.locker, &mut world.intents[0], None, phone(FIRST), NOW).unwrap();
    thaw_shift(&mut world.intents, HOUR);
    assert_eq!(world.intents[0].due, NOW.plus_millis(DAY));
    assert_eq!(world.intents[1].due, NOW.plus_millis(DAY + HOUR));
}

#[test]
fn a_stopped_intent_does_not_stand_in_the_way_of_a_new_one() {
    let mut world = World::new();
    world.intend(1, shorten(48)).unwrap();
    stop(&world.locker, &mut world.intents[0], None, phone(SECOND), NOW).unwrap();
    world.now = NOW.plus_millis(HOUR);
    let due = world.intend(2, shorten(48)).unwrap().due;
    world.now = due;
    let next = world.next(|r| r.policy.recovery_wait = Some(48 * 3600));
    world.publish(next, &[]).unwrap();
    assert_eq!(world.intents[0].state(due), IntentState::Stopped);
}
