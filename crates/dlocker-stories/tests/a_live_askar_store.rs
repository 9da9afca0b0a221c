//! A wallet app's store is backed up while the app writes to it, the phone is lost, and the store opens on the new phone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::fs;

use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::wallet::{AskarStore, Database};
use dlocker_stories::{Bank, Config, Phone, Scene};

#[test]
fn a_live_askar_store_comes_back_with_every_entry() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    fs::create_dir(scene.path("wallet")).unwrap();
    let store = AskarStore::make(&scene.path("wallet/askar.db"), 1000);
    let phone = Phone::settled(&scene, "p1", &bank, &one);
    let writer = store.writer();
    for _ in 0..5 {
        phone.run(["backup", "wallet", "--json"]).done();
    }
    let items = phone.json(["items", "--pin-file", "pin.txt"]);
    let paths: Vec<String> = list(&items).iter().map(|i| text(i, "path")).collect();
    assert!(!paths.iter().any(|p| p.ends_with("-wal") || p.ends_with("-shm")), "{paths:?}");
    let committed = writer.stop();
    let new = Phone::new(&scene, "p2");
    let _ = new.recover_approved(&bank, [&one, &two]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    let read = store.at(&scene.path("back/wallet/askar.db")).read();
    assert_eq!(read["credentials"], 1000, "{read}");
    assert_eq!(read["link_secret"], "112233445566778899", "{read}");
    assert_eq!((&read["keys"], &read["signs"]), (&1.into(), &true.into()), "{read}");
    assert_eq!(read["wrong"], serde_json::json!([]), "{read}");
    let written = read["written"].as_u64().unwrap();
    assert!(written >= 1 && written <= committed, "{written} of {committed}");
}

#[test]
fn each_profile_of_a_live_askar_store_is_as_it_was_at_one_moment() {
    let (scene, profiles) = (Scene::new(), ["alice", "bob", "carol"]);
    let bank = Bank::open(&scene, &Config::quick());
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    fs::create_dir(scene.path("wallet")).unwrap();
    let store = AskarStore::with_profiles(&scene.path("wallet/askar.db"), 100, &profiles);
    let phone = Phone::settled(&scene, "p1", &bank, &one);
    let writer = store.writer();
    let snapshots: Vec<String> = (0..4).map(|_| text(&phone.json(["backup", "wallet"]), "snapshot")).collect();
    let committed = writer.stop();
    for (n, snapshot) in snapshots.iter().enumerate() {
        let out = format!("out-{n}");
        phone.run(["restore", "--to", &out, "--snapshot", snapshot, "--pin-file", "pin.txt"]).done();
        is_of_one_moment(&store.at(&scene.path(&out).join("wallet/askar.db")), committed);
    }
    fs::remove_dir_all(phone.home()).unwrap();
    let new = Phone::new(&scene, "p2");
    let _ = new.recover_approved(&bank, [&one, &two]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    is_of_one_moment(&store.at(&scene.path("back/wallet/askar.db")), committed);
}

/// The wallet's own software opens it at once, each profile is whole, and none is ahead of what the writer's order allows.
fn is_of_one_moment(store: &AskarStore, committed: u64) {
    let seen = store.read();
    let mut written = Vec::new();
    for profile in list(&seen) {
        assert_eq!((&profile["credentials"], &profile["signs"]), (&100.into(), &true.into()), "{profile}");
        assert_eq!(profile["wrong"], serde_json::json!([]), "{profile}");
        written.push(number(profile, "written"));
    }
    assert_eq!(written.len(), 3);
    let (first, last) = (written[0], written[2]);
    assert!(
        written.is_sorted_by(|a, b| a >= b) && first - last <= 1,
        "each entry goes to one after the other: {written:?}"
    );
    assert!(last >= 1 && first <= committed, "{written:?} of {committed}");
}

#[test]
fn a_database_under_a_writer_is_never_torn() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    fs::create_dir(scene.path("wallet")).unwrap();
    let database = Database::make(&scene.path("wallet/app.db"), 2000);
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    let writer = database.writer();
    let snapshots: Vec<String> = (0..8).map(|_| text(&phone.json(["backup", "wallet"]), "snapshot")).collect();
    writer.stop();
    let mut rows = Vec::new();
    for (n, snapshot) in snapshots.iter().enumerate() {
        let out = format!("out-{n}");
        phone.run(["restore", "--to", &out, "--snapshot", snapshot, "--pin-file", "pin.txt"]).done();
        rows.push(Database::rows(&scene.path(&out).join("wallet/app.db")));
    }
    assert!(rows.is_sorted() && rows[0] < rows[7], "each backup has what was committed before it: {rows:?}");
}
