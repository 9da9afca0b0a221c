//! The lost phone: made in the page and recovered by the program, and the other way round.

use dlocker_stories::browser::secret;
use dlocker_stories::{Browser, Phone, exit};
use serde_json::json;

use crate::{HANDLE, Town, assert_same_content, pin};

#[test]
fn a_locker_of_the_page_is_recovered_by_the_program() {
    let town = Town::settled();
    let phone = Phone::new(&town.scene, "phone");
    let _ = phone.recover_approved(&town.bank, [&town.officers[0], &town.officers[1]]);
    phone.run(["recover", "--continue", "--to", "back", "--kit-file", "kit.txt"]).done();
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    let error = town.browser.fails("items", &[json!({}), pin()]);
    assert_eq!((&error["code"], &error["exit"]), (&json!("replaced"), &json!(exit::REFUSED)));
}

#[test]
fn a_locker_of_the_program_is_recovered_by_the_page() {
    let town = Town::empty();
    let phone = Phone::settled(&town.scene, "phone", &town.bank, &town.officers[0]);
    let case = town.browser.call("recover", &[json!(town.bank.url()), json!(HANDLE)]);
    let shown = town.browser.call("recovery", &[]);
    assert_eq!((&shown["code"], &shown["case"]), (&case["code"], &case["case"]));
    let early = town.browser.fails("recoverAdmit", &[]);
    assert_eq!((&early["code"], &early["exit"]), (&json!("waiting"), &json!(exit::NOT_YET)));
    town.approve(&case);
    let admitted = town.browser.call("recoverAdmit", &[]);
    assert_eq!(admitted["methods"].as_array().unwrap().len(), 2);
    assert!(town.browser.call("kept", &[])["recovery"]["admitted"] == json!(true));
    let done =
        town.browser.call("recoverFinish", &[pin(), town.to("back"), json!("here"), json!({ "deviceName": "new" })]);
    assert_eq!(
        (&done["state"], &done["epoch"], done["replaced"].as_array().unwrap().len()),
        (&json!("recovered"), &json!(2), 1)
    );
    assert_eq!(done["names"].as_object().unwrap().values().filter(|name| *name == "new").count(), 1);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
    phone.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(exit::REFUSED);
    assert!(town.browser.call("kept", &[])["recovery"].is_null());
    // The kit of the program still opens in the page.
    let kit = std::fs::read_to_string(town.scene.path("kit.txt")).unwrap();
    assert_eq!(town.browser.call("rehearse", &[secret("kit", &kit)])["kind"], "kit");
}

#[test]
fn without_a_target_the_wallet_stays_in_the_locker_and_the_keys_are_new() {
    let town = Town::settled();
    let fresh = Browser::new(&town.scene, "fresh");
    let case = fresh.call("recover", &[json!(town.bank.url()), json!(HANDLE)]);
    town.approve(&case);
    let done = fresh.call("recoverFinish", &[pin(), json!(null), json!(""), json!({})]);
    assert!(done["state"] == "recovered" && done["items"].as_u64().unwrap() > 0, "{done}");
    fresh.call("restore", &[json!({}), json!([]), town.to("later"), json!(""), pin()]);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("later/wallet"));
}

#[test]
fn afresh_leaves_the_old_locker_for_the_kit_that_turns_up() {
    let town = Town::settled();
    let fresh = Browser::new(&town.scene, "fresh");
    let case = fresh.call("recover", &[json!(town.bank.url()), json!(HANDLE)]);
    town.approve(&case);
    let made = fresh.call("recoverAfresh", &[]);
    assert!(made["state"] == "afresh" && made["locker"] != made["former"], "{made}");
    let kit = std::fs::read_to_string(town.scene.path("kit.txt")).unwrap();
    fresh.call("recoverFormer", &[secret("kit", &kit), town.to("back"), json!("here"), json!({})]);
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

#[test]
fn a_recovery_that_is_somebody_elses_is_vetoed_from_the_page() {
    let town = Town::settled();
    let thief = Phone::new(&town.scene, "thief");
    let case = thief.recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    let status = town.browser.call("status", &[]);
    assert_eq!(status["cases"][0]["id"], json!(case.id));
    let vetoed = town.browser.call("veto", &[json!(case.id), json!(null)]);
    assert_eq!(vetoed["state"], "vetoed");
}
