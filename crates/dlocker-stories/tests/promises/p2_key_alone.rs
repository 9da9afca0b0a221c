//! The customer's key alone cannot open.

use std::fs;

use dlocker_stories::Phone;
use dlocker_stories::canary::{files, seen};
use dlocker_stories::exit::{DONE, UNREACHABLE};
use dlocker_stories::tree::is_empty;

use super::{CANARY, Town};

#[test]
fn p2_without_the_bank_neither_pin_nor_kit_opens() {
    let mut town = Town::new();
    town.bank.stop();
    for secret in [["--pin-file", "pin.txt"], ["--kit-file", "kit.txt"]] {
        let [flag, file] = secret;
        town.phone.run(["restore", "--to", "out", flag, file, "--json"]).error(UNREACHABLE);
        assert!(is_empty(&town.scene.path("out")));
    }
}

#[test]
fn p2_without_an_admitted_device_neither_pin_nor_kit_opens() {
    let town = Town::new();
    let stranger = Phone::new(&town.scene, "stranger");
    let _ = stranger.recover(&town.bank, "owner@example.com");
    for secret in [["--pin-file", "pin.txt"], ["--kit-file", "kit.txt"]] {
        let [flag, file] = secret;
        assert_ne!(stranger.run(["restore", "--to", "out", flag, file]).code, Some(DONE));
        assert_ne!(stranger.run(["recover", "--continue", "--to", "out", flag, file]).code, Some(DONE));
        assert!(is_empty(&town.scene.path("out")));
    }
}

/// What was put in and then deleted from the phone stays shut to whoever finds the phone.
#[test]
fn p2_the_home_of_a_phone_holds_nothing_of_the_wallet() {
    let town = Town::new();
    let key = fs::read_to_string(town.scene.path("wallet/keys/ec.pem")).unwrap();
    let key_line = key.lines().nth(1).unwrap();
    town.phone.restore("out");
    let canaries = [CANARY.as_bytes(), b"canary-name-zanzibar", key_line.as_bytes()];
    assert!(!files(&town.phone.home()).is_empty());
    assert_eq!(seen(&canaries, &[&town.phone.home()]), []);
}
