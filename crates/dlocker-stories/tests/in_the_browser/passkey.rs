//! A passkey opens in the page, and is never the only method.

use dlocker_stories::{Browser, Phone};
use serde_json::{Value, json};

use crate::{HANDLE, Town, assert_same_content, pin};

const PRF: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn prf() -> Value {
    json!({ "hex": PRF })
}

fn passkey(id: &Value) -> Value {
    json!({ "kind": "passkey", "bytes": { "hex": PRF }, "method": id })
}

/// Adds a passkey, and gives its method's id.
fn add(town: &Town) -> Value {
    let id = town.browser.call("draftPasskey", &[])["id"].clone();
    let added = town.browser.call("addPasskey", &[id.clone(), prf(), pin()]);
    assert_eq!((&added["kind"], &added["state"]), (&json!("passkey"), &json!("done")), "{added}");
    id
}

#[test]
fn a_passkey_opens_and_comes_through_a_recovery() {
    let town = Town::settled();
    let id = add(&town);
    town.browser.call("restore", &[json!({}), json!([]), town.to("back"), json!(""), passkey(&id)]);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    let fresh = Browser::new(&town.scene, "fresh");
    let case = fresh.call("recover", &[json!(town.bank.url()), json!(HANDLE)]);
    town.approve(&case);
    fresh.call("recoverFinish", &[passkey(&id), town.to("again"), json!(""), json!({})]);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("again/wallet"));
    assert_eq!(fresh.call("rehearse", &[passkey(&id)])["kind"], "passkey");
}

#[test]
fn a_passkey_names_its_method() {
    let town = Town::settled();
    let drafted = town.browser.call("draftPasskey", &[]);
    assert_eq!(drafted["userHandle"]["length"], 16);
    let answers = town.browser.all(&json!([["roundtrip"]]));
    assert_eq!(answers[0]["ok"], json!(true));
}

#[test]
fn a_passkey_is_never_the_only_method() {
    let town = Town::empty();
    town.enrol();
    let error = town.browser.fails("addPasskey", &[json!("method-aaaaaaaaaaaaaaaaaaaaaaaaaa"), prf(), json!(null)]);
    assert!(error["code"] == "misuse" && error["message"].as_str().unwrap().contains("only key"), "{error}");
    town.add_pin();
    let id = add(&town);
    let methods = town.browser.call("methods", &[]);
    let pins = methods.as_array().unwrap().iter().find(|m| m["kind"] == "pin").unwrap()["id"].clone();
    let error = town.browser.fails("removeMethod", &[pins, passkey(&id)]);
    assert!(error["code"] == "misuse" && error["message"].as_str().unwrap().contains("passkey"), "{error}");
    town.browser.call("removeMethod", &[id, pin()]);
}

#[test]
fn a_wrong_passkey_is_a_guess() {
    let town = Town::settled();
    let id = add(&town);
    let wrong = json!({ "kind": "passkey", "bytes": { "hex": "ff".repeat(32) }, "method": id });
    let error = town.browser.fails("items", &[json!({}), wrong]);
    assert_eq!((&error["code"], &error["guesses_left"]), (&json!("wrong-secret"), &json!(99)));
    let short = json!({ "kind": "passkey", "bytes": { "hex": "ff" }, "method": id });
    assert_eq!(town.browser.fails("items", &[json!({}), short])["code"], "misuse");
}

#[test]
fn the_program_shows_a_passkey_and_opens_with_the_others() {
    let town = Town::settled();
    let _ = add(&town);
    let phone = Phone::new(&town.scene, "phone");
    let _ = phone.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    phone.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    assert_eq!(phone.method("passkey")["state"], "renew");
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}
