//! A locker is closed: exported first, told to every phone, stopped by any of them, and then nothing of it is left at the bank or on the phone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a story fails loudly, and waits"
)]

use std::fs;
use std::time::{Duration, Instant};

use dlocker_stories::canary::{contains, files, seen};
use dlocker_stories::exit::{DONE, MISUSE, NOT_YET, REFUSED};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::program::{Programs, Running};
use dlocker_stories::town::{CANARY, HANDLE, ids, moment, waits};
use dlocker_stories::tree::assert_same;
use dlocker_stories::{Config, Outcome, Phone, Town};

const CLOSE: [&str; 7] = ["close", "--to", "out", "--pin-file", "pin.txt", "--yes", "--json"];
/// How long a change waits in these stories, and how long one is ready to wait for it.
const WAIT: &str = "\"2s\"";
const PATIENCE: Duration = Duration::from_secs(60);

fn town() -> Town {
    Town::with(&Config::quick().set("changes", "wait", WAIT))
}

/// A town where nothing becomes due while the story is told.
fn slow_town() -> Town {
    Town::with(&Config::quick().set("changes", "wait", "\"1h\""))
}

/// The same command again until its wait is over.
fn when_due(phone: &Phone, args: &[&str]) -> Outcome {
    let started = Instant::now();
    loop {
        let outcome = phone.run(args);
        if outcome.code != Some(NOT_YET) || started.elapsed() > PATIENCE {
            return outcome;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Pieces of everything that the bank keeps of the owner as packs.
fn pieces(town: &Town) -> Vec<Vec<u8>> {
    let packs = files(&town.bank.data().join("blobs"));
    assert!(!packs.is_empty(), "there are packs");
    packs.iter().map(|pack| fs::read(pack).unwrap()[1000..1064].to_vec()).collect()
}

/// Where a piece is still to be found.
fn left_of(pieces: &[Vec<u8>], town: &Town) -> Vec<std::path::PathBuf> {
    let all = files(&town.bank.data());
    let holds = |file: &std::path::PathBuf| {
        let bytes = fs::read(file).unwrap_or_default();
        pieces.iter().any(|piece| contains(&bytes, piece))
    };
    all.into_iter().filter(holds).collect()
}

#[test]
fn p7_a_locker_closes_after_the_wait_and_leaves_nothing_readable_and_the_handle_enrols_anew() {
    let town = town();
    let pieces = pieces(&town);
    let asked = town.phone.run(CLOSE);
    let value = asked.value();
    let _ = waits(asked);
    assert_eq!(value["what"], "close-locker");
    assert_eq!(list(&value["exported"]["snapshots"]).len(), 1);
    assert_same(&town.scene.path("wallet"), &town.scene.path("out/wallet"));
    assert!(!left_of(&pieces, &town).is_empty(), "until then it is all there");
    let closed = when_due(&town.phone, &CLOSE).json();
    assert_eq!(closed["state"], "closed");
    assert!(closed["exported"].is_null(), "nothing newer came, so nothing was exported again: {closed}");
    assert_eq!(left_of(&pieces, &town), Vec::<std::path::PathBuf>::new());
    assert_eq!(seen(&[CANARY.as_bytes()], &[&town.bank.data()]), []);
    assert!(!town.phone.home().exists(), "nothing of it stays on the phone");
    let shown = town.officers[0].run(&["locker", "show", HANDLE]).json();
    assert_eq!((text(&shown, "state"), text(&shown, "closed")), ("closed".into(), text(&closed, "at")));
    town.officers[0].run(&["locker", "freeze", HANDLE]).ends_with(REFUSED);

    let invite = town.officers[0].invite(HANDLE);
    town.phone.run(["enrol", "--bank", &town.bank.url(), "--invite", &invite]).done();
    town.phone.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
    town.phone.run(["backup", "wallet"]).done();
    assert_same(&town.scene.path("wallet"), &town.phone.restore("again").join("wallet"));
    let doctor = ["doctor", "--data", "bank"];
    Running::start(&Programs::get().bank, town.scene.folder(), doctor).wait().done();
}

#[test]
fn p7_every_phone_is_told_any_of_them_stops_it_and_it_is_not_completed_early_or_in_passing() {
    let town = slow_town();
    let tablet = town.second_phone("p2");
    let intent = waits(town.phone.run(CLOSE));
    assert_eq!(waits(town.phone.run(["close", "--json"])), intent, "it is told without a secret");
    let complete = ["intents", "complete", &intent, "--unlock-pin-file", "pin.txt", "--json"];
    town.phone.run(complete).ends_with(NOT_YET);
    assert_eq!(ids(&tablet.json(["intents"])), std::slice::from_ref(&intent));
    let told = tablet.json(["messages"]).to_string();
    assert!(told.contains("close this locker for good"), "{told}");
    tablet.run(["intents", "stop", &intent]).done();
    let anew = waits(town.phone.run(CLOSE));
    assert_ne!(anew, intent, "a stop ends it: who still wants it asks anew");
    assert_same(&town.scene.path("wallet"), &town.phone.restore("back").join("wallet"));
}

#[test]
fn a_closing_that_is_due_is_not_carried_out_without_its_command() {
    let town = town();
    let intent = waits(town.phone.run(CLOSE));
    std::thread::sleep(Duration::from_secs(3));
    let complete = ["intents", "complete", &intent, "--unlock-pin-file", "pin.txt", "--json"];
    let error = town.phone.run(complete).error(MISUSE);
    assert!(error["message"].as_str().unwrap().contains("exported first"), "{error}");
    town.phone.run(["status"]).done();
}

#[test]
fn p7_a_thief_with_phone_and_pin_cannot_close_while_the_owner_says_no_and_a_recovery_cancels_it() {
    let town = town();
    let lost = moment();
    let asked = ["close", "--without-export", "--pin-file", "pin.txt", "--yes", "--json"];
    let _ = waits(town.phone.run(asked));
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover(&town.bank, HANDLE);
    town.officers[0].approve_face_to_face(&case.id, &case.code, &lost).done();
    std::thread::sleep(Duration::from_secs(3));
    let held = town.phone.run(asked).error(NOT_YET);
    assert!(held["message"].as_str().unwrap().contains("recovery"), "{held}");
    town.officers[1].approve_face_to_face(&case.id, &case.code, &lost).done();
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    assert_same(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    town.phone.run(asked).ends_with(REFUSED);
    assert!(ids(&new.json(["intents"])).is_empty(), "the rotation has cancelled it");
    new.run(["status"]).done();
}

#[test]
fn what_came_after_the_export_is_exported_too_and_a_folder_that_is_gone_is_made_again() {
    let town = town();
    let _ = waits(town.phone.run(CLOSE));
    town.scene.write("wallet/new.txt", "put in later");
    town.phone.run(["backup", "wallet"]).done();
    fs::remove_dir_all(town.scene.path("out")).unwrap();
    let closed = when_due(&town.phone, &CLOSE);
    assert_eq!(closed.code, Some(DONE), "{}", closed.story());
    assert_same(&town.scene.path("wallet"), &town.scene.path("out/wallet"));
}

#[test]
fn nothing_is_closed_without_an_export_or_a_word_that_it_is_meant() {
    let town = slow_town();
    let error = town.phone.run(["close", "--pin-file", "pin.txt", "--yes", "--json"]).error(MISUSE);
    assert!(error["message"].as_str().unwrap().contains("--to DIR"), "{error}");
    town.phone.run(["close", "--to", "out", "--pin-file", "pin.txt", "--json"]).error(MISUSE);
    town.scene.write("full/mine.txt", "not to be touched");
    let full = ["close", "--to", "full", "--pin-file", "pin.txt", "--yes", "--json"];
    town.phone.run(full).error(MISUSE);
    assert_eq!(fs::read_to_string(town.scene.path("full/mine.txt")).unwrap(), "not to be touched");
    assert!(ids(&town.phone.json(["intents"])).is_empty());
}

#[test]
fn the_other_phones_learn_that_it_was_closed_by_whom_and_when_and_are_cleared_the_same_way() {
    let town = town();
    let tablet = town.second_phone("p2");
    let this = text(&town.phone.json(["devices"])[0], "id");
    let _ = waits(town.phone.run(CLOSE));
    let closed = when_due(&town.phone, &CLOSE).json();
    assert_eq!(text(&closed, "by"), this);
    for args in [["status", "--json"], ["snapshots", "--json"]] {
        let error = tablet.run(args).error(REFUSED);
        assert_eq!(error["code"], "locker-closed");
        let words = error["message"].as_str().unwrap();
        assert!(words.contains(&this) && words.contains(closed["at"].as_str().unwrap()), "{words}");
    }
    tablet.run(["backup", "wallet", "--json"]).error(REFUSED);
    let cleared = tablet.run(["close", "--json"]).json();
    assert_eq!((&cleared["at"], &cleared["by"]), (&closed["at"], &closed["by"]));
    assert!(!tablet.home().exists());
}

fn killed_after(phone: &Phone, millis: u64) {
    let running = phone.start(CLOSE);
    std::thread::sleep(Duration::from_millis(millis));
    let _ = running.kill();
}

#[test]
fn killed_anywhere_nothing_is_lost_and_the_same_command_goes_on() {
    for after in [0, 20, 60, 120, 250, 500] {
        let mut town = town();
        killed_after(&town.phone, after);
        let _ = waits(town.phone.run(CLOSE));
        assert_same(&town.scene.path("wallet"), &town.scene.path("out/wallet"));
        std::thread::sleep(Duration::from_secs(3));
        killed_after(&town.phone, after);
        town.bank.crash();
        if town.phone.home().exists() {
            let closed = town.phone.run(CLOSE);
            assert_eq!(closed.code, Some(DONE), "{after} ms: {}", closed.story());
        }
        assert!(!town.phone.home().exists());
        let shown = town.officers[0].run(&["locker", "show", HANDLE]).json();
        assert_eq!(shown["state"], "closed", "{after} ms: {shown}");
        assert!(files(&town.bank.data().join("blobs")).is_empty(), "{after} ms");
        assert_same(&town.scene.path("wallet"), &town.scene.path("out/wallet"));
    }
}
