//! Stores that real tools made, with the passphrase that they were made with, and with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use dlocker_wallet::Kind;
use dlocker_wallet_trial::{Answer, can_try, try_open};

/// All seeds have this one.
const SECRET: &str = "secret";

fn seed(kind: Kind, name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(kind.name()).join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const STORES: [(Kind, &str); 13] = [
    (Kind::OpensshKey, "ed25519-shut"),
    (Kind::OpensshKey, "ecdsa-shut"),
    (Kind::OpensshKey, "rsa-shut"),
    (Kind::PemKey, "shut.pem"),
    (Kind::DerKey, "shut.der"),
    (Kind::Pkcs12, "modern.p12"),
    (Kind::Pkcs12, "legacy.p12"),
    (Kind::Jks, "jks"),
    (Kind::Jks, "trust-jks"),
    (Kind::Jceks, "jceks"),
    (Kind::Jceks, "trust-jceks"),
    (Kind::Kdbx, "keepassxc.kdbx"),
    (Kind::Kdbx, "pykeepass.kdbx"),
];

#[test]
fn the_right_passphrase_opens_and_no_other_does() {
    for (kind, name) in STORES {
        assert!(can_try(kind), "{kind}");
        let store = seed(kind, name);
        assert_eq!(try_open(kind, &store, SECRET), Answer::Opens, "{kind}/{name}");
        assert_eq!(try_open(kind, &store, "Secret"), Answer::Shut, "{kind}/{name}");
    }
}

#[test]
fn a_damaged_store_is_no_reason_to_panic() {
    for (kind, name) in STORES.into_iter().filter(|(kind, _)| !matches!(kind, Kind::Kdbx | Kind::OpensshKey)) {
        let store = seed(kind, name);
        for len in (0..store.len()).step_by(store.len() / 20 + 1) {
            assert_ne!(try_open(kind, &store[..len], SECRET), Answer::Opens, "{kind}/{name} cut to {len}");
        }
    }
}

#[test]
fn what_cannot_be_tried_is_said_to_be_so() {
    assert_eq!(try_open(Kind::File, b"secret", SECRET), Answer::NotTried);
    assert_eq!(try_open(Kind::PemKey, &seed(Kind::PemKey, "ec.pem"), SECRET), Answer::NotTried);
    assert_eq!(try_open(Kind::PemKey, &seed(Kind::PemKey, "old-shut.pem"), SECRET), Answer::NotTried);
    assert_eq!(try_open(Kind::Kdbx, b"", SECRET), Answer::NotTried);
}
