//! A passkey is never the only method: with the page's domain gone it opens nothing.

use dlocker_bank::locker::RosterHead;
use dlocker_protocol::intent::Change;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::problem::ProblemCode::Malformed;
use dlocker_protocol::roster::Roster;
use dlocker_protocol::signature::Document as _;

use crate::kit::*;

/// A locker whose kit is a passkey, at a bank that lets no change wait.
fn world(edit: impl FnOnce(&mut Roster)) -> World {
    let mut world = World::new();
    world.limits.changes.wait = 0;
    world.current.methods[0].kind = MethodKind::Passkey;
    world.rows[0].0.kind = MethodKind::Passkey;
    world.locker.methods[0].kind = MethodKind::Passkey;
    edit(&mut world.current);
    let digest = world.current.digest();
    world.locker.roster = world.locker.roster.map(|head| RosterHead { digest, ..head });
    world
}

fn without_pin(roster: &mut Roster) {
    roster.methods.retain(|method| method.kind != MethodKind::Pin);
}

#[test]
fn p7_the_last_method_beside_a_passkey_stays() {
    let mut world = world(|_| {});
    assert_eq!(world.intend(1, Change::RemoveMethod { method: method_id(PIN) }).map(drop), Err(Malformed));
    let next = world.next(without_pin);
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
}

#[test]
fn the_passkey_itself_goes_as_any_other_method() {
    let mut world = world(|_| {});
    world.intend(1, Change::RemoveMethod { method: method_id(KIT) }).unwrap();
    let next = world.next(|roster| roster.methods.retain(|method| method.kind != MethodKind::Passkey));
    world.publish(next, &[]).unwrap();
}

/// After a recovery it may be all that is left: that locker goes on, and gets something better.
#[test]
fn p7_a_locker_that_has_nothing_else_is_not_stuck() {
    let mut world = world(without_pin);
    world.locker.methods.retain(|method| method.kind != MethodKind::Pin);
    let next = world.next(|roster| {
        roster.devices.retain(|device| device.id != phone(SECOND));
        roster.departed.push(departed(SECOND));
    });
    world.publish(next, &[]).unwrap();
    let next = world.next(|roster| roster.methods.push(entry(NEW)));
    world.publish(next, &[part(NEW, NEW)]).unwrap();
    let next = world.next(|roster| roster.methods.retain(|method| method.id != method_id(NEW)));
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
}
