//! Two things at once. Every change is a compare-and-set, so one of two is made on top of the other; nobody's vanishes without a word.

use std::time::Duration;

use dlocker_stories::exit::{DONE, NOT_YET, REFUSED};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::town::{HANDLE, devices_in, id_of, ids};
use dlocker_stories::tree::assert_same;
use dlocker_stories::{Config, Phone, Town};

use super::is_whole;

/// Three changes at the same moment from two phones: all three are there afterwards.
#[test]
fn changes_of_two_phones_at_once_are_all_made() {
    let town = Town::with(&Config::quick().set("recovery", "wait_max", "\"200h\""));
    let (second, third) = (town.second_phone("p2"), town.second_phone("p3"));
    town.scene.note("words.txt", "correct horse battery staple");
    let gone = id_of(&third);
    let running = [
        town.phone.start([
            "method",
            "add",
            "passphrase",
            "--passphrase-file",
            "words.txt",
            "--unlock-pin-file",
            "pin.txt",
        ]),
        second.start(["policy", "set", "recovery-wait", "90h", "--unlock-kit-file", "kit.txt"]),
        second.start(["devices", "revoke", &gone, "--unlock-kit-file", "kit.txt"]),
    ];
    for program in running {
        program.wait().done();
    }
    assert_eq!(list(&town.phone.json(["method", "list"])).len(), 3);
    assert_eq!(town.phone.json(["policy"])["recovery_wait"], 90 * 3600);
    assert_eq!(devices_in(&town.phone, "replaced"), [gone]);
    town.phone.run(["restore", "--to", "mine", "--passphrase-file", "words.txt"]).done();
    is_whole(&town, "mine");
}

/// A phone goes on backing up while it is revoked: each backup is in or refused, and the others' lists stay whole.
#[test]
fn a_phone_that_is_revoked_while_it_backs_up_leaves_a_whole_history() {
    let town = Town::new();
    let second = town.second_phone("p2");
    let id = id_of(&second);
    let revoking = std::thread::scope(|scope| {
        let backups = scope.spawn(|| {
            (0..12)
                .map(|round| {
                    town.scene.write("theirs/file.txt", format!("round {round}"));
                    second.run(["backup", "theirs", "--json"])
                })
                .collect::<Vec<_>>()
        });
        std::thread::sleep(Duration::from_millis(150));
        let revoking = town.phone.run(["devices", "revoke", &id, "--unlock-pin-file", "pin.txt"]);
        for backup in backups.join().unwrap() {
            assert!(matches!(backup.code, Some(DONE | REFUSED)), "{}", backup.story());
        }
        revoking
    });
    revoking.done();
    second.run(["backup", "theirs", "--json"]).error(REFUSED);
    town.phone.run(["snapshots"]).done();
    town.phone.run(["log", "--verify"]).done();
    town.phone.restore("mine");
    is_whole(&town, "mine");
}

/// An old backup is deleted while another is being made that builds on it: the newest is whole whichever was first.
#[test]
fn a_backup_that_builds_on_one_that_is_being_deleted_is_whole() {
    let town = Town::with(&Config::quick().set("changes", "wait", "\"0s\""));
    for round in 0..6 {
        town.scene.write("wallet/more.txt", format!("round {round}"));
        let oldest = ids(&town.phone.json(["snapshots"])).pop().unwrap();
        let deleting = town.phone.start(["snapshots", "delete", &oldest, "--unlock-pin-file", "pin.txt"]);
        let backup = town.phone.run(["backup", "wallet"]);
        deleting.wait().done();
        if backup.code == Some(NOT_YET) {
            town.phone.run(["backup", "wallet"]).done();
        } else {
            backup.done();
        }
        let to = format!("back{round}");
        town.phone.run(["restore", "--to", &to, "--pin-file", "pin.txt"]).done();
        is_whole(&town, &to);
    }
    assert_eq!(ids(&town.phone.json(["snapshots"])).len(), 1);
}

/// Two phones whose recoveries are both approved go on at once: one is let in, and the other is told.
#[test]
fn of_two_recoveries_one_is_carried_out() {
    let town = Town::new();
    let phones = ["p2", "p3"].map(|name| Phone::new(&town.scene, name));
    let late = Phone::new(&town.scene, "p4");
    for phone in phones.iter().chain([&late]) {
        let _ = phone.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    }
    let running: Vec<_> = phones
        .iter()
        .zip(["back2", "back3"])
        .map(|(phone, to)| phone.start(["recover", "--continue", "--to", to, "--pin-file", "pin.txt"]))
        .collect();
    let ended: Vec<_> = running.into_iter().map(|program| program.wait().code).collect();
    let winner = ended.iter().position(|code| *code == Some(DONE)).expect("one is let in");
    assert_eq!(ended[1 - winner], Some(REFUSED), "{ended:?}");
    let to = ["back2", "back3"][winner];
    is_whole(&town, to);
    late.run(["recover", "--continue", "--to", "back4", "--pin-file", "pin.txt"]).ends_with(REFUSED);
    assert_eq!(devices_in(&phones[winner], "active").len(), 1);
    phones[winner].run(["log", "--verify"]).done();
    town.phone.run(["status", "--json"]).ends_with(REFUSED);
}

/// A method is being added at the old phone while a recovery rotates: it is on the roster or refused, never half; the PIN opens either way.
#[test]
fn a_method_that_is_added_during_a_rotation_is_in_or_out() {
    for delay in [0, 60, 150, 300] {
        let town = Town::new();
        town.scene.note("words.txt", "correct horse battery staple");
        let new = Phone::new(&town.scene, "p2");
        let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
        let words = ["method", "add", "passphrase", "--passphrase-file", "words.txt", "--unlock-pin-file", "pin.txt"];
        let adding = town.phone.start(words);
        std::thread::sleep(Duration::from_millis(delay));
        new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
        let added = adding.wait().code;
        is_whole(&town, "back");
        let methods = new.json(["method", "list"]);
        let there = list(&methods).iter().any(|method| method["kind"] == "passphrase");
        assert_eq!(there, added == Some(DONE), "after {delay} ms it ended with {added:?}, and there is {methods}");
        if there {
            new.run(["rehearse", "--passphrase-file", "words.txt"]).done();
        }
        new.run(["rehearse", "--kit-file", "kit.txt"]).done();
    }
}

/// What a newer backup builds on stays when the older one is deleted, also after the bank has cleared away what nobody needs.
#[test]
fn what_a_newer_backup_builds_on_outlives_the_older_one() {
    let mut town = Town::with(&Config::quick().set("changes", "wait", "\"0s\""));
    town.scene.write("wallet/more.bin", dlocker_stories::wallet::noise(300_000, 7));
    town.phone.run(["backup", "wallet"]).done();
    town.scene.write("wallet/more.txt", "and a word");
    town.phone.run(["backup", "wallet"]).done();
    let older = ids(&town.phone.json(["snapshots"])).split_off(1);
    let words = ["snapshots", "delete"].into_iter().chain(older.iter().map(String::as_str));
    town.phone.run(words.chain(["--unlock-pin-file", "pin.txt"])).done();
    // It clears away when it starts, and every minute.
    town.bank.crash();
    std::thread::sleep(Duration::from_secs(2));
    town.phone.restore("back");
    is_whole(&town, "back");
}

/// Both phones make a backup at the same moment: each goes on its own chain.
#[test]
fn two_phones_back_up_at_once() {
    let town = Town::new();
    let second = town.second_phone("p2");
    town.scene.write("theirs/other.txt", "of the second phone");
    let (first, other) = (town.phone.start(["backup", "wallet"]), second.start(["backup", "theirs"]));
    first.wait().done();
    other.wait().done();
    let snapshots = second.json(["snapshots"]);
    assert_eq!(list(&snapshots).len(), 3);
    let numbers = |device: &str| -> Vec<u64> {
        let of = list(&snapshots).iter().filter(|one| text(one, "device") == device);
        of.map(|one| one["number"].as_u64().unwrap()).collect()
    };
    assert_eq!((numbers(&id_of(&town.phone)), numbers(&id_of(&second))), (vec![2, 1], vec![1]));
    town.phone.restore("mine");
    is_whole(&town, "mine");
    assert_same(&town.scene.path("theirs"), &town.scene.path("mine/theirs"));
    assert_eq!(text(&town.phone.json(["status"]), "handle"), HANDLE);
}
