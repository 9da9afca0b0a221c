//! No silent opening.

use std::fs;
use std::process::Command;

use dlocker_stories::Phone;
use dlocker_stories::exit::DAMAGED;
use serde_json::Value;

use super::Town;

fn count(phone: &Phone, event: &str) -> usize {
    let log: Value = phone.json(["log", "--verify"]);
    log.to_string().matches(&format!("\"{event}\"")).count()
}

#[test]
fn p5_every_opening_right_or_wrong_is_in_the_log() {
    let town = Town::new();
    let (released, opened) = (count(&town.phone, "released"), count(&town.phone, "opened"));
    town.phone.restore("out");
    let _ = town.phone.run(["rehearse", "--pin-file", "wrong.txt"]);
    assert_eq!(count(&town.phone, "released"), released + 2);
    assert_eq!(count(&town.phone, "opened"), opened + 1);
}

#[test]
fn p5_every_act_of_a_recovery_is_in_the_log() {
    let town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    for (event, times) in [("case-alarmed", 1), ("case-approved", 2), ("reissued", 1)] {
        assert_eq!(count(&new, event), times, "{event}");
    }
}

/// A bank that goes back to yesterday's database is caught by the device that has seen today's.
#[test]
fn p5_a_log_that_was_cut_is_noticed() {
    let mut town = Town::new();
    town.bank.stop();
    let (data, old) = (town.bank.data(), town.scene.path("yesterday"));
    copy(&data, &old);
    town.bank.start();
    town.phone.restore("out");
    town.phone.run(["log", "--verify"]).done();
    town.bank.stop();
    fs::remove_dir_all(&data).unwrap();
    copy(&old, &data);
    town.bank.start();
    town.phone.run(["log", "--verify", "--json"]).error(DAMAGED);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}
