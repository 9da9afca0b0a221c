//! A method that was taken off the roster is kept shut, and a recovery that knows the day of the loss brings it back.

use dlocker_bank::device::{DeviceRecord, State};
use dlocker_bank::guess::Settled;
use dlocker_bank::limits::Limits;
use dlocker_bank::locker::Recovering;
use dlocker_bank::method::{Ask, DROPPED_KEPT, RegistrationState, Settling, due, register, release, settle};
use dlocker_protocol::intent::Change;
use dlocker_protocol::log::Event;
use dlocker_protocol::method::{MethodKind, RegisterRequest};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::problem::ProblemCode::{self, Malformed, NotFound, NotOpened, Taken};
use dlocker_protocol::roster::{EpochPart, Roster, RosterDraft, RosterMethod};
use dlocker_protocol::{Bytes, CaseId, Digest, Timestamp, TrusteeId};

use crate::kit::*;

const NEWCOMER: u8 = 0x35;
const NEXT_OWNER: u8 = 0x22;

fn before(at: Timestamp) -> Option<Timestamp> {
    Some(Timestamp::from_millis(at.millis() - 1))
}

/// The kit was taken off, after the wait.
fn without_kit() -> World {
    let mut world = World::new();
    world.intend(1, Change::RemoveMethod { method: method_id(KIT) }).unwrap();
    world.now = NOW.plus_millis(DAY);
    let next = world.next(|r| r.methods.retain(|method| method.id != method_id(KIT)));
    world.publish(next, &[]).unwrap();
    world
}

/// After that a case let a new phone in, with this day of the loss.
fn recovering(lost_since: Option<Timestamp>) -> World {
    let mut world = without_kit();
    for row in &mut world.locker.devices {
        row.state = State::Suspended;
    }
    let fresh = DeviceRecord::issued(key(NEWCOMER), world.now);
    world.locker.devices.push(DeviceRecord { state: State::Active, ..fresh });
    world.locker.recovering =
        Some(Recovering { device: phone(NEWCOMER), case: CaseId::from_array([5; 16]), lost_since });
    world
}

/// The kit's row; it is the first.
fn state(world: &World) -> &RegistrationState {
    &world.rows[0].0.state
}

fn open(world: &mut World, by: u8) -> Result<u64, ProblemCode> {
    let ask = Ask { device: phone(by), blinded: Digest::plain(&[by]), nonce: [1; 16], first_wait: 0 };
    let (row, ledger) = &mut world.rows[0];
    release(&mut world.locker, row, ledger, &ask, world.now).map(|decided| decided.answer.number).map_err(code)
}

fn give_up(world: &mut World, by: u8, opening: u64) -> Result<(), ProblemCode> {
    let settling = Settling { device: phone(by), opening, proof: None, trustee: TrusteeId::of(&key(0x40)) };
    let (row, ledger) = &mut world.rows[0];
    settle(&mut world.locker, row, ledger, &settling, world.now).map(drop).map_err(code)
}

/// The rotation that names the kit again, as `edit` has it, and nothing else.
fn rotate(world: &mut World, registration: Option<u8>, edit: impl Fn(&mut RosterMethod)) -> Result<(), ProblemCode> {
    let next = world.next(|r| {
        r.epoch += 1;
        r.owner_key = key(NEXT_OWNER);
        r.prior_seed = Some(vec![1; 80]);
        r.devices = vec![device_entry(NEWCOMER)];
        r.departed = [FIRST, SECOND].map(departed).to_vec();
        r.methods = vec![RosterMethod { renew: true, sealed_seed: Digest::of("sealed-seed", b"next"), ..entry(KIT) }];
        edit(&mut r.methods[0]);
    });
    let signed = RosterDraft::new(next).sign(&signing(NEXT_OWNER), Some(&signing(OWNER)));
    let registration = registration.map(registration_id);
    let part = EpochPart { method: method_id(KIT), registration, sealed_seed: Some(Bytes(b"next".to_vec())) };
    world.publish_by(NEWCOMER, &signed, &[part]).map(drop)
}

#[test]
fn p7_a_method_that_is_taken_off_is_kept_shut_and_a_phones_own_is_not() {
    let mut world = without_kit();
    assert_eq!(*state(&world), RegistrationState::Dropped { at: world.now });
    let next = world.next(|r: &mut Roster| r.methods.retain(|method| method.kind != MethodKind::Device));
    world.publish(next, &[]).unwrap();
    assert!(matches!(world.rows[2].0.state, RegistrationState::Retired { replaced_by: None, .. }));
}

#[test]
fn p4_a_method_that_was_taken_off_opens_nothing_to_anybody() {
    let mut world = without_kit();
    for by in [FIRST, SECOND] {
        assert_eq!(open(&mut world, by), Err(NotFound));
    }
    // An opening that was under way when it was taken off is not settled either.
    world.rows[0].1.count(phone(FIRST), Digest::plain(b"b"), [1; 16], NOW);
    assert_eq!(give_up(&mut world, FIRST, 1), Err(NotFound));
}

#[test]
fn p7_what_was_taken_off_since_the_loss_opens_to_the_device_of_the_recovery_alone() {
    let removed = without_kit().now;
    for (lost_since, expected) in [
        (before(removed), Ok(1)),
        (Some(removed), Ok(1)),
        (Some(removed.plus_millis(1)), Err(NotFound)),
        (None, Err(NotFound)),
    ] {
        assert_eq!(open(&mut recovering(lost_since), NEWCOMER), expected, "{lost_since:?}");
    }
    let mut world = recovering(before(removed));
    world.locker.devices[0].state = State::Active;
    assert_eq!(open(&mut world, FIRST), Err(NotFound), "another device, even if it were let in");
    open(&mut world, NEWCOMER).unwrap();
    give_up(&mut world, NEWCOMER, 1).unwrap();
}

#[test]
fn p7_the_rotation_of_the_recovery_names_it_again() {
    let removed = without_kit().now;
    let mut world = recovering(before(removed));
    rotate(&mut world, None, |_| {}).unwrap();
    assert!(matches!(state(&world), RegistrationState::Current { .. }));
    assert_eq!(world.locker.methods.iter().map(|method| method.id).collect::<Vec<_>>(), [method_id(KIT)]);
    for lost_since in [None, Some(removed.plus_millis(1))] {
        assert_eq!(rotate(&mut recovering(lost_since), None, |_| {}), Err(Malformed), "{lost_since:?}");
    }
    let mut world = recovering(before(removed));
    assert_eq!(rotate(&mut world, None, |method| method.guesses += 1), Err(Malformed), "more guesses than it had");
    assert_eq!(rotate(&mut world, None, |method| method.record = Digest::plain(b"other")), Err(Malformed));
}

#[test]
fn p4_the_rotation_registers_it_anew_only_where_its_device_opened_it() {
    let mut world = recovering(before(NOW));
    let mut fresh = row(KIT, 0x61, proved(world.now.plus_millis(HOUR)));
    fresh.0.device = phone(NEWCOMER);
    world.rows.push(fresh);
    let anew = |method: &mut RosterMethod| {
        method.renew = false;
        method.record = Digest::of("method-record", &[0x61]);
    };
    assert_eq!(rotate(&mut world, Some(0x61), anew), Err(NotOpened));
    open(&mut world, NEWCOMER).unwrap();
    let now = world.now;
    world.rows[0].1.settle(phone(NEWCOMER), Settled::Right, now);
    rotate(&mut world, Some(0x61), anew).unwrap();
    let replaced = RegistrationState::Retired { at: now, replaced_by: Some(registration_id(0x61)) };
    assert_eq!(*state(&world), replaced);
}

#[test]
fn p6_a_rotation_retires_what_it_does_not_take_up_again() {
    let mut world = recovering(before(NOW));
    rotate(&mut world, None, |_| {}).unwrap();
    assert!(matches!(world.rows[1].0.state, RegistrationState::Retired { replaced_by: None, .. }), "the PIN, dropped");
    let mut world = recovering(None);
    let pin = |method: &mut RosterMethod| {
        *method = RosterMethod { renew: method.renew, sealed_seed: method.sealed_seed, ..entry(PIN) };
    };
    let next = world.next(|r| {
        r.epoch += 1;
        r.owner_key = key(NEXT_OWNER);
        r.prior_seed = Some(vec![1; 80]);
        r.devices = vec![device_entry(NEWCOMER)];
        r.departed = [FIRST, SECOND].map(departed).to_vec();
        r.methods.truncate(1);
        r.methods[0].renew = true;
        r.methods[0].sealed_seed = Digest::of("sealed-seed", b"next");
        pin(&mut r.methods[0]);
    });
    let signed = RosterDraft::new(next).sign(&signing(NEXT_OWNER), Some(&signing(OWNER)));
    let part = EpochPart { method: method_id(PIN), registration: None, sealed_seed: Some(Bytes(b"next".to_vec())) };
    world.publish_by(NEWCOMER, &signed, &[part]).unwrap();
    assert!(matches!(state(&world), RegistrationState::Retired { replaced_by: None, .. }));
}

#[test]
fn p7_nobody_takes_the_place_of_a_method_that_may_come_back() {
    let mut world = without_kit();
    world.limits.changes.wait = 0;
    world.rows.push(row(KIT, 0x61, proved(world.now.plus_millis(HOUR))));
    let fresh = RosterMethod {
        record: Digest::of("method-record", &[0x61]),
        sealed_seed: Digest::of("sealed-seed", &[0x61]),
        ..entry(KIT)
    };
    let next = world.next(|r| r.methods.push(fresh));
    assert_eq!(world.publish(next, &[part(KIT, 0x61)]).map(drop), Err(Taken));
    assert_eq!(begin(&mut world, FIRST), Err(Taken));
    let mut world = recovering(before(NOW));
    begin(&mut world, NEWCOMER).expect("who got it back may register it anew");
}

fn begin(world: &mut World, by: u8) -> Result<(), ProblemCode> {
    let request = RegisterRequest {
        registration: registration_id(0x62),
        method: method_id(KIT),
        kind: MethodKind::Kit,
        guesses: None,
    };
    let existing: Vec<_> = world.rows.iter().map(|(row, ledger)| (row.clone(), ledger.limit)).collect();
    let fresh = (OprfPublicKey::from_bytes(key(0x62).as_bytes()).unwrap(), Vec::new());
    let by = (phone(by), fresh, &Limits::default());
    register(&mut world.locker, &existing, &request, by, world.now).map(drop).map_err(code)
}

#[test]
fn p7_it_is_destroyed_after_a_month_unless_a_recovery_has_brought_it_back() {
    let world = recovering(before(NOW));
    let rows: Vec<_> = world.rows.iter().map(|(row, _)| row.clone()).take(1).collect();
    let (removed, locker) = (world.now, without_kit().locker);
    let destroyed = |locker, grace, at: u64| !due(locker, &rows, grace, removed.plus_millis(at)).is_empty();
    assert!(!destroyed(Some(&locker), HOUR, DROPPED_KEPT - 1));
    assert!(destroyed(Some(&locker), HOUR, DROPPED_KEPT));
    assert!(!destroyed(Some(&locker), 31 * DAY, 31 * DAY - 1));
    assert!(destroyed(Some(&locker), 31 * DAY, 31 * DAY));
    assert!(!destroyed(Some(&world.locker), HOUR, 2 * DROPPED_KEPT));
    assert!(destroyed(Some(&recovering(None).locker), HOUR, DROPPED_KEPT));
    assert_eq!(due(Some(&locker), &rows, HOUR, removed.plus_millis(DROPPED_KEPT)), [(registration_id(KIT), true)]);
}

#[test]
fn the_visit_log_tells_of_the_roster_and_not_of_keeping_shut() {
    let mut world = World::new();
    world.limits.changes.wait = 0;
    let next = world.next(|r| r.methods.retain(|method| method.id != method_id(KIT)));
    let events = world.publish(next, &[]).unwrap();
    assert!(matches!(events.as_slice(), [Event::RosterPublished { .. }]));
}
