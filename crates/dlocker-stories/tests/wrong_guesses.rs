//! Wrong guesses: counted, whoever makes them, however they are made, and never one more than the limit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use dlocker_stories::exit::{DONE, UNREACHABLE, WRONG_SECRET};
use dlocker_stories::program::Running;
use dlocker_stories::tree::assert_same;
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Officer, Phone, Scene};

struct Town {
    scene: Scene,
    bank: Bank,
    officer: Officer,
    phone: Phone,
}

/// An owner whose PIN may be guessed `limit` times.
fn town(limit: u32, config: &Config) -> Town {
    let scene = Scene::new();
    let bank = Bank::open(&scene, config);
    let officer = bank.staff("officer1");
    small_wallet(&scene.path("wallet"));
    let phone = Phone::enrolled(&scene, "p1", &bank, &officer, "owner@example.com");
    scene.note("pin.txt", "4829");
    scene.note("wrong.txt", "0000");
    phone.run(["method", "add", "pin", "--pin-file", "pin.txt", "--guesses", &limit.to_string()]).done();
    phone.run(["method", "add", "kit", "--out", "kit.txt", "--unlock-pin-file", "pin.txt"]).done();
    phone.run(["backup", "wallet"]).done();
    Town { scene, bank, officer, phone }
}

fn guess(phone: &Phone) -> Running {
    phone.start(["rehearse", "--pin-file", "wrong.txt", "--json"])
}

#[test]
fn p4_each_wrong_guess_takes_one_and_the_right_pin_gives_them_back() {
    let town = town(5, &Config::quick());
    for left in [4, 3, 2] {
        guess(&town.phone).wait().error(WRONG_SECRET);
        assert_eq!(town.phone.guesses_left("pin"), left);
    }
    town.phone.restore("out");
    assert_eq!(town.phone.guesses_left("pin"), 5);
}

#[test]
fn p4_at_the_limit_the_method_freezes_and_the_kit_still_opens() {
    let town = town(3, &Config::quick());
    for _ in 0..3 {
        guess(&town.phone).wait().error(WRONG_SECRET);
    }
    assert_eq!(town.phone.method("pin")["state"], "frozen");
    let right = town.phone.run(["restore", "--to", "frozen", "--pin-file", "pin.txt", "--json"]);
    right.error(WRONG_SECRET);
    town.phone.run(["restore", "--to", "out", "--kit-file", "kit.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("out/wallet"));
    assert_eq!(town.phone.guesses_left("pin"), 0, "another method's success gives no guesses back");
}

#[test]
fn p4_parallel_wrong_guesses_are_each_counted() {
    let town = town(6, &Config::quick());
    let thieves: Vec<Phone> = (0..12).map(|n| town.phone.copy(&format!("thief-{n}"))).collect();
    let running: Vec<Running> = thieves.iter().map(guess).collect();
    for outcome in running.into_iter().map(Running::wait) {
        outcome.ends_with(WRONG_SECRET);
    }
    assert_eq!(town.phone.guesses_left("pin"), 0);
    assert_eq!(
        releases_of_pin(&town),
        6 + RELEASES_OF_SETTING_UP,
        "the bank's key was used no more often than the limit allows"
    );
}

/// One to open the stored record of the PIN, one to add the kit.
const RELEASES_OF_SETTING_UP: usize = 2;

/// Uses of the bank's key for the PIN, as the visit log has them; openings of the kit at its registration do not count here.
fn releases_of_pin(town: &Town) -> usize {
    let id = town.phone.method("pin")["id"].as_str().unwrap().to_owned();
    let log = town.phone.json(["log", "--verify"]);
    let entries = entries(&log);
    let released = entries.iter().filter(|e| e.to_string().contains("\"released\"") && e.to_string().contains(&id));
    released.count()
}

/// The entries of the log, wherever the program puts them.
fn entries(log: &serde_json::Value) -> Vec<serde_json::Value> {
    let list = log.as_array().or_else(|| log["entries"].as_array());
    list.unwrap_or_else(|| panic!("there should be a list of entries: {log}")).clone()
}

#[test]
fn p4_a_crash_of_the_bank_gives_no_guess_back() {
    let mut town = town(20, &Config::quick().set("guesses", "pin", "20"));
    let mut least = 20;
    for round in 0..8_u64 {
        let running = guess(&town.phone);
        std::thread::sleep(std::time::Duration::from_millis(40 * round));
        town.bank.crash();
        let code = running.wait().code;
        assert!([Some(WRONG_SECRET), Some(UNREACHABLE)].contains(&code), "ended with {code:?}");
        let left = town.phone.guesses_left("pin");
        assert!(left <= least, "a crash gave a guess back: {left} after {least}");
        assert!(code != Some(WRONG_SECRET) || left < least, "an answered guess was not counted");
        least = left;
    }
    town.phone.restore("out");
    assert_eq!(town.phone.guesses_left("pin"), 20);
}

#[test]
fn p4_a_crash_of_the_phone_gives_no_guess_back() {
    let town = town(20, &Config::quick().set("guesses", "pin", "20"));
    let mut least = 20;
    for round in 0..8_u64 {
        let running = guess(&town.phone);
        std::thread::sleep(std::time::Duration::from_millis(60 * round));
        running.kill();
        let left = town.phone.guesses_left("pin");
        assert!(left <= least && left + 1 >= least, "{left} after {least}");
        least = left;
    }
    assert_eq!(town.phone.run(["rehearse", "--pin-file", "pin.txt"]).code, Some(DONE));
}

#[test]
fn p4_registering_anew_gives_no_guess() {
    let town = town(4, &Config::quick());
    guess(&town.phone).wait().error(WRONG_SECRET);
    guess(&town.phone).wait().error(WRONG_SECRET);
    // What a thief without the secret can do of a registration: each try is a wrong guess like any other.
    for _ in 0..3 {
        let new = ["method", "add", "passphrase", "--passphrase-file", "pin.txt"];
        let _ = town.phone.run(new.iter().chain(&["--unlock-pin-file", "wrong.txt"])).ends_with(WRONG_SECRET);
    }
    assert_eq!(town.phone.guesses_left("pin"), 0);
}

#[test]
fn after_the_third_wrong_guess_in_a_row_the_phone_waits() {
    let town = town(10, &Config::quick().set("guesses", "first_wait", "\"2s\""));
    for _ in 0..3 {
        guess(&town.phone).wait().error(WRONG_SECRET);
    }
    let left = town.phone.guesses_left("pin");
    let soon = guess(&town.phone).wait();
    assert_eq!(soon.code, Some(dlocker_stories::exit::NOT_YET), "{}", soon.story());
    assert_eq!(town.phone.guesses_left("pin"), left, "what is not released is not counted");
    std::thread::sleep(std::time::Duration::from_millis(2200));
    town.phone.restore("out");
}

#[test]
fn p7_guesses_spent_by_a_thief_do_not_keep_the_owner_out() {
    let town = town(3, &Config::quick());
    for _ in 0..3 {
        guess(&town.phone).wait().error(WRONG_SECRET);
    }
    let second = town.bank.staff("officer2");
    let new = Phone::new(&town.scene, "p2");
    let _ = new.recover_approved(&town.bank, [&town.officer, &second]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    assert_eq!(new.method("pin")["state"], "active");
}
