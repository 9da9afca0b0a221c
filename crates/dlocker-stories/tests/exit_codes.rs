//! Every exit code of the contract, from outside; and with `--json` one value on stdout, whatever happens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use dlocker_stories::exit::{MISUSE, NOT_YET, REFUSED, UNREACHABLE, WRONG_SECRET};
use dlocker_stories::program::{Programs, Running};
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Officer, Outcome, Phone, Scene};

struct Town {
    scene: Scene,
    bank: Bank,
    officer: Officer,
    phone: Phone,
}

fn town() -> Town {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let officer = bank.staff("officer1");
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &officer);
    Town { scene, bank, officer, phone }
}

/// What each error must have: something a script can act on, and words for a person.
fn assert_says_why(outcome: Outcome, code: i32) {
    let story = outcome.story();
    let error = outcome.error(code);
    let has = |key: &str| error[key].as_str().is_some_and(|text| !text.is_empty());
    assert!(has("code") && has("message"), "an error should have a code and a message:\n{story}");
    assert!(!story.contains("panicked"), "{story}");
}

#[test]
fn misuse_of_the_owners_program_ends_with_2() {
    let town = town();
    let lines: [&[&str]; 16] = [
        &[],
        &["no-such-command"],
        &["backup"],
        &["backup", "no/such/path"],
        &["restore", "--pin-file", "pin.txt"],
        &["restore", "--to", "out"],
        &["restore", "--to", "out", "--pin-file", "no-such-file"],
        &["restore", "--to", "out", "--pin-file", "pin.txt", "--kit-file", "kit.txt"],
        &["restore", "--to", "out", "--pin-file", "pin.txt", "--snapshot", "not-an-id"],
        &["method", "add", "pin", "--pin-file", "pin.txt"],
        &["method", "add", "kit", "--out", "kit.txt", "--unlock-pin-file", "pin.txt"],
        &["method", "add", "passphrase", "--passphrase-file", "pin.txt"],
        &[
            "method",
            "add",
            "passphrase",
            "--passphrase-file",
            "pin.txt",
            "--unlock-pin-file",
            "pin.txt",
            "--guesses",
            "0",
        ],
        &[
            "method",
            "add",
            "passphrase",
            "--passphrase-file",
            "pin.txt",
            "--unlock-pin-file",
            "pin.txt",
            "--guesses",
            "1000",
        ],
        &["veto", "not-a-case"],
        &["recover", "--continue", "--to", "out", "--pin-file", "pin.txt"],
    ];
    for line in lines {
        assert_says_why(town.phone.run(line.iter().copied().chain(["--json"])), MISUSE);
    }
}

#[test]
fn a_home_that_is_not_enrolled_is_told_what_to_do() {
    let scene = Scene::new();
    scene.note("pin.txt", "4829");
    let phone = Phone::new(&scene, "nowhere");
    let lines: [&[&str]; 6] = [
        &["status"],
        &["snapshots"],
        &["method", "list"],
        &["items", "--pin-file", "pin.txt"],
        &["restore", "--to", "out", "--pin-file", "pin.txt"],
        &["log", "--verify"],
    ];
    for line in lines {
        assert_says_why(phone.run(line.iter().copied().chain(["--json"])), MISUSE);
    }
}

#[test]
fn misuse_of_the_banks_program_ends_with_2() {
    let town = town();
    let run = |args: &[&str]| Running::start(&Programs::get().bank, town.scene.folder(), args).wait();
    let url = town.bank.url();
    let lines: [&[&str]; 8] = [
        &["--json"],
        &["no-such-command", "--json"],
        &["serve", "--json"],
        &["case", "show", "not-a-case", "--bank", &url, "--staff-key", "officer1.key", "--json"],
        &["case", "list", "--bank", &url, "--staff-key", "no-such-key", "--json"],
        &["case", "list", "--bank", "not-an-address", "--staff-key", "officer1.key", "--json"],
        &["case", "list", "--bank", "http://bank.example", "--staff-key", "officer1.key", "--json"],
        &["invite", "--bank", &url, "--staff-key", "officer1.key", "--handle", "", "--json"],
    ];
    for line in lines {
        assert_says_why(run(line), MISUSE);
    }
}

#[test]
fn refusals_end_with_5() {
    let town = town();
    let stranger = Phone::new(&town.scene, "stranger");
    let enrol =
        ["enrol", "--bank", &town.bank.url(), "--invite", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "--json"];
    let outcome = stranger.run(enrol);
    assert!([Some(REFUSED), Some(MISUSE)].contains(&outcome.code), "{}", outcome.story());
    let case = stranger.recover(&town.bank, "owner@example.com");
    let wrong = if case.code == "000000" { "000001" } else { "000000" };
    assert_says_why(town.officer.approve(&case.id, wrong), REFUSED);
    town.phone.run(["method", "list"]).done();
    town.scene.write("officer1.key.bak", "");
    let nobody = Officer::add(&town.bank, "nobody", &[]);
    assert!(!nobody.name().is_empty());
}

#[test]
fn a_wrong_secret_ends_with_6() {
    let town = town();
    town.scene.note("other-kit.txt", "0000-0000-0000-0000-0000-0000-0000-0000-0000");
    assert_says_why(town.phone.run(["restore", "--to", "out", "--pin-file", "wrong.txt", "--json"]), WRONG_SECRET);
    let new =
        ["method", "add", "passphrase", "--passphrase-file", "pin.txt", "--unlock-pin-file", "wrong.txt", "--json"];
    assert_says_why(town.phone.run(new), WRONG_SECRET);
}

#[test]
fn a_bank_that_is_not_there_ends_with_7() {
    let mut town = town();
    town.bank.stop();
    let url = town.bank.url();
    let lines: [&[&str]; 4] = [
        &["restore", "--to", "out", "--pin-file", "pin.txt"],
        &["backup", "wallet"],
        &["snapshots"],
        &["log", "--verify"],
    ];
    for line in lines {
        assert_says_why(town.phone.run(line.iter().copied().chain(["--json"])), UNREACHABLE);
    }
    let fresh = Phone::new(&town.scene, "fresh");
    assert_says_why(fresh.run(["recover", "--bank", &url, "--handle", "owner@example.com", "--json"]), UNREACHABLE);
    assert_says_why(town.officer.run(&["case", "list"]), UNREACHABLE);
}

#[test]
fn a_case_that_is_not_decided_ends_with_4() {
    let town = town();
    let new = Phone::new(&town.scene, "p2");
    let _ = new.recover(&town.bank, "owner@example.com");
    assert_says_why(new.run(["recover", "--continue", "--to", "out", "--pin-file", "pin.txt", "--json"]), NOT_YET);
}
