//! Strangers: somebody who calls the bank about lockers of others, who asks for recovery of others, who has the owner's e-mail.

use std::time::Duration;

use dlocker_stories::exit::{NOT_YET, REFUSED};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::town::HANDLE;
use dlocker_stories::{Config, Phone, Town};

use super::is_whole;

const OPEN: [&str; 4] = ["rehearse", "--pin-file", "pin.txt", "--json"];

/// A freeze by a call stops openings, never backups; it lapses, and cannot be had again at once.
#[test]
fn p7_a_caller_cannot_hold_somebody_elses_locker() {
    let town = Town::with(&Config::quick().set("freeze", "life", "\"4s\""));
    let officer = &town.officers[0];
    officer.run(&["locker", "freeze", HANDLE]).done();
    assert_eq!(text(&town.phone.run(OPEN).error(REFUSED), "code"), "locker-frozen");
    town.phone.run(["backup", "wallet"]).done();
    std::thread::sleep(Duration::from_millis(4200));
    town.phone.run(OPEN).done();
    officer.run(&["locker", "freeze", HANDLE]).ends_with(NOT_YET);
    town.phone.run(OPEN).done();
    // The owner, before an officer, may: and then it holds until somebody lifts it.
    officer.run(&["locker", "freeze", HANDLE, "--confirmed"]).done();
    std::thread::sleep(Duration::from_millis(4200));
    assert_eq!(text(&town.phone.run(OPEN).error(REFUSED), "code"), "locker-frozen");
    officer.run(&["locker", "thaw", HANDLE]).done();
    town.phone.run(OPEN).done();
    assert_eq!(text(&officer.run(&["locker", "show", HANDLE]).json(), "state"), "open");
}

/// A stranger who asks for a recovery alarms nobody; with one officer taken in, the owner's phone is told and says no, and a second officer
/// who has seen nobody cannot help.
#[test]
fn p7_a_stranger_who_asks_for_a_recovery_gets_as_far_as_the_first_veto() {
    let town = Town::with(&Config::quick().set("recovery", "wait", "\"1h\""));
    let stranger = Phone::new(&town.scene, "stranger");
    let case = stranger.recover(&town.bank, HANDLE);
    assert!(list(&town.phone.json(["status"])["cases"]).is_empty());
    town.officers[0].approve(&case.id, &case.code).done();
    assert_eq!(text(&town.phone.json(["status"])["cases"][0], "id"), case.id);
    assert!(town.phone.json(["messages"]).to_string().contains(&case.id));
    town.phone.run(["veto", &case.id, "--unlock-pin-file", "pin.txt"]).done();
    town.officers[1].approve(&case.id, &case.code).ends_with(REFUSED);
    stranger.run(["recover", "--continue", "--to", "loot", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
    town.phone.restore("mine");
    is_whole(&town, "mine");
}

/// Who has the owner's e-mail sees codes, perhaps, and can name the handle. Neither a handle nor a case is worth anything.
#[test]
fn p7_the_owners_email_is_worth_nothing() {
    let town = Town::new();
    let stranger = Phone::new(&town.scene, "stranger");
    let known = stranger.recover(&town.bank, HANDLE);
    stranger.run(["recover", "--continue", "--to", "loot", "--pin-file", "pin.txt", "--json"]).error(NOT_YET);
    let other = Phone::new(&town.scene, "other");
    let unknown = other.recover(&town.bank, "nobody@example.com");
    other.run(["recover", "--continue", "--to", "loot", "--pin-file", "pin.txt", "--json"]).error(NOT_YET);
    assert_eq!(known.code.len(), unknown.code.len());
    stranger.run(["veto", &known.id, "--json"]).ends_with(dlocker_stories::exit::MISUSE);
    town.phone.run(OPEN).done();
}
