//! From an invite to a wallet that comes back.

use dlocker_stories::browser::secret;
use dlocker_stories::{Phone, exit};
use serde_json::{Value, json};

use crate::{PIN, Town, assert_same_content, pin};

#[test]
fn what_is_put_in_comes_out_and_only_what_changed_is_sent() {
    let town = Town::empty();
    let enrolled = town.enrol();
    assert!(enrolled["locker"].as_str().unwrap().starts_with("locker-"), "{enrolled}");
    let added = town.add_pin();
    assert_eq!((&added["state"], &added["kind"], &added["only"]), (&json!("done"), &json!("pin"), &json!(true)));
    let done = town.browser.call("backup", &[town.wallet()]);
    assert!(done["items"].as_u64().unwrap() > 3 && done["bytes_sent"].as_u64().unwrap() > 0, "{done}");
    assert_eq!(done["unread"], json!([]));
    let again = town.browser.call("backup", &[town.wallet()]);
    assert_eq!(again["items"], done["items"]);
    assert_eq!(again["bytes_sent"], json!(64 << 10), "nothing but the smallest pack: {again}");
    let restored = town.browser.call("restore", &[json!({}), json!([]), town.to("back"), json!("here"), pin()]);
    assert_eq!((&restored["items"], &restored["to"]), (&done["items"], &json!("here")));
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn the_items_are_those_that_the_owners_program_shows_of_the_same_wallet() {
    let town = Town::settled();
    let shown = town.browser.call("items", &[json!({}), pin()]);
    let phone = Phone::enrolled(&town.scene, "p1", &town.bank, &town.officers[0], "other@example.com");
    phone.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
    phone.run(["backup", "wallet"]).done();
    let expected = phone.json(["items", "--pin-file", "pin.txt"]);
    assert_eq!(shown, expected);
}

#[test]
fn a_wrong_pin_is_counted_and_says_what_is_left() {
    let town = Town::settled();
    let error = town.browser.fails("items", &[json!({}), secret("pin", "0000")]);
    assert_eq!((&error["code"], &error["exit"]), (&json!("wrong-secret"), &json!(exit::WRONG_SECRET)));
    let left = error["guesses_left"].as_u64().unwrap();
    let methods = town.browser.call("methods", &[]);
    let pin = methods.as_array().unwrap().iter().find(|m| m["kind"] == "pin").unwrap();
    assert_eq!(pin["guesses_left"], json!(left));
    assert!(town.browser.call("rehearse", &[secret("pin", PIN)])["opened"].as_bool().unwrap());
}

#[test]
fn status_messages_and_log_are_told() {
    let town = Town::settled();
    let status = town.browser.call("status", &[]);
    assert_eq!((&status["handle"], &status["state"]), (&json!("owner@example.com"), &json!("open")));
    assert_eq!(status["last_backup"]["items"], town.browser.call("kept", &[])["last_backup"]["items"]);
    let log = town.browser.call("log", &[]);
    let entries = log["entries"].as_array().unwrap();
    assert!(log["verified"] == json!(true) && entries.iter().all(|entry| entry["text"].is_string()), "{log}");
    assert!(town.browser.call("messages", &[]).is_array());
}

#[test]
fn one_item_is_read_and_another_one_is_not_there() {
    let town = Town::settled();
    std::fs::write(town.scene.path("wallet/note"), "only here").unwrap();
    town.browser.call("backup", &[town.wallet()]);
    let read = town.browser.call("readItem", &[json!({}), json!("wallet/note"), pin()]);
    assert_eq!(read, json!({ "utf8": "only here", "length": 9 }));
    let error = town.browser.fails("readItem", &[json!({}), json!("wallet/other"), pin()]);
    assert_eq!(error["code"], "misuse");
}

#[test]
fn the_history_is_listed_compared_and_thinned() {
    let town = Town::settled();
    std::fs::write(town.scene.path("wallet/later"), "new").unwrap();
    town.browser.call("backup", &[town.wallet()]);
    let list = town.browser.call("snapshots", &[]);
    let ids: Vec<Value> = list.as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    let diff = town.browser.call("diff", &[ids[1].clone(), ids[0].clone(), pin()]);
    assert_eq!(diff["added"], json!(["wallet/later"]));
    let gone = town.browser.call("deleteSnapshots", &[json!([ids[1]]), pin()]);
    assert!(gone["snapshots"] == json!([ids[1]]) && gone["state"].is_string(), "{gone}");
}
