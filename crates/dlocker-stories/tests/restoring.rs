//! What `restore` does with targets, names and choices, and `backup` with what it is given.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use dlocker_stories::exit::{MISUSE, PARTLY, REFUSED, WRONG_SECRET};
use dlocker_stories::outcome::text;
use dlocker_stories::program::Running;
use dlocker_stories::tree::{assert_same, freeze, is_empty};
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Phone, Scene};

fn settled() -> (Scene, Bank, Phone) {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    (scene, bank, phone)
}

#[test]
fn a_target_with_something_in_it_needs_overwrite() {
    let (scene, _bank, phone) = settled();
    scene.write("out/wallet/notes/read me.txt", "an older note");
    scene.write("out/stranger.txt", "not from the locker");
    let refused = phone.run(["restore", "--to", "out", "--pin-file", "pin.txt", "--json"]);
    refused.error(MISUSE);
    assert_eq!(fs::read_to_string(scene.path("out/wallet/notes/read me.txt")).unwrap(), "an older note");
    phone.run(["restore", "--to", "out", "--overwrite", "--pin-file", "pin.txt"]).done();
    assert_same(&scene.path("wallet"), &scene.path("out/wallet"));
    assert_eq!(fs::read_to_string(scene.path("out/stranger.txt")).unwrap(), "not from the locker");
}

#[test]
fn paths_choose_items_and_folders() {
    let (scene, _bank, phone) = settled();
    phone.run(["restore", "--to", "one", "--pin-file", "pin.txt", "wallet/notes/read me.txt"]).done();
    assert!(scene.path("one/wallet/notes/read me.txt").exists());
    assert!(!scene.path("one/wallet/keys").exists());
    phone.run(["restore", "--to", "two", "--pin-file", "pin.txt", "wallet/credentials/"]).done();
    assert_same(&scene.path("wallet/credentials"), &scene.path("two/wallet/credentials"));
    let nothing = phone.run(["restore", "--to", "three", "--pin-file", "pin.txt", "wallet/no-such-thing", "--json"]);
    nothing.error(MISUSE);
}

#[test]
fn an_earlier_snapshot_comes_back_as_it_was() {
    let (scene, _bank, phone) = settled();
    freeze(&scene.path("wallet"), &scene.path("before"));
    let first = text(&phone.json(["backup", "wallet"]), "snapshot");
    fs::remove_dir_all(scene.path("wallet/keys")).unwrap();
    scene.write("wallet/notes/read me.txt", "changed");
    phone.run(["backup", "wallet"]).done();
    phone.run(["restore", "--to", "old", "--snapshot", &first, "--pin-file", "pin.txt"]).done();
    assert_same(&scene.path("before"), &scene.path("old/wallet"));
    assert_same(&scene.path("wallet"), &phone.restore("new").join("wallet"));
}

#[test]
fn two_given_paths_with_the_same_last_name_are_refused() {
    let (scene, _bank, phone) = settled();
    scene.write("a/same/x", "1");
    scene.write("b/same/y", "2");
    phone.run(["backup", "a/same", "b/same/", "--json"]).error(MISUSE);
    phone.run(["backup", "a/same", "no-such-path", "--json"]).error(MISUSE);
}

#[test]
fn a_file_that_cannot_be_read_is_reported_and_the_rest_kept() {
    let (scene, _bank, phone) = settled();
    let closed = scene.write("wallet/closed", "nobody reads this");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // An administrator reads everything: so the program runs without that right.
    let plain = phone.command(["backup", "wallet", "--json"]);
    let mut weak = std::process::Command::new("setpriv");
    weak.arg("--bounding-set=-dac_override,-dac_read_search").arg(plain.get_program()).args(plain.get_args());
    let outcome = Running::spawn(&mut weak, scene.folder()).wait().ends_with(PARTLY);
    assert!(outcome.value()["snapshot"].is_string(), "{}", outcome.story());
    assert!(outcome.stderr.contains("closed"), "the file should be named: {}", outcome.story());
    fs::remove_file(closed).unwrap();
    let out = phone.restore("out");
    assert!(!out.join("wallet/closed").exists());
    assert!(out.join("wallet/keys/id_ed25519").exists());
}

#[test]
fn one_trailing_newline_of_a_secret_is_dropped_and_no_more() {
    let (scene, _bank, phone) = settled();
    scene.write("bare.txt", "4829");
    scene.write("twice.txt", "4829\n\n");
    phone.run(["rehearse", "--pin-file", "bare.txt"]).done();
    let left = phone.guesses_left("pin");
    let code = phone.run(["rehearse", "--pin-file", "twice.txt", "--json"]).code.unwrap();
    assert!([MISUSE, WRONG_SECRET].contains(&code), "ended with {code}");
    assert!(phone.guesses_left("pin") <= left);
}

#[test]
fn backing_up_needs_a_method_first() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    small_wallet(&scene.path("wallet"));
    let phone = Phone::enrolled(&scene, "p1", &bank, &bank.staff("officer1"), "owner@example.com");
    let code = phone.run(["backup", "wallet", "--json"]).code.unwrap();
    assert!([MISUSE, REFUSED].contains(&code), "ended with {code}");
}

#[test]
fn a_weak_pin_is_warned_of_and_never_refused() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let phone = Phone::enrolled(&scene, "p1", &bank, &bank.staff("officer1"), "owner@example.com");
    scene.note("weak.txt", "1234");
    let outcome = phone.run(["method", "add", "pin", "--pin-file", "weak.txt", "--json"]).done();
    assert!(!outcome.stderr.trim().is_empty(), "a weak PIN should be warned of: {}", outcome.story());
    for (n, bad) in ["123", "1234567890123", "12a4", ""].into_iter().enumerate() {
        let name = format!("bad-{n}.txt");
        scene.note(&name, bad);
        phone
            .run(["method", "add", "pin", "--pin-file", &name, "--unlock-pin-file", "weak.txt", "--json"])
            .error(MISUSE);
    }
    assert!(!is_empty(&phone.home()));
}
