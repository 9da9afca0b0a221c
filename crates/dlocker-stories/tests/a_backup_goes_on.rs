//! A large backup that is killed again and again sends everything once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]
#![allow(clippy::disallowed_methods, reason = "waits for a while and no longer")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use dlocker_stories::outcome::{list, number};
use dlocker_stories::tree::assert_same;
use dlocker_stories::{Bank, Config, Phone, Road, Scene};

const MIB: u64 = 1 << 20;
const WALLET: u64 = 96 * MIB;
/// Bytes a second along the road: a note is at most a second old, and so many bytes are sent again at most.
const SPEED: u64 = 12 * MIB;

/// Bytes in the folder with the bank's packs.
fn at_the_bank(bank: &Bank) -> u64 {
    fn size(path: &Path) -> u64 {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries
            .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() })
            .sum()
    }
    let folder = fs::read_dir(bank.data()).unwrap().flatten().map(|entry| entry.path());
    folder.filter(|path| path.is_dir()).map(|path| size(&path)).sum()
}

#[test]
fn a_large_backup_killed_twice_sends_everything_once_and_leaves_nothing_over() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let officer = bank.staff("officer1");
    let road = Road::to(bank.url().trim_start_matches("http://"), SPEED);
    let phone = Phone::new(&scene, "p1");
    phone.run(["enrol", "--bank", &road.url(), "--invite", &officer.invite("owner@example.com")]).done();
    scene.note("pin.txt", "4829");
    phone.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
    let mut noise = vec![0; usize::try_from(WALLET).unwrap()];
    std::io::Read::read_exact(&mut fs::File::open("/dev/urandom").unwrap(), &mut noise).unwrap();
    fs::create_dir(scene.path("wallet")).unwrap();
    fs::write(scene.path("wallet/large.bin"), &noise).unwrap();
    for share in [1, 2] {
        let backup = phone.start(["backup", "wallet", "--json"]);
        let looks = (0..6000).take_while(|_| at_the_bank(&bank) < share * WALLET / 3);
        let waited = looks.map(|_| std::thread::sleep(Duration::from_millis(20))).count();
        assert!(waited < 6000, "it gets nowhere");
        backup.kill();
    }
    let before = (road.sent(), at_the_bank(&bank));
    let done = phone.json(["backup", "wallet"]);
    let last = road.sent() - before.0;
    let resumed = number(&done, "resumed_bytes");
    assert!(last < WALLET - before.1 + 3 * SPEED, "{last} bytes were sent when {} of {WALLET} were there", before.1);
    assert!(resumed > 0 && resumed + last > WALLET / 2, "{done}");
    assert!(road.sent() < WALLET + 5 * SPEED, "{} bytes in all", road.sent());
    assert_eq!(list(&phone.json(["snapshots"])).len(), 1, "parts are not shown");
    assert_same(&scene.path("wallet"), &phone.restore("out").join("wallet"));
    let again = phone.json(["backup", "wallet"]);
    assert_eq!((number(&again, "resumed_bytes"), number(&again, "bytes_sent")), (0, 64 << 10));
}
