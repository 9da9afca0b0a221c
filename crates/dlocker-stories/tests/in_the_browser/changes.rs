//! Changes of the locker from the page.

use dlocker_stories::{Browser, Config};
use serde_json::json;

use crate::{Town, pin};

#[test]
fn a_second_device_joins_by_a_link_and_is_revoked() {
    let town = Town::settled();
    let link = town.browser.call("addDeviceLink", &[pin()])["link"].clone();
    let second = Browser::new(&town.scene, "second");
    let joined = second.call("join", &[link, json!("tablet")]);
    assert_eq!((&joined["state"], &joined["name"]), (&json!("joining"), &json!("tablet")));
    assert_eq!(second.call("kept", &[])["locker"]["joining"], json!(true));
    assert_eq!(second.fails("status", &[])["code"], "waiting");
    let confirmed = town.browser.call("confirmDevice", &[joined["device"].clone(), pin()]);
    assert_eq!(confirmed["state"], "done");
    second.call("rehearse", &[pin()]);
    second.call("backup", &[town.wallet()]);
    let devices = town.browser.call("devices", &[]);
    assert!(devices.as_array().unwrap().iter().any(|device| device["name"] == "tablet"), "{devices}");
    town.browser.call("revokeDevice", &[joined["device"].clone(), pin()]);
    assert_eq!(second.fails("status", &[])["code"], "replaced");
}

#[test]
fn a_change_that_waits_is_no_error_and_is_stopped_by_any_device() {
    let town = Town::with(&Config::quick().set("changes", "wait", "\"24h\""));
    town.settle();
    let methods = town.browser.call("methods", &[]);
    let kit = methods.as_array().unwrap().iter().find(|m| m["kind"] == "kit").unwrap()["id"].clone();
    let waits = town.browser.call("removeMethod", &[kit, pin()]);
    assert_eq!((&waits["state"], &waits["what"]), (&json!("waiting"), &json!("remove-method")));
    let intents = town.browser.call("intents", &[]);
    assert_eq!(intents[0]["id"], waits["intent"]);
    let stopped = town.browser.call("stopIntent", &[waits["intent"].clone()]);
    assert_eq!(stopped["state"], "stopped");
    assert_eq!(town.browser.call("intents", &[]), json!([]));
}

#[test]
fn waits_and_history_are_chosen() {
    let town = Town::with(&Config::quick().set("changes", "wait", "\"0s\""));
    town.settle();
    let policy = town.browser.call("policy", &[]);
    assert!(policy["keep"].is_null() && policy["chosen"].is_null(), "{policy}");
    let set = town.browser.call("setKeep", &[json!({ "daily": 7, "last": 3 }), pin()]);
    assert_eq!((&set["keep"]["daily"], &set["keep"]["last"]), (&json!(7), &json!(3)));
    let set = town.browser.call("setKeep", &[json!({ "last": null }), pin()]);
    assert_eq!((&set["keep"]["daily"], &set["keep"]["last"]), (&json!(7), &json!(null)));
    assert_eq!(town.browser.fails("setKeep", &[json!({ "hourly": 1 }), pin()])["code"], "misuse");
    assert_eq!(town.browser.fails("setRecoveryWait", &[json!(-1), pin()])["code"], "misuse");
}

#[test]
fn a_phone_that_opens_by_itself_needs_no_secret() {
    let town = Town::settled();
    town.browser.call("addDevice", &[pin()]);
    town.browser.call("items", &[json!({})]);
}

#[test]
fn a_frozen_locker_says_so() {
    let town = Town::settled();
    assert_eq!(town.browser.call("freeze", &[])["state"], "frozen");
    assert_eq!(town.browser.fails("items", &[json!({}), pin()])["code"], "locker-frozen");
    town.browser.call("backup", &[town.wallet()]);
}
