//! The bank learns little.

use std::collections::BTreeSet;
use std::fs;

use dlocker_stories::Phone;
use dlocker_stories::canary::{files, seen};
use dlocker_stories::tree::freeze;
use dlocker_stories::wallet::noise;

use super::{CANARY, Town};

const NAMES: [&[u8]; 8] = [
    b"canary-name-zanzibar",
    b"secret plans",
    b"id_ed25519",
    b"degree.json",
    b"identity.sd-jwt",
    b"openssh-key",
    b"w3c-vc",
    b"Master of Gardening",
];

#[test]
fn p9_no_name_kind_or_content_is_in_what_the_bank_keeps_or_says() {
    let mut town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    town.phone.restore("out");
    town.recover(&new);
    new.run(["backup", "wallet"]).done();
    town.bank.stop();
    let mut canaries = NAMES.to_vec();
    canaries.push(CANARY.as_bytes());
    let (data, keys, log) = (town.bank.data(), town.bank.keys(), town.bank.log());
    assert_eq!(seen(&canaries, &[&data, &keys, &log]), []);
}

#[test]
fn p9_codes_handles_and_evidence_are_not_in_the_banks_log_file() {
    let mut town = Town::new();
    let new = Phone::new(&town.scene, "p2");
    let case = new.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    town.bank.stop();
    let canaries: [&[u8]; 3] = [b"owner@example.com", b"passport seen", case.code.as_bytes()];
    let plain = fs::read(town.bank.log()).unwrap();
    for canary in canaries {
        let shown = String::from_utf8_lossy(canary).into_owned();
        assert!(!dlocker_stories::canary::contains(&plain, canary), "{shown:?} is in the log file");
    }
}

#[test]
fn p9_packs_have_a_few_sizes_only() {
    let town = Town::new();
    town.scene.write("wallet/large", vec![7; 9_000_001]);
    town.scene.write("wallet/larger", noise(14_000_000, 7));
    town.phone.run(["backup", "wallet"]).done();
    let sizes: BTreeSet<u64> =
        files(&town.bank.data().join("blobs")).iter().map(|f| fs::metadata(f).unwrap().len()).collect();
    assert!(sizes.len() <= 4 && !sizes.is_empty(), "{sizes:?}");
}

/// Two wallets with other names, other kinds and other contents of about the same size look alike.
#[test]
fn p9_two_wallets_of_about_the_same_size_look_alike() {
    let shape = |fill: &dyn Fn(&Town)| {
        let town = Town::new();
        freeze(&town.scene.path("wallet"), &town.scene.path("w"));
        fill(&town);
        town.phone.run(["backup", "w"]).done();
        let mut sizes: Vec<u64> =
            files(&town.bank.data().join("blobs")).iter().map(|f| fs::metadata(f).unwrap().len()).collect();
        sizes.sort_unstable();
        sizes
    };
    let letters = shape(&|town| drop(town.scene.write("w/letters.txt", noise(200_000, 3))));
    let keys = shape(&|town| drop(town.scene.write("w/another name", noise(201_000, 5))));
    assert_eq!(letters, keys);
}
