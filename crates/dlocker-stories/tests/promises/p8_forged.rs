//! No forged, altered or stale wallet: on the bytes that the bank keeps.

use std::fs;
use std::path::PathBuf;

use dlocker_stories::canary::files;
use dlocker_stories::exit::{DAMAGED, DONE};
use dlocker_stories::tree::assert_same;

use super::Town;

/// The packs on the bank's disk.
fn packs(town: &Town) -> Vec<PathBuf> {
    let packs = files(&town.bank.data().join("blobs"));
    assert!(packs.len() >= 2, "a wallet and its root are at least two packs: {packs:?}");
    packs
}

/// Does something to each pack in turn; every restore must notice, and none may leave a wrong byte behind.
fn each_pack(change: impl Fn(&mut Vec<u8>)) {
    let mut town = Town::new();
    for (n, pack) in packs(&town).into_iter().enumerate() {
        town.bank.stop();
        let whole = fs::read(&pack).unwrap();
        let mut changed = whole.clone();
        change(&mut changed);
        assert_ne!(whole, changed);
        fs::write(&pack, changed).unwrap();
        town.bank.start();
        let out = format!("out-{n}");
        let outcome = town.phone.run(["restore", "--to", &out, "--pin-file", "pin.txt", "--json"]);
        outcome.error(DAMAGED);
        no_wrong_byte(&town, &out);
        fs::write(&pack, whole).unwrap();
    }
    assert_same(&town.scene.path("wallet"), &town.phone.restore("whole").join("wallet"));
}

/// What lies under its own name after a failed restore is what was put in.
fn no_wrong_byte(town: &Town, out: &str) {
    let out = town.scene.path(out).join("wallet");
    for file in files(&out) {
        let original = town.scene.path("wallet").join(file.strip_prefix(&out).unwrap());
        if original.exists() {
            assert_eq!(fs::read(&file).unwrap(), fs::read(&original).unwrap(), "{}", file.display());
        }
    }
}

#[test]
fn p8_one_flipped_bit_in_any_pack_is_noticed() {
    each_pack(|bytes| {
        let middle = bytes.len() / 3;
        bytes[middle] ^= 1;
    });
}

#[test]
fn p8_a_cut_pack_is_noticed() {
    each_pack(|bytes| bytes.truncate(bytes.len() - 1));
}

#[test]
fn p8_a_longer_pack_is_noticed() {
    each_pack(|bytes| bytes.push(0));
}

#[test]
fn p8_swapped_packs_are_noticed() {
    let mut town = Town::new();
    let packs = packs(&town);
    town.bank.stop();
    let (first, second) = (fs::read(&packs[0]).unwrap(), fs::read(&packs[1]).unwrap());
    fs::write(&packs[0], &second).unwrap();
    fs::write(&packs[1], &first).unwrap();
    town.bank.start();
    town.phone.run(["restore", "--to", "out", "--pin-file", "pin.txt", "--json"]).error(DAMAGED);
    no_wrong_byte(&town, "out");
}

#[test]
fn p8_a_missing_pack_is_noticed_and_the_examiner_names_it() {
    let mut town = Town::new();
    let pack = packs(&town).remove(0);
    town.bank.stop();
    fs::rename(&pack, town.scene.path("gone")).unwrap();
    let data = town.bank.data();
    let args = ["doctor".as_ref(), "--data".as_ref(), data.as_os_str()];
    let bin = &dlocker_stories::program::Programs::get().bank;
    let examined = dlocker_stories::program::Running::start(bin, town.scene.folder(), args).wait();
    assert_ne!(examined.code, Some(DONE), "{}", examined.story());
    town.bank.start();
    let newest = town.phone.run(["restore", "--to", "out", "--pin-file", "pin.txt", "--json"]).error(DAMAGED);
    let said = newest["message"].as_str().unwrap_or_default();
    assert!(said.contains("does not give out a part of this backup"), "{newest}");
}

#[test]
fn p8_where_a_pack_of_the_newest_backup_is_missing_the_words_lead_to_the_one_before() {
    let mut town = Town::new();
    let before = packs(&town);
    town.scene.write("wallet/notes/today.txt", "today");
    town.phone.run(["backup", "wallet"]).done();
    let added = packs(&town).into_iter().filter(|pack| !before.contains(pack));
    town.bank.stop();
    added.for_each(|pack| fs::remove_file(pack).unwrap());
    town.bank.start();
    let newest = town.phone.run(["restore", "--to", "out", "--pin-file", "pin.txt", "--json"]).error(DAMAGED);
    let (_, named) =
        newest["message"].as_str().unwrap().rsplit_once("--snapshot ").expect("it should name an older one");
    let older = named.trim_end_matches('.');
    town.phone.run(["restore", "--to", "older", "--snapshot", older, "--pin-file", "pin.txt"]).done();
    assert!(!town.scene.path("older/wallet/notes/today.txt").exists() && town.scene.path("older/wallet").exists());
}

/// A bank that hands out yesterday's state is caught by the phone that backed up today.
#[test]
fn p8_going_back_is_noticed_by_whoever_has_seen_more() {
    let mut town = Town::new();
    town.bank.stop();
    let (data, old) = (town.bank.data(), town.scene.path("yesterday"));
    dlocker_stories::tree::freeze(&data, &old);
    town.bank.start();
    town.scene.write("wallet/notes/today.txt", "today");
    town.phone.run(["backup", "wallet"]).done();
    town.phone.restore("today");
    town.bank.stop();
    fs::remove_dir_all(&data).unwrap();
    dlocker_stories::tree::freeze(&old, &data);
    town.bank.start();
    town.phone.run(["restore", "--to", "stale", "--pin-file", "pin.txt", "--json"]).error(DAMAGED);
}
