//! Who closes a locker, and when.

use dlocker_bank::device::{State, acting};
use dlocker_bank::intent::stop;
use dlocker_bank::locker::{ClosedRecord, Closes, FreezeRecord, FrozenBy, close, close_former, how_closed, state};
use dlocker_protocol::IntentId;
use dlocker_protocol::intent::Change;
use dlocker_protocol::locker::{Closing, LockerState};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::ProblemCode::{
    self, ChangeWaits, Conflict, Forbidden, IntentOver, LockerClosed, LockerFrozen, NotFound, Replaced, Shut, Waiting,
};
use dlocker_protocol::signature::{Document, Draft, Signed};

use crate::kit::*;

fn asked() -> World {
    let mut world = World::new();
    world.intend(1, Change::CloseLocker).unwrap();
    world.now = world.now.plus_millis(DAY);
    world
}

fn closing(world: &World) -> Closing {
    let (intent, roster) = (IntentId::from_array([1; 16]), world.current.digest());
    Closing { locker: world.locker.id, intent, roster, device: phone(FIRST), at: world.now }
}

fn sign(closing: Closing) -> Signed<Closing> {
    Draft::new(closing).sign(&signing(OWNER))
}

fn close_by(world: &mut World, by: u8, signed: &Signed<Closing>) -> Result<(ClosedRecord, Vec<Event>), ProblemCode> {
    let ask = Closes { device: phone(by), signed, current: Some(&world.current), intents: &world.intents, cases: &[] };
    let decided = close(&mut world.locker, &ask, world.now).map_err(code)?;
    Ok((decided.answer, decided.events))
}

#[test]
fn p7_a_closing_that_is_due_empties_the_record_and_the_same_again_is_no_news() {
    let mut world = asked();
    let signed = sign(closing(&world));
    let (closed, events) = close_by(&mut world, FIRST, &signed).unwrap();
    let intent = IntentId::from_array([1; 16]);
    assert_eq!(events, [Event::IntentCompleted { intent }, Event::Closed { closing: signed.digest() }]);
    assert_eq!((closed.at, closed.by, closed.owner_key), (world.now, phone(FIRST), key(OWNER)));
    let locker = &world.locker;
    assert!(locker.roster.is_none() && locker.methods.is_empty() && locker.joins.is_empty() && locker.begun.is_none());
    assert_eq!(locker.devices.len(), 2);
    assert_eq!(state(locker, world.now), LockerState::Closed);
    assert!(!locker.is_held());
    assert_eq!(acting(locker, phone(SECOND)).unwrap_err().code, LockerClosed);
    assert_eq!(how_closed(locker, phone(SECOND)).unwrap(), &closed);
    assert_eq!(close_by(&mut world, FIRST, &signed).unwrap(), (closed, Vec::new()));
    let another = sign(Closing { at: BEGUN, ..closing(&world) });
    assert_eq!(close_by(&mut world, FIRST, &another), Err(LockerClosed));
}

#[test]
fn p7_nothing_but_the_owners_word_for_this_locker_intent_and_roster_closes_it() {
    let good = closing(&asked());
    let other = |edit: fn(&mut Closing)| {
        let mut other = good.clone();
        edit(&mut other);
        close_by(&mut asked(), FIRST, &sign(other)).map(drop)
    };
    assert_eq!(other(|closing| closing.locker = dlocker_protocol::LockerId::from_array([9; 16])), Err(Forbidden));
    assert_eq!(other(|closing| closing.device = phone(SECOND)), Err(Forbidden));
    assert_eq!(other(|closing| closing.roster = dlocker_protocol::Digest::plain(b"old")), Err(Conflict));
    assert_eq!(other(|closing| closing.intent = IntentId::from_array([2; 16])), Err(ChangeWaits));
    let forged = Draft::new(good.clone()).sign(&signing(FIRST));
    assert_eq!(close_by(&mut asked(), FIRST, &forged).map(drop), Err(Forbidden));
    let mut unlisted = asked();
    unlisted.current.devices.retain(|device| device.id != phone(FIRST));
    let roster = unlisted.current.digest();
    unlisted.locker.roster.as_mut().unwrap().digest = roster;
    assert_eq!(close_by(&mut unlisted, FIRST, &sign(Closing { roster, ..good })).map(drop), Err(Forbidden));
    let mut shorter = World::new();
    shorter.intend(1, Change::ShortenWait { seconds: Some(48 * 3600) }).unwrap();
    shorter.now = shorter.now.plus_millis(DAY);
    let signed = sign(closing(&shorter));
    assert_eq!(close_by(&mut shorter, FIRST, &signed).map(drop), Err(ChangeWaits), "an intent for something else");
}

#[test]
fn p7_it_is_not_closed_early_after_a_stop_frozen_shut_or_by_who_is_out() {
    let refused = |edit: fn(&mut World)| {
        let mut world = asked();
        edit(&mut world);
        let signed = sign(closing(&world));
        close_by(&mut world, FIRST, &signed).map(drop)
    };
    assert_eq!(refused(|world| world.now = NOW.plus_millis(DAY - 1)), Err(Waiting));
    assert_eq!(refused(|world| world.now = NOW.plus_millis(31 * DAY)), Err(IntentOver));
    let stopped = |world: &mut World| {
        let (locker, now) = (world.locker.clone(), world.now);
        stop(&locker, &mut world.intents[0], None, phone(SECOND), now).unwrap();
    };
    assert_eq!(refused(stopped), Err(IntentOver));
    assert_eq!(
        refused(|world| {
            let by = FrozenBy::Device(phone(SECOND));
            world.locker.freeze = Some(FreezeRecord { since: world.now, by, lapses: None });
        }),
        Err(LockerFrozen)
    );
    assert_eq!(refused(|world| world.locker.shut = Some(world.now)), Err(Shut));
    assert_eq!(refused(|world| world.locker.devices[0].state = State::Replaced), Err(Replaced));
    assert_eq!(how_closed(&asked().locker, phone(FIRST)).unwrap_err().code, NotFound);
}

#[test]
fn what_was_left_behind_is_closed_with_its_successor_and_nothing_else_is() {
    let mut world = asked();
    let signed = sign(closing(&world));
    let (closed, _) = close_by(&mut world, FIRST, &signed).unwrap();
    let mut former = World::new().locker;
    assert_eq!(close_former(&mut former, &closed, world.now).map_err(code).map(drop), Err(Conflict));
    former.shut = Some(BEGUN);
    let events = close_former(&mut former, &closed, world.now).unwrap().events;
    assert_eq!(events, [Event::Closed { closing: signed.digest() }]);
    assert_eq!(state(&former, world.now), LockerState::Closed);
    assert!(close_former(&mut former, &closed, world.now).unwrap().events.is_empty());
}
