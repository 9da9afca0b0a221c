//! Recovery is a rotation, not a copy.

use std::time::Duration;

use dlocker_stories::exit::{DONE, REFUSED};
use dlocker_stories::tree::{assert_same, is_empty};
use dlocker_stories::{Config, Phone};

use super::Town;

/// Every command of the old phone that reaches the bank.
const COMMANDS: [&[&str]; 11] = [
    &["restore", "--to", "stolen", "--pin-file", "pin.txt"],
    &["restore", "--to", "stolen", "--kit-file", "kit.txt"],
    &["items", "--pin-file", "pin.txt"],
    &["rehearse", "--kit-file", "kit.txt"],
    &["backup", "wallet"],
    &["method", "add", "passphrase", "--passphrase-file", "pin.txt", "--unlock-pin-file", "pin.txt"],
    &["method", "add", "kit", "--out", "kit2.txt", "--unlock-kit-file", "kit.txt"],
    &["method", "list"],
    &["snapshots"],
    &["log", "--verify"],
    &["status"],
];

#[test]
fn p6_after_a_recovery_the_old_phone_is_refused_everywhere() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    let twin = town.phone.copy("twin");
    town.recover(&new);
    for old in [&town.phone, &twin] {
        for command in COMMANDS {
            let outcome = old.run(command.iter().copied().chain(["--json"]));
            // `status` may also tell what the phone itself knows, and say that it was replaced.
            let told = command[0] == "status" && outcome.code == Some(DONE) && outcome.stdout.contains("replaced");
            assert!(told || outcome.code == Some(REFUSED), "{}", outcome.story());
        }
        assert!(is_empty(&town.scene.path("stolen")));
    }
    assert_same(&town.scene.path("wallet"), &new.restore("mine").join("wallet"));
}

/// Between the re-issue and the new roster the old phone is suspended already.
#[test]
fn p6_from_the_reissue_on_the_old_phone_is_refused() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    let _ = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    let _ = new.run(["recover", "--continue", "--to", "back", "--pin-file", "wrong.txt"]);
    town.phone.run(["restore", "--to", "stolen", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
    town.phone.run(["backup", "wallet", "--json"]).error(REFUSED);
}

#[test]
fn p6_an_old_phone_cannot_veto_its_own_replacement_afterwards() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    town.phone.run(["veto", &case.id, "--json"]).error(REFUSED);
}

/// Once the new record has been opened a second time and the grace is over, the bank's old keys are gone from its disk.
#[test]
fn p6_the_old_keys_are_destroyed_after_a_second_opening() {
    let mut town = Town::with(&Config::quick().set("rotation", "grace", "\"0s\""));
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    new.run(["restore", "--to", "second", "--pin-file", "pin.txt"]).done();
    let destroyed = || new.json(["log", "--verify"]).to_string().matches("\"key-destroyed\"").count();
    let in_time = (0..50).any(|_| {
        std::thread::sleep(Duration::from_secs(2));
        destroyed() > 0
    });
    assert!(in_time, "the old key of the PIN should be destroyed");
    town.bank.stop();
    doctor(&town);
}

fn doctor(town: &Town) {
    let data = town.bank.data();
    let args = ["doctor".as_ref(), "--data".as_ref(), data.as_os_str()];
    let bin = &dlocker_stories::program::Programs::get().bank;
    dlocker_stories::program::Running::start(bin, town.scene.folder(), args).wait().done();
}
