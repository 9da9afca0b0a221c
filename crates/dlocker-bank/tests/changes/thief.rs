//! Rosters that a thief with phone and PIN would sign: with the owner key, and refused all the same.

use dlocker_bank::device::State;
use dlocker_protocol::problem::ProblemCode::{Conflict, Forbidden, Malformed, RateLimited};
use dlocker_protocol::roster::{EpochPart, Roster, RosterMethod};
use dlocker_protocol::{Bytes, Digest};

use crate::kit::*;

fn forbidden(edit: fn(&mut Roster), parts: &[EpochPart]) {
    let mut world = World::at(BEGUN.plus_millis(HOUR));
    world.rows.push(row(KIT, 0x61, proved(NOW)));
    let next = world.next(edit);
    assert_eq!(world.publish(next, parts).map(drop), Err(Forbidden));
}

#[test]
fn p7_a_seed_of_junk_is_not_sealed_to_the_kit() {
    let junk = EpochPart { method: method_id(KIT), registration: None, sealed_seed: Some(Bytes(b"junk".to_vec())) };
    forbidden(|r| r.methods[0].sealed_seed = Digest::of("sealed-seed", b"junk"), std::slice::from_ref(&junk));
    let mut world = World::new();
    let next = world.next(|r| r.methods[1].guesses = 1);
    assert_eq!(world.publish(next, &[junk]).map(drop), Err(Malformed), "nor beside a change that is allowed");
}

#[test]
fn p4_guesses_are_not_raised() {
    forbidden(|r| r.methods[1].guesses = 6, &[]);
}

#[test]
fn a_device_that_stays_keeps_its_name_and_a_method_its_date() {
    forbidden(|r| r.devices[1].name = "my phone".to_owned(), &[]);
    forbidden(|r| r.methods[0].added = NOW, &[]);
}

#[test]
fn p7_the_kit_is_not_registered_anew_without_having_to_be_renewed() {
    let edit = |r: &mut Roster| {
        r.methods[0].record = Digest::of("method-record", &[0x61]);
        r.methods[0].sealed_seed = Digest::of("sealed-seed", &[0x61]);
    };
    forbidden(edit, &[part(KIT, 0x61)]);
}

#[test]
fn p7_the_kit_is_not_marked_to_be_renewed() {
    forbidden(|r| r.methods[0].renew = true, &[]);
}

#[test]
fn a_device_does_not_go_without_a_word() {
    forbidden(|r| drop(r.devices.remove(1)), &[]);
}

#[test]
fn a_departed_device_leaves_with_its_newest_backup() {
    let mut world = World::new();
    let head = dlocker_protocol::roster::ChainHead { number: 3, digest: Digest::plain(b"snapshot") };
    world.locker.device_mut(phone(SECOND)).unwrap().chain = Some(head);
    let mut next = world.next(|r| {
        r.devices.remove(1);
        r.departed.push(departed(SECOND));
    });
    assert_eq!(world.publish(next.clone(), &[]).map(drop), Err(Conflict));
    next.departed[0].last = Some(head);
    world.publish(next, &[]).unwrap();
    assert_eq!(world.locker.device(phone(SECOND)).unwrap().state, State::Replaced);
}

#[test]
fn a_device_that_nobody_saw_joining_is_not_added() {
    let mut world = World::at(BEGUN.plus_millis(HOUR));
    let next = world.next(|r| r.devices.push(device_entry(0x34)));
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
    let mut renamed = device_entry(THIRD);
    renamed.name = "another name".to_owned();
    let next = world.next(|r| r.devices.push(renamed));
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
}

#[test]
fn p6_a_replaced_device_does_not_come_back_by_a_roster() {
    let mut world = World::at(BEGUN.plus_millis(HOUR));
    let next = world.next(|r| {
        r.devices.remove(1);
        r.departed.push(departed(SECOND));
    });
    world.publish(next, &[]).unwrap();
    let next = world.next(|r| r.devices.push(device_entry(SECOND)));
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
}

#[test]
fn p7_a_roster_does_not_let_in_what_staff_suspended() {
    let mut world = World::new();
    world.locker.device_mut(phone(SECOND)).unwrap().state = State::Suspended;
    let next = world.next(|r| r.methods[1].guesses = 4);
    world.publish(next, &[]).unwrap();
    assert_eq!(world.locker.device(phone(SECOND)).unwrap().state, State::Suspended);
}

#[test]
fn p7_the_last_method_that_is_not_a_phones_own_stays() {
    let mut world = World::new();
    world.limits.changes.wait = 0;
    let next = world.next(|r| r.methods.retain(|method: &RosterMethod| method.device.is_some()));
    assert_eq!(world.publish(next, &[]).map(drop), Err(Malformed));
}

#[test]
fn p7_a_hundred_rosters_a_day_and_no_more() {
    let mut world = World::new();
    for day in [0, 1] {
        world.now = BEGUN.plus_millis((20 + day) * DAY);
        for at in 0..100 {
            let next = world.next(|r| r.policy.recovery_wait = Some(100 * 3600 + day * 1000 + at));
            world.publish(next, &[]).unwrap();
        }
        let next = world.next(|r| r.methods[0].guesses = 1);
        assert_eq!(world.publish(next, &[]).map(drop), Err(dlocker_protocol::problem::ProblemCode::RateLimited));
    }
    // However often the thief chose, what the owner had chosen before is remembered.
    assert!(world.locker.choices.len() <= 16);
}

#[test]
fn p7_who_has_used_up_the_rosters_of_the_lockers_life_can_still_be_revoked() {
    let mut world = World::new();
    world.locker.roster.as_mut().unwrap().number = 1_000_000;
    let longer = world.next(|r| r.policy.recovery_wait = Some(20 * 24 * 3600));
    assert_eq!(world.publish(longer, &[]).map(drop), Err(RateLimited));
    let revoked = world.next(|r| {
        r.devices.remove(1);
        r.departed = vec![departed(SECOND)];
    });
    world.publish(revoked, &[]).unwrap();
    assert_eq!(world.locker.device(phone(SECOND)).unwrap().state, State::Replaced);
}
