//! What `backup` and `items` warn of: the same, each once, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::collections::BTreeSet;
use std::fs;

use dlocker_stories::outcome::{list, text};
use dlocker_stories::program::workspace;
use dlocker_stories::{Bank, Config, Phone, Scene};
use serde_json::Value;

/// Puts what a real tool made into the wallet.
fn put(scene: &Scene, seed: &str, name: &str) {
    let bytes = fs::read(workspace().join("fuzz/seeds").join(seed)).unwrap_or_else(|e| panic!("{seed}: {e}"));
    scene.write(&format!("wallet/{name}"), bytes);
}

/// Path and code of each warning.
fn told(warnings: &Value) -> BTreeSet<(String, String)> {
    let told: Vec<(String, String)> = list(warnings).iter().map(|w| (text(w, "path"), text(w, "code"))).collect();
    let once: BTreeSet<(String, String)> = told.iter().cloned().collect();
    assert_eq!(told.len(), once.len(), "said twice: {told:?}");
    assert!(list(warnings).iter().all(|warning| text(warning, "text").len() > 20), "{warnings}");
    once
}

fn in_items(items: &Value) -> BTreeSet<(String, String)> {
    list(items).iter().filter_map(|item| item.get("warnings")).flat_map(told).collect()
}

fn wallet() -> (Scene, Bank, Phone) {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    put(&scene, "anoncreds-credential/diploma.json", "diploma.json");
    put(&scene, "pkcs12/modern.p12", "office/modern.p12");
    put(&scene, "openssh-key/ed25519.pub", "ssh/lost.pub");
    put(&scene, "openssh-key/rsa", "ssh/rsa");
    put(&scene, "openssh-key/rsa.pub", "ssh/rsa.pub");
    put(&scene, "pkcs11-uri/one", "token.uri");
    scene.write("wallet/store.db-wal", [0x37, 0x7f, 0x06, 0x82, 0, 0, 0, 0]);
    put(&scene, "otpauth/one", "codes");
    scene.write("wallet/empty", "");
    scene.write("wallet/notes.txt", "milk, bread");
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    (scene, bank, phone)
}

#[test]
fn backup_and_items_warn_of_the_same_and_each_once() {
    let (_scene, _bank, phone) = wallet();
    let backed_up = told(&phone.json(["backup", "wallet"])["warnings"]);
    // The lost private half of ssh/lost.pub may be in the PKCS #12: nothing is said of it.
    let expected = [
        ("wallet/diploma.json", "no-link-secret"),
        ("wallet/store.db-wal", "journal-without-database"),
        ("wallet/token.uri", "hardware-bound"),
        ("wallet/office/modern.p12", "passphrase-not-here"),
    ];
    let expected: BTreeSet<(String, String)> =
        expected.iter().map(|(path, code)| ((*path).to_owned(), (*code).to_owned())).collect();
    assert_eq!(backed_up, expected);
    assert_eq!(in_items(&phone.json(["items", "--pin-file", "pin.txt"])), expected);
}

#[test]
fn a_warning_ends_when_its_reason_does() {
    let (scene, _bank, phone) = wallet();
    put(&scene, "anoncreds-link-secret/number", "link-secret");
    scene.write("wallet/office/passphrase.txt", "secret\n");
    fs::remove_file(scene.path("wallet/store.db-wal")).unwrap();
    fs::remove_file(scene.path("wallet/token.uri")).unwrap();
    assert_eq!(told(&phone.json(["backup", "wallet"])["warnings"]), BTreeSet::new());
    assert_eq!(in_items(&phone.json(["items", "--pin-file", "pin.txt"])), BTreeSet::new());
    // The same again, from what is remembered.
    assert_eq!(told(&phone.json(["backup", "wallet"])["warnings"]), BTreeSet::new());
    fs::remove_file(scene.path("wallet/office/modern.p12")).unwrap();
    let lost = ("wallet/ssh/lost.pub".to_owned(), "only-public-half".to_owned());
    assert!(told(&phone.json(["backup", "wallet"])["warnings"]).contains(&lost));
    // Nothing is where a store was.
    scene.write("wallet/codes", "");
    let emptied = ("wallet/codes".to_owned(), "emptied".to_owned());
    assert!(told(&phone.json(["backup", "wallet"])["warnings"]).contains(&emptied));
    assert!(in_items(&phone.json(["items", "--pin-file", "pin.txt"])).contains(&emptied));
    let text = phone.run(["items", "--pin-file", "pin.txt"]).done().stdout;
    assert!(text.contains("! wallet/codes is empty"), "{text}");
}
