//! Programs are killed at any moment; what was there is there, whole, old or new.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::time::Duration;

use dlocker_stories::exit::{DONE, MISUSE, REFUSED};
use dlocker_stories::outcome::list;
use dlocker_stories::tree::{assert_same, freeze};
use dlocker_stories::wallet::{credentials, small_wallet};
use dlocker_stories::{Bank, Config, Officer, Phone, Scene};

struct Town {
    scene: Scene,
    bank: Bank,
    officers: [Officer; 2],
    phone: Phone,
}

fn town() -> Town {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let officers = [bank.staff("officer1"), bank.staff("officer2")];
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &officers[0]);
    Town { scene, bank, officers, phone }
}

#[test]
fn a_bank_killed_during_backups_keeps_every_finished_one() {
    let mut town = town();
    for round in 0..6_usize {
        credentials(&town.scene.path("wallet/many"), 2000, round);
        let finished = list(&town.phone.json(["snapshots"])).len();
        let backup = town.phone.start(["backup", "wallet", "--json"]);
        std::thread::sleep(Duration::from_millis(u64::try_from(round).unwrap() * 150));
        town.bank.crash();
        let done = usize::from(backup.wait().code == Some(DONE));
        let now = list(&town.phone.json(["snapshots"])).len();
        assert!(now >= finished + done, "{now} snapshots after {finished} and {done}");
    }
    town.phone.run(["backup", "wallet"]).done();
    assert_same(&town.scene.path("wallet"), &town.phone.restore("out").join("wallet"));
    doctor(&mut town.bank);
}

#[test]
fn a_phone_killed_during_backups_goes_on() {
    let mut town = town();
    for round in 0..8_usize {
        credentials(&town.scene.path("wallet/many"), 2000, round);
        let backup = town.phone.start(["backup", "wallet", "--json"]);
        std::thread::sleep(Duration::from_millis(u64::try_from(round).unwrap() * 100));
        backup.kill();
    }
    town.phone.run(["backup", "wallet"]).done();
    assert_same(&town.scene.path("wallet"), &town.phone.restore("out").join("wallet"));
    doctor(&mut town.bank);
}

#[test]
fn a_phone_killed_while_adding_methods_can_add_them_again() {
    let town = town();
    town.scene.note("passphrase.txt", "seven quiet herons over the estuary");
    let add = ["method", "add", "passphrase", "--passphrase-file", "passphrase.txt", "--unlock-pin-file", "pin.txt"];
    for round in 0..8_u64 {
        let adding = town.phone.start(add);
        std::thread::sleep(Duration::from_millis(round * 120));
        adding.kill();
        assert_eq!(town.phone.run(["rehearse", "--pin-file", "pin.txt"]).code, Some(DONE), "the PIN still opens");
    }
    let last = town.phone.run(add);
    let was_there = last.code == Some(MISUSE) && last.stderr.contains("already");
    assert!(was_there || last.code == Some(DONE), "{}", last.story());
    town.phone.run(["rehearse", "--passphrase-file", "passphrase.txt"]).done();
}

#[test]
fn p6_a_rotation_killed_at_any_moment_leaves_the_old_or_the_new_state_whole() {
    let town = town();
    let new = Phone::new(&town.scene, "p2");
    freeze(&town.scene.path("wallet"), &town.scene.path("true-wallet"));
    let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    let go_on = |n: u64| format!("back-{n}");
    let mut finished = false;
    for round in 0..14_u64 {
        let to = go_on(round);
        let running = new.start(["recover", "--continue", "--to", &to, "--pin-file", "pin.txt"]);
        std::thread::sleep(Duration::from_millis(round * 70));
        finished |= running.kill().code == Some(DONE);
    }
    if !finished {
        let last = new.run(["recover", "--continue", "--to", "last", "--pin-file", "pin.txt", "--overwrite"]);
        assert!([Some(DONE), Some(MISUSE)].contains(&last.code), "{}", last.story());
    }
    assert_same(&town.scene.path("true-wallet"), &new.restore("whole").join("wallet"));
    new.run(["restore", "--to", "by-kit", "--kit-file", "kit.txt"]).done();
    assert_same(&town.scene.path("true-wallet"), &town.scene.path("by-kit/wallet"));
    town.phone.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
}

#[test]
fn p6_a_bank_killed_during_a_rotation_leaves_the_old_or_the_new_state_whole() {
    let mut town = town();
    let new = Phone::new(&town.scene, "p2");
    let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    for round in 0..8_u64 {
        let to = format!("back-{round}");
        let running = new.start(["recover", "--continue", "--to", &to, "--pin-file", "pin.txt"]);
        std::thread::sleep(Duration::from_millis(round * 120));
        town.bank.crash();
        if running.wait().code == Some(DONE) {
            break;
        }
    }
    let _ = new.run(["recover", "--continue", "--to", "last", "--pin-file", "pin.txt"]);
    assert_same(&town.scene.path("wallet"), &new.restore("whole").join("wallet"));
    town.phone.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
    doctor(&mut town.bank);
}

/// Stops the bank and has its own examiner look at the data folder.
fn doctor(bank: &mut Bank) {
    bank.stop();
    let data = bank.data();
    let args = ["doctor".as_ref(), "--data".as_ref(), data.as_os_str()];
    let bin = &dlocker_stories::program::Programs::get().bank;
    dlocker_stories::program::Running::start(bin, bank.folder(), args).wait().done();
    bank.start();
}
