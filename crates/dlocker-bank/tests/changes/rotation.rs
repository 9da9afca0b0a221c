//! A new epoch is the rotation of a recovery, and nothing else.

use dlocker_bank::device::{DeviceRecord, State};
use dlocker_bank::locker::Recovering;
use dlocker_bank::method::RegistrationState;
use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::ProblemCode::{self, Forbidden, Malformed, NotOpened};
use dlocker_protocol::roster::{EpochPart, Roster, RosterDraft};
use dlocker_protocol::{Bytes, CaseId, Digest, SnapshotId};

use crate::kit::*;

const NEWCOMER: u8 = 0x35;
const NEXT_OWNER: u8 = 0x22;

/// A case let a new phone in, and the others are suspended.
fn recovering() -> World {
    let mut world = World::new();
    for row in &mut world.locker.devices {
        row.state = State::Suspended;
    }
    let fresh = DeviceRecord::issued(key(NEWCOMER), NOW);
    world.locker.devices.push(DeviceRecord { state: State::Active, ..fresh });
    let case = CaseId::from_array([5; 16]);
    world.locker.recovering = Some(Recovering { device: phone(NEWCOMER), case, lost_since: None });
    world
}

/// The rotation that keeps the kit, and no other device.
fn rotated(world: &World, edit: impl FnOnce(&mut Roster)) -> Roster {
    world.next(|r| {
        r.epoch += 1;
        r.owner_key = key(NEXT_OWNER);
        r.prior_seed = Some(vec![1; 80]);
        r.devices = vec![device_entry(NEWCOMER)];
        r.methods.truncate(1);
        r.methods[0].renew = true;
        r.methods[0].sealed_seed = Digest::of("sealed-seed", b"next");
        r.policy.recovery_wait = None;
        edit(r);
        let named = |byte: &u8| !r.devices.iter().any(|device| device.id == phone(*byte));
        r.departed = [FIRST, SECOND].into_iter().filter(named).map(departed).collect();
    })
}

fn publish(world: &mut World, by: u8, roster: Roster, registration: Option<u8>) -> Result<Vec<Event>, ProblemCode> {
    let signed = RosterDraft::new(roster).sign(&signing(NEXT_OWNER), Some(&signing(OWNER)));
    let registration = registration.map(registration_id);
    let sealed_seed = Some(Bytes(b"next".to_vec()));
    world.publish_by(by, &signed, &[EpochPart { method: method_id(KIT), registration, sealed_seed }])
}

#[test]
fn p6_a_rotation_cancels_what_waits_and_replaces_who_is_not_named() {
    let mut world = recovering();
    world.intents = {
        let mut before = World::new();
        before.intend(1, Change::AddMethod { entry: entry(NEW), registration: registration_id(NEW) }).unwrap();
        world.rows = before.rows;
        before.intents
    };
    let next = rotated(&world, |_| {});
    let events = publish(&mut world, NEWCOMER, next, None).unwrap();
    assert!(events.contains(&Event::IntentCancelled { intent: world.intents[0].id }));
    assert_eq!(world.intents[0].state(NOW), IntentState::Cancelled);
    let held = world.rows.iter().find(|(row, _)| row.id == registration_id(NEW)).unwrap();
    assert!(matches!(held.0.state, RegistrationState::Retired { replaced_by: None, .. }));
    let states: Vec<State> = world.locker.devices.iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Replaced, State::Replaced, State::Active]);
    assert!(world.locker.recovering.is_none() && world.locker.joins.is_empty());
}

#[test]
fn p6_a_rotation_keeps_a_suspended_device_by_name() {
    let mut world = recovering();
    let next = rotated(&world, |r| r.devices.push(device_entry(SECOND)));
    publish(&mut world, NEWCOMER, next, None).unwrap();
    assert_eq!(world.locker.device(phone(SECOND)).unwrap().state, State::Active);
    assert_eq!(world.locker.device(phone(FIRST)).unwrap().state, State::Replaced);
}

#[test]
fn p7_only_the_device_of_a_recovery_rotates() {
    let mut world = recovering();
    world.locker.recovering = None;
    let next = rotated(&world, |_| {});
    assert_eq!(publish(&mut world, NEWCOMER, next, None).map(drop), Err(Forbidden));
    let mut world = World::new();
    let next = rotated(&world, |r| r.devices = vec![device_entry(FIRST)]);
    assert_eq!(publish(&mut world, FIRST, next, None).map(drop), Err(Forbidden));
    let mut world = recovering();
    world.locker.devices[0].state = State::Active;
    let next = rotated(&world, |r| r.devices = vec![device_entry(FIRST)]);
    assert_eq!(publish(&mut world, FIRST, next, None).map(drop), Err(Forbidden), "another device's recovery");
}

#[test]
fn p7_a_rotation_adds_nothing_and_deletes_nothing() {
    let add_method = |r: &mut Roster| r.methods.push(entry(NEW));
    let join = |r: &mut Roster| r.devices.push(device_entry(THIRD));
    let rename = |r: &mut Roster| {
        r.devices.push(device_entry(SECOND));
        r.devices[1].name = "another".to_owned();
    };
    let delete = |r: &mut Roster| r.deleted = vec![SnapshotId::from_array([1; 16])];
    let raise = |r: &mut Roster| r.methods[0].guesses = 6;
    let edits: [fn(&mut Roster); 5] = [add_method, join, rename, delete, raise];
    for (at, edit) in edits.into_iter().enumerate() {
        let mut world = recovering();
        let next = rotated(&world, edit);
        assert_eq!(publish(&mut world, NEWCOMER, next, None).map(drop), Err(Malformed), "edit {at}");
    }
}

#[test]
fn p4_a_rotation_registers_anew_only_what_its_device_opened() {
    let mut world = recovering();
    let mut fresh = row(KIT, 0x61, proved(NOW.plus_millis(HOUR)));
    fresh.0.device = phone(NEWCOMER);
    world.rows.push(fresh);
    let next = rotated(&world, |r| {
        r.methods[0].renew = false;
        r.methods[0].record = Digest::of("method-record", &[0x61]);
    });
    assert_eq!(publish(&mut world, NEWCOMER, next.clone(), Some(0x61)).map(drop), Err(NotOpened));
    let ledger = &mut world.rows[0].1;
    ledger.count(phone(NEWCOMER), Digest::plain(b"b"), [1; 16], NOW);
    ledger.settle(phone(NEWCOMER), dlocker_bank::guess::Settled::Right, NOW);
    publish(&mut world, NEWCOMER, next, Some(0x61)).unwrap();
}

#[test]
fn p7_a_rotation_goes_on_while_the_locker_is_frozen_again() {
    let mut world = recovering();
    let by = dlocker_bank::locker::FrozenBy::Staff("officer1".to_owned());
    world.locker.freeze = Some(dlocker_bank::locker::FreezeRecord { since: NOW, by, lapses: None });
    let next = rotated(&world, |_| {});
    publish(&mut world, NEWCOMER, next, None).unwrap();
}
