//! What waits, as a table.

use dlocker_bank::method::RegistrationState;
use dlocker_protocol::intent::Change;
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::ProblemCode::{self, ChangeWaits, Malformed, NotOpened, Waiting};
use dlocker_protocol::roster::{Contacts, EpochPart, EvidenceKind, RecoveryRule, Retention, Roster};
use dlocker_protocol::{Digest, SnapshotId};

use crate::kit::*;

type Outcome = Result<(), ProblemCode>;

struct Line {
    name: &'static str,
    edit: fn(&mut Roster),
    parts: Vec<EpochPart>,
    /// The intent that covers it, if it can wait at all.
    change: Option<Change>,
    first_day: Outcome,
    later: Outcome,
}

fn snapshots() -> Vec<SnapshotId> {
    vec![SnapshotId::from_array([1; 16]), SnapshotId::from_array([2; 16])]
}

/// What this world's owner chose, and devices count too.
fn with_devices() -> RecoveryRule {
    let from = [EvidenceKind::Credential, EvidenceKind::Device].into_iter().collect();
    RecoveryRule { from, ..rule() }
}

fn harder() -> RecoveryRule {
    RecoveryRule { needed: 3, wait_agreed: None, ..rule() }
}

fn table() -> Vec<Line> {
    let line = |name, edit, change: Option<Change>, first_day, later| Line {
        name,
        edit,
        parts: if name == "method added" { vec![part(NEW, NEW)] } else { Vec::new() },
        change,
        first_day,
        later,
    };
    let add_method = Change::AddMethod { entry: entry(NEW), registration: registration_id(NEW) };
    let remove = Change::RemoveMethod { method: method_id(PIN) };
    let shorten = Change::ShortenWait { seconds: Some(48 * 3600) };
    let unchosen = Change::ShortenWait { seconds: None };
    let easier = Change::WeakenRecovery { rule: Some(with_devices()) };
    let ruled_by_bank = Change::WeakenRecovery { rule: None };
    let fewer = Change::ShortenHistory { retention: Some(keeping(7)) };
    let delete = Change::DeleteSnapshots { snapshots: snapshots() };
    let wait = Err(ChangeWaits);
    vec![
        line(
            "device added",
            |r| r.devices.push(device_entry(THIRD)),
            Some(Change::AddDevice(device_entry(THIRD))),
            Ok(()),
            wait,
        ),
        line("method added", |r| r.methods.push(entry(NEW)), Some(add_method), Ok(()), wait),
        line("method removed", remove_pin, Some(remove), wait, wait),
        line("the phone's own method removed", remove_own, None, Ok(()), Ok(())),
        line("device revoked", revoke, None, Ok(()), Ok(())),
        line("guesses lowered", |r| r.methods[0].guesses = 3, None, Ok(()), Ok(())),
        line("wait shortened", |r| r.policy.recovery_wait = Some(48 * 3600), Some(shorten), wait, wait),
        line("wait left to the bank", |r| r.policy.recovery_wait = None, Some(unchosen), wait, wait),
        line("wait lengthened", |r| r.policy.recovery_wait = Some(120 * 3600), None, Ok(()), Ok(())),
        line("another kind of evidence counts", |r| r.policy.recovery = Some(with_devices()), Some(easier), wait, wait),
        line("evidence left to the bank", |r| r.policy.recovery = None, Some(ruled_by_bank), wait, wait),
        line("more evidence asked for", |r| r.policy.recovery = Some(harder()), None, Ok(()), Ok(())),
        line(
            "somebody more told",
            |r| r.policy.contacts = told(&["ann@example.com", "bob@example.org"]),
            Some(Change::ChooseContacts { contacts: told(&["ann@example.com", "bob@example.org"]) }),
            Ok(()),
            wait,
        ),
        line(
            "somebody else told",
            |r| r.policy.contacts = told(&["ann@example.com"]),
            Some(Change::ChooseContacts { contacts: told(&["ann@example.com"]) }),
            wait,
            wait,
        ),
        line(
            "nobody told any more",
            |r| r.policy.contacts = Contacts::NONE,
            Some(Change::ChooseContacts { contacts: Contacts::NONE }),
            wait,
            wait,
        ),
        line("fewer backups kept", |r| r.policy.retention = Some(keeping(7)), Some(fewer), wait, wait),
        line("more backups kept", |r| r.policy.retention = Some(keeping(60)), None, Ok(()), Ok(())),
        line("all backups kept", |r| r.policy.retention = None, None, Ok(()), Ok(())),
        line("young backups not kept", keep_no_young, None, Err(Malformed), Err(Malformed)),
        line("history deleted", |r| r.deleted = snapshots(), Some(delete), wait, wait),
        line("nothing", |_| {}, None, Err(Malformed), Err(Malformed)),
    ]
}

fn keep_no_young(roster: &mut Roster) {
    roster.policy.retention = Some(Retention { young: DAY / 1000 - 1, ..keeping(30) });
}

fn remove_pin(roster: &mut Roster) {
    roster.methods.remove(1);
}

fn remove_own(roster: &mut Roster) {
    roster.methods.remove(2);
}

fn revoke(roster: &mut Roster) {
    roster.devices.remove(1);
    roster.departed.push(departed(SECOND));
}

#[test]
fn p7_what_waits_on_the_first_day_and_later() {
    for line in table() {
        for (now, expected) in [(BEGUN.plus_millis(DAY - 1), line.first_day), (BEGUN.plus_millis(DAY), line.later)] {
            let mut world = World::at(now);
            let next = world.next(line.edit);
            assert_eq!(world.publish(next, &line.parts).map(drop), expected, "{} at {now:?}", line.name);
        }
    }
}

#[test]
fn p7_what_waits_is_done_when_its_intent_is_due_and_not_before() {
    for line in table() {
        let Some(change) = line.change else { continue };
        let mut world = World::new();
        let intent = world.intend(1, change).unwrap();
        assert_eq!(intent.due, NOW.plus_millis(DAY));
        world.now = intent.due.plus_millis(1);
        let next = world.next(line.edit);
        world.now = NOW.plus_millis(DAY - 1);
        assert_eq!(world.publish(next.clone(), &line.parts).map(drop), Err(Waiting), "{}", line.name);
        world.now = intent.due;
        let events = world.publish(next, &line.parts).unwrap();
        assert!(events.contains(&Event::IntentCompleted { intent: intent.id }), "{}", line.name);
    }
}

#[test]
fn where_nothing_waits_everything_is_at_once_and_completes_what_was_asked_for() {
    for line in table().into_iter().filter(|line| line.change.is_some()) {
        for asked in [false, true] {
            let mut world = World::new();
            world.limits.changes.wait = 0;
            if asked {
                world.intend(1, line.change.clone().unwrap()).unwrap();
            }
            let next = world.next(line.edit);
            let events = world.publish(next, &line.parts).unwrap();
            let completed = events.iter().any(|event| matches!(event, Event::IntentCompleted { .. }));
            assert_eq!(completed, asked, "{}", line.name);
        }
    }
}

#[test]
fn p7_an_intent_covers_what_it_says_and_nothing_else() {
    let mut world = World::new();
    world.intend(1, Change::DeleteSnapshots { snapshots: snapshots() }).unwrap();
    world.intend(2, Change::RemoveMethod { method: method_id(KIT) }).unwrap();
    world.intend(3, Change::AddDevice(device_entry(THIRD))).unwrap();
    world.now = NOW.plus_millis(DAY);
    let one = world.next(|r| r.deleted = snapshots()[..1].to_vec());
    let other = world.next(remove_pin);
    let renamed =
        world.next(|r| r.devices.push(dlocker_protocol::roster::RosterDevice { added: NOW, ..device_entry(THIRD) }));
    for roster in [one, other, renamed] {
        assert_eq!(world.publish(roster, &[]).map(drop), Err(ChangeWaits));
    }
}

#[test]
fn one_roster_completes_several_intents() {
    let mut world = World::new();
    world.intend(1, Change::RemoveMethod { method: method_id(PIN) }).unwrap();
    world.intend(2, Change::AddDevice(device_entry(THIRD))).unwrap();
    world.now = NOW.plus_millis(DAY);
    let next = world.next(|r| {
        r.methods.remove(1);
        r.devices.push(device_entry(THIRD));
    });
    assert_eq!(world.publish(next, &[]).unwrap().len(), 3);
    assert!(world.locker.device(phone(THIRD)).is_some() && world.locker.joins.is_empty());
}

#[test]
fn p4_a_method_is_registered_anew_only_by_who_has_just_opened_it() {
    let mut world = renewing();
    let next = |world: &World| {
        world.next(|r| {
            r.methods[0].renew = false;
            r.methods[0].record = Digest::of("method-record", &[0x61]);
            r.methods[0].sealed_seed = Digest::of("sealed-seed", &[0x61]);
        })
    };
    let parts = [part(KIT, 0x61)];
    let roster = next(&world);
    assert_eq!(world.publish(roster.clone(), &parts).map(drop), Err(NotOpened));
    let opened = |world: &mut World, by: u8, at| {
        let ledger = &mut world.rows[0].1;
        ledger.count(phone(by), Digest::plain(b"b"), [1; 16], at);
        ledger.settle(phone(by), dlocker_bank::guess::Settled::Right, at);
    };
    opened(&mut world, SECOND, NOW);
    assert_eq!(world.publish(roster.clone(), &parts).map(drop), Err(NotOpened), "another device opened it");
    opened(&mut world, FIRST, dlocker_protocol::Timestamp::from_millis(NOW.millis() - HOUR));
    assert_eq!(world.publish(roster.clone(), &parts).map(drop), Err(NotOpened), "that is an hour ago");
    opened(&mut world, FIRST, NOW);
    world.publish(roster, &parts).unwrap();
    assert!(matches!(world.rows[0].0.state, RegistrationState::Retired { .. }));
}

/// A world whose kit is to be renewed, with a registration that is ready.
fn renewing() -> World {
    let mut world = World::new();
    world.current.methods[0].renew = true;
    world.locker.roster.as_mut().unwrap().digest = dlocker_protocol::signature::Document::digest(&world.current);
    world.rows.push(row(KIT, 0x61, proved(NOW.plus_millis(HOUR))));
    world
}

#[test]
fn a_held_registration_becomes_current_by_its_own_intent_alone() {
    let mut world = World::at(BEGUN.plus_millis(HOUR));
    world.intend(1, Change::AddMethod { entry: entry(NEW), registration: registration_id(NEW) }).unwrap();
    let mut other = entry(NEW);
    other.guesses = 4;
    let next = world.next(|r| r.methods.push(other));
    assert_eq!(world.publish(next, &[part(NEW, NEW)]).map(drop), Err(Malformed));
    let next = world.next(|r| r.methods.push(entry(NEW)));
    world.publish(next, &[part(NEW, NEW)]).unwrap();
    assert_eq!(world.locker.methods.len(), 4);
}
