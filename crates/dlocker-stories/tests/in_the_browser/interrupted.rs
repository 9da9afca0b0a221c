//! The tab dies, the bank goes away: nothing is lost that anybody has heard of, and the same call goes on.

use std::time::Duration;

use dlocker_stories::{Browser, Config, Road};
use serde_json::json;

use crate::{HANDLE, Town, assert_same_content, pin};

const MIB: u64 = 1 << 20;

fn large_wallet(town: &Town, bytes: u64) {
    let mut noise = vec![0; usize::try_from(bytes).unwrap()];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom").unwrap(), &mut noise).unwrap();
    std::fs::write(town.scene.path("wallet/large.bin"), &noise).unwrap();
}

#[test]
#[allow(clippy::disallowed_methods, reason = "waits for a while and no longer")]
fn a_backup_whose_tab_dies_goes_on() {
    let town = Town::empty();
    let road = Road::to(town.bank.url().trim_start_matches("http://"), 8 * MIB);
    let invite = town.officers[0].invite(HANDLE);
    town.browser.call("enrol", &[json!(road.url()), json!(invite)]);
    town.add_pin();
    large_wallet(&town, 48 * MIB);
    let begun = road.sent();
    let tab = town.browser.start(&json!([["backup", town.wallet()]]));
    let looks = (0..3000).take_while(|_| road.sent() < begun + 28 * MIB);
    let waited = looks.map(|_| std::thread::sleep(Duration::from_millis(10))).count();
    assert!(waited < 3000, "it gets nowhere");
    tab.kill();
    assert!(town.browser.call("kept", &[])["unfinished_backup"] == json!(true));
    let done = town.browser.call("backup", &[town.wallet()]);
    let resumed = done["resumed_bytes"].as_u64().unwrap();
    assert!(resumed > 4 * MIB, "{done}");
    assert!(done["bytes_sent"].as_u64().unwrap() + resumed < 60 * MIB, "{done}");
    town.browser.call("restore", &[json!({}), json!([]), town.to("back"), json!(""), pin()]);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn a_bank_that_is_away_is_said_and_what_was_begun_goes_on() {
    let mut town = Town::settled();
    town.bank.stop();
    let error = town.browser.fails("status", &[]);
    assert_eq!((&error["code"], &error["exit"]), (&json!("unreachable"), &json!(7)));
    assert_eq!(town.browser.call("kept", &[])["locker"]["handle"], HANDLE);
    town.bank.start();
    town.browser.call("status", &[]);
}

#[test]
fn a_recovery_goes_on_in_the_next_tab_wherever_the_last_one_died() {
    let town = Town::settled();
    let fresh = Browser::new(&town.scene, "fresh");
    let case = fresh.call("recover", &[json!(town.bank.url()), json!(HANDLE)]);
    town.approve(&case);
    fresh.call("recoverAdmit", &[]);
    let broken = fresh.fails("recoverFinish", &[pin(), json!({ "broken": 1 }), json!("there"), json!({})]);
    assert_eq!(broken["code"], "unexpected", "{broken}");
    let done = fresh.call("recoverFinish", &[pin(), town.to("back"), json!("here"), json!({})]);
    assert_eq!(done["state"], "recovered");
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_rest_is_kept() {
    let town = Town::settled();
    let done =
        town.browser.call("backup", &[json!({ "wallet": town.scene.path("wallet"), "unreadable": "wallet/gone" })]);
    assert_eq!(done["unread"][0]["path"], "wallet/gone", "{done}");
    assert!(done["items"].as_u64().unwrap() > 0);
}

#[test]
fn a_locker_that_is_full_says_so() {
    let town = Town::with(&Config::quick().set("quota", "locker_bytes", "\"4MiB\""));
    town.enrol();
    town.add_pin();
    large_wallet(&town, 8 * MIB);
    let error = town.browser.fails("backup", &[town.wallet()]);
    assert_eq!((&error["code"], &error["exit"]), (&json!("quota"), &json!(5)), "{error}");
}
