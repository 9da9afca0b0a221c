//! The phone is lost: who may decide, what they can get wrong, how long it takes, and what the old phone still gets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::time::Duration;

use dlocker_stories::exit::{DONE, NOT_YET, REFUSED, WRONG_SECRET};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::tree::{assert_same, is_empty};
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Officer, Phone, Scene};

struct Town {
    scene: Scene,
    bank: Bank,
    one: Officer,
    two: Officer,
    old: Phone,
    new: Phone,
}

/// A bank with these settings, two officers, and an owner with a wallet in the locker.
fn town(config: &Config) -> Town {
    let scene = Scene::new();
    let bank = Bank::open(&scene, config);
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    small_wallet(&scene.path("wallet"));
    let old = Phone::settled(&scene, "p1", &bank, &one);
    let new = Phone::new(&scene, "p2");
    Town { scene, bank, one, two, old, new }
}

const GO_ON: [&str; 6] = ["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"];

fn go_on_json() -> Vec<&'static str> {
    GO_ON.iter().copied().chain(["--json"]).collect()
}

#[test]
fn one_officer_is_not_enough_and_does_not_count_twice() {
    let town = town(&Config::quick());
    let case = town.new.recover(&town.bank, "owner@example.com");
    town.one.approve(&case.id, &case.code).done();
    assert_ne!(town.one.approve(&case.id, &case.code).code, Some(DONE), "nobody approves twice");
    town.new.run(go_on_json()).error(NOT_YET);
    town.two.approve(&case.id, &case.code).done();
    town.new.run(GO_ON).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn three_wrong_codes_close_the_case() {
    let town = town(&Config::quick());
    let case = town.new.recover(&town.bank, "owner@example.com");
    let wrong = if case.code == "111111" { "222222" } else { "111111" };
    for _ in 0..3 {
        assert_eq!(text(&town.one.approve(&case.id, wrong).error(REFUSED), "code"), "wrong-code");
    }
    town.one.approve(&case.id, &case.code).error(REFUSED);
    town.new.run(go_on_json()).error(REFUSED);
    let fresh = Phone::new(&town.scene, "p3");
    let _ = fresh.recover_approved(&town.bank, [&town.one, &town.two]);
    fresh.run(GO_ON).done();
}

#[test]
fn nobody_approves_a_case_of_their_own_handle() {
    let town = town(&Config::quick());
    let own = Officer::add(&town.bank, "teller", &["--handle", "owner@example.com"]);
    let case = town.new.recover(&town.bank, "owner@example.com");
    own.approve(&case.id, &case.code).error(REFUSED);
    town.one.approve(&case.id, &case.code).done();
    town.new.run(go_on_json()).error(NOT_YET);
}

#[test]
fn a_rejected_case_is_over_and_says_why() {
    let town = town(&Config::quick());
    let case = town.new.recover(&town.bank, "owner@example.com");
    town.one.reject(&case.id, "the passport was somebody else's").done();
    town.two.approve(&case.id, &case.code).error(REFUSED);
    let outcome = town.new.run(go_on_json()).ends_with(REFUSED);
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(said.contains("somebody else's"), "{said}");
    town.old.restore("still");
}

#[test]
fn the_waiting_period_is_waited_out() {
    let town = town(&Config::quick().set("recovery", "wait", "\"4s\""));
    let case = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(go_on_json()).error(NOT_YET);
    assert!(is_empty(&town.scene.path("back")));
    let shown = town.one.run(&["case", "show", &case.id]).json();
    assert!(shown["due"].is_string(), "{shown}");
    std::thread::sleep(Duration::from_secs(4));
    town.new.run(GO_ON).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn an_unknown_handle_looks_the_same_and_leads_nowhere() {
    let town = town(&Config::quick());
    let known = town.new.json(["recover", "--bank", &town.bank.url(), "--handle", "owner@example.com"]);
    let stranger = Phone::new(&town.scene, "stranger");
    let unknown = stranger.json(["recover", "--bank", &town.bank.url(), "--handle", "nobody@example.com"]);
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&known), keys(&unknown));
    assert_eq!(known["state"], unknown["state"]);
    stranger.run(go_on_json()).error(NOT_YET);
}

#[test]
fn a_wrong_secret_on_the_new_phone_can_be_tried_again() {
    let town = town(&Config::quick());
    let _ = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(["recover", "--continue", "--to", "back", "--pin-file", "wrong.txt", "--json"]).error(WRONG_SECRET);
    assert!(is_empty(&town.scene.path("back")), "nothing is written with a wrong secret");
    town.new.run(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    assert_same(&town.scene.path("wallet"), &town.new.restore("by-pin").join("wallet"));
}

#[test]
fn every_method_works_after_a_recovery_and_a_second_one() {
    let town = town(&Config::quick());
    let _ = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(GO_ON).done();
    town.new.run(["backup", "wallet"]).done();
    let third = Phone::new(&town.scene, "p3");
    let _ = third.recover_approved(&town.bank, [&town.one, &town.two]);
    third.run(["recover", "--continue", "--to", "third", "--kit-file", "kit.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("third/wallet"));
    assert_same(&town.scene.path("wallet"), &third.restore("by-pin").join("wallet"));
    third.run(["restore", "--to", "by-kit", "--kit-file", "kit.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("by-kit/wallet"));
    let methods = third.json(["method", "list"]);
    assert!(list(&methods).iter().all(|m| m["state"] == "active"), "each was registered anew at its use: {methods}");
    town.new.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
}

#[test]
fn a_method_not_used_in_the_recovery_is_registered_anew_at_its_next_use() {
    let town = town(&Config::quick());
    let _ = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(GO_ON).done();
    assert_eq!(town.new.method("pin")["state"], "active");
    assert_eq!(town.new.method("kit")["state"], "renew");
    town.new.run(["rehearse", "--kit-file", "kit.txt"]).done();
    assert_eq!(town.new.method("kit")["state"], "active");
    town.new.run(["rehearse", "--kit-file", "kit.txt"]).done();
}

#[test]
fn going_on_twice_does_no_harm() {
    let town = town(&Config::quick());
    let _ = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(GO_ON).done();
    let _ = town.new.run(["recover", "--continue", "--to", "again", "--pin-file", "pin.txt"]);
    assert_same(&town.scene.path("wallet"), &town.new.restore("after").join("wallet"));
}

#[test]
fn p7_a_bank_that_lowers_its_limits_keeps_no_owner_out() {
    let mut town = town(&Config::quick());
    town.bank.reconfigure(&Config::quick().set("guesses", "pin", "5").set("guesses", "kit", "5"));
    let _ = town.new.recover_approved(&town.bank, [&town.one, &town.two]);
    town.new.run(GO_ON).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    assert_eq!(town.new.guesses_left("pin"), 10, "what was granted stays granted");
}
