//! Many openings at once, and copies of one home side by side.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use dlocker_stories::program::Running;
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Phone, Scene};

fn settled(config: &Config) -> (Scene, Bank, Phone) {
    let scene = Scene::new();
    let bank = Bank::open(&scene, config);
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    (scene, bank, phone)
}

#[test]
fn fifty_openings_of_one_home_at_once_all_succeed() {
    let (_scene, _bank, phone) = settled(&Config::quick());
    let running: Vec<Running> = (0..50).map(|_| phone.start(["rehearse", "--kit-file", "kit.txt"])).collect();
    for outcome in running.into_iter().map(Running::wait) {
        outcome.done();
    }
    assert_eq!(phone.guesses_left("kit"), 100, "none of them was a wrong guess");
}

#[test]
fn copies_of_one_home_work_side_by_side() {
    let (scene, _bank, phone) = settled(&Config::defaults());
    let copies: Vec<Phone> = (0..6).map(|n| phone.copy(&format!("copy-{n}"))).collect();
    let backups: Vec<Running> = copies.iter().map(|c| c.start(["backup", "wallet", "--json"])).collect();
    for outcome in backups.into_iter().map(Running::wait) {
        outcome.done();
    }
    let restores: Vec<Running> =
        (0..6).map(|n| copies[n].start(["restore", "--to", &format!("out-{n}"), "--pin-file", "pin.txt"])).collect();
    for outcome in restores.into_iter().map(Running::wait) {
        outcome.done();
    }
    for n in 0..6 {
        dlocker_stories::tree::assert_same(&scene.path("wallet"), &scene.path(format!("out-{n}/wallet")));
    }
    assert_eq!(phone.guesses_left("pin"), 10);
    assert_eq!(dlocker_stories::outcome::list(&phone.json(["snapshots"])).len(), 7);
}
