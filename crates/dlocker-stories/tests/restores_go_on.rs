//! A restore that is killed goes on with the same command: what has arrived is not fetched again, and not believed unread.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::fs::{self, File, FileTimes};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dlocker_stories::outcome::number;
use dlocker_stories::tree::assert_same;
use dlocker_stories::wallet::{noise, odd_things};
use dlocker_stories::{Bank, Config, Gate, Phone, Scene};
use serde_json::Value;

/// Bytes of the wallet's large files: six packs of 4 MiB, and a part of one.
const LARGE: u64 = 26_000_000;
const PACKS: u64 = 6;
/// Longer than writing out a few packs takes.
const WRITING_OUT: Duration = Duration::from_millis(500);

/// A wallet of one long file, one that is a hole at first, and many odd things, in the locker of a phone behind a gate.
fn in_the_locker() -> (Scene, Bank, Gate, Phone) {
    let scene = Scene::new();
    let wallet = scene.path("wallet");
    odd_things(&wallet.join("odd"));
    fs::write(wallet.join("long"), noise(18_000_000, 7)).unwrap();
    let sparse = File::create(wallet.join("holes")).unwrap();
    sparse.set_len(60_000_000).unwrap();
    sparse.write_all_at(&noise(8_000_000, 8), 50_000_000).unwrap();
    let bank = Bank::open(&scene, &Config::quick());
    let gate = Gate::before(&bank);
    let phone = Phone::new(&scene, "phone");
    let invite = bank.staff("officer1").invite("owner@example.com");
    phone.run(["enrol", "--bank", &gate.url(), "--invite", &invite]).done();
    scene.note("pin.txt", "4829");
    phone.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
    phone.run(["backup", "wallet"]).done();
    (scene, bank, gate, phone)
}

/// Starts it and kills it when `packs` packs have been fetched; gives the number of those.
fn killed_after(gate: &Gate, phone: &Phone, args: &[&str], packs: u64) -> u64 {
    let _ = gate.fetched();
    gate.allow(Some(packs));
    let running = phone.start(args);
    gate.wait_until_held();
    // What has arrived is written out while the next pack is waited for; a story in memory would come before that.
    std::thread::sleep(WRITING_OUT);
    let outcome = running.kill();
    assert_eq!(outcome.code, None, "{}", outcome.story());
    let fetched = gate.fetched();
    gate.allow(None);
    fetched
}

fn to_its_end(gate: &Gate, phone: &Phone, args: &[&str]) -> (Value, u64) {
    let _ = gate.fetched();
    let done = phone.run(args.iter().copied().chain(["--json"])).json();
    (done, gate.fetched())
}

const RESTORE: [&str; 5] = ["restore", "--to", "back", "--pin-file", "pin.txt"];

/// The folder in which an interrupted restore keeps what has arrived.
fn staging(to: &Path) -> PathBuf {
    let names: Vec<PathBuf> = fs::read_dir(to).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [staging] = names.as_slice() else { panic!("there should be one folder: {names:?}") };
    staging.clone()
}

/// Its files: they lie in folders of it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    found.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_restore_that_is_killed_twice_fetches_each_pack_once() {
    let (scene, _bank, gate, phone) = in_the_locker();
    let (undisturbed, all) = to_its_end(&gate, &phone, &["restore", "--to", "whole", "--pin-file", "pin.txt"]);
    assert_eq!(number(&undisturbed, "resumed_bytes"), 0);
    assert!(all > PACKS, "{all} packs are too few for this story");
    // The root and the manifest are read each time.
    let first = killed_after(&gate, &phone, &RESTORE, 4);
    let second = killed_after(&gate, &phone, &RESTORE, 4);
    let (done, third) = to_its_end(&gate, &phone, &RESTORE);
    assert_same(&scene.path("wallet"), &scene.path("back/wallet"));
    assert!(number(&done, "resumed_bytes") >= 12_000_000, "{done}");
    assert_eq!(number(&done, "bytes"), number(&undisturbed, "bytes"));
    // Two of each run are the root and the manifest, and one was perhaps on its way when the program was killed.
    assert!(third + 2 <= all, "{first}, {second} and {third} packs, and {all} without a break");
    assert!(first + second + third <= all + 2 * 3, "{first}, {second} and {third} packs, and {all} without a break");
}

#[test]
fn what_was_changed_meanwhile_is_fetched_again() {
    let (scene, _bank, gate, phone) = in_the_locker();
    killed_after(&gate, &phone, &RESTORE, PACKS);
    let staging = staging(&scene.path("back"));
    for name in files_below(&staging) {
        let file = File::options().read(true).write(true).open(&name).unwrap();
        let (meta, mut byte) = (file.metadata().unwrap(), [0]);
        if meta.len() > 0 && !name.ends_with("journal") {
            // The length and the times stay; one byte in the middle, and one in what may be a hole, are others.
            for at in [meta.len() / 2, meta.len() / 10] {
                file.read_exact_at(&mut byte, at).unwrap();
                file.write_all_at(&[byte[0] ^ 1], at).unwrap();
            }
            file.set_times(FileTimes::new().set_modified(meta.modified().unwrap())).unwrap();
        }
    }
    let (done, _) = to_its_end(&gate, &phone, &RESTORE);
    assert_same(&scene.path("wallet"), &scene.path("back/wallet"));
    assert!(number(&done, "resumed_bytes") < LARGE / 2, "{done}");
}

#[test]
fn what_another_backup_left_is_of_no_use_and_does_no_harm() {
    let (scene, _bank, gate, phone) = in_the_locker();
    killed_after(&gate, &phone, &RESTORE, PACKS);
    // The same names and lengths, other bytes, and no hole where one was.
    fs::write(scene.path("wallet/long"), noise(18_000_000, 9)).unwrap();
    let sparse = File::options().write(true).open(scene.path("wallet/holes")).unwrap();
    sparse.write_all_at(&noise(1_000_000, 10), 10_000_000).unwrap();
    punch(&sparse, 50_000_000, 4_000_000);
    phone.run(["backup", "wallet"]).done();
    to_its_end(&gate, &phone, &RESTORE);
    assert_same(&scene.path("wallet"), &scene.path("back/wallet"));
}

fn punch(file: &File, offset: u64, len: u64) {
    use rustix::fs::{FallocateFlags, fallocate};
    fallocate(file, FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE, offset, len).unwrap();
}

#[test]
fn a_recovery_that_is_killed_while_it_restores_goes_on() {
    let (scene, bank, gate, _phone) = in_the_locker();
    let new = Phone::new(&scene, "new");
    let case = new.json(["recover", "--bank", &gate.url(), "--handle", "owner@example.com"]);
    for officer in ["officer2", "officer3"] {
        let (id, code) = (case["case"].as_str().unwrap(), case["code"].as_str().unwrap());
        bank.staff(officer).approve(id, code).done();
    }
    let recover = ["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"];
    killed_after(&gate, &new, &recover, 5);
    let (done, _) = to_its_end(&gate, &new, &recover);
    assert_same(&scene.path("wallet"), &scene.path("back/wallet"));
    assert!(number(&done, "resumed_bytes") >= 4_000_000, "{done}");
}

#[test]
fn a_restore_whose_bank_goes_away_says_that_it_can_go_on_and_does() {
    let (scene, mut bank, gate, phone) = in_the_locker();
    gate.allow(Some(PACKS));
    let running = phone.start(RESTORE);
    gate.wait_until_held();
    bank.kill();
    gate.allow(None);
    let outcome = running.wait();
    assert_ne!(outcome.code, Some(0), "{}", outcome.story());
    assert!(outcome.stderr.contains("goes on from there"), "{}", outcome.story());
    bank.start();
    let (done, _) = to_its_end(&gate, &phone, &RESTORE);
    assert_same(&scene.path("wallet"), &scene.path("back/wallet"));
    assert!(number(&done, "resumed_bytes") >= 4_000_000, "{done}");
}
