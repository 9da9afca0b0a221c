//! The locker that stays open between two calls, and one call at a time.

use dlocker_stories::browser::secret;
use serde_json::{Value, json};

use crate::{Town, assert_same_content, pin};

fn oks(answers: &[Value]) -> bool {
    answers.iter().all(|answer| answer["error"].is_null())
}

#[test]
fn what_is_unlocked_opens_until_it_is_locked() {
    let town = Town::settled();
    let answers = town.browser.all(&json!([
        ["locked"],
        ["items", {}],
        ["unlock", pin()],
        ["locked"],
        ["items", {}],
        ["restore", {}, [], town.to("back"), "here"],
        ["addDeviceLink"],
        ["items", {}],
        ["lock"],
        ["locked"],
        ["items", {}],
    ]));
    assert_eq!(answers[0]["ok"], json!(true));
    assert_eq!(answers[1]["error"]["code"], "locked");
    assert_eq!(answers[2]["ok"]["kind"], "pin");
    assert_eq!(answers[3]["ok"], json!(false));
    assert!(oks(&answers[4..9]), "{answers:?}");
    assert_eq!((&answers[9]["ok"], &answers[10]["error"]["code"]), (&json!(true), &json!("locked")));
    assert_same_content(&town.scene.path("wallet"), &town.scene.path("back/wallet"));
}

/// Each opening is in the log; what stays open is opened once.
#[test]
fn looking_twice_is_one_opening() {
    let town = Town::settled();
    let openings = || {
        let log = town.browser.call("log", &[]);
        log["entries"].as_array().unwrap().iter().filter(|entry| entry["event"] == "opened").count()
    };
    let before = openings();
    let answers = town.browser.all(&json!([["unlock", pin()], ["items", {}], ["items", {}], ["diff", "x", "y"]]));
    assert!(oks(&answers[..3]) && answers[3]["error"]["code"] == "misuse", "{answers:?}");
    assert_eq!(openings(), before + 1);
}

#[test]
fn what_another_device_changed_meanwhile_is_followed() {
    let town = Town::settled();
    let answers = town.browser.all(&json!([
        ["unlock", pin()],
        ["addPassphrase", { "utf8": "correct horse battery staple" }, null],
        ["items", {}],
        ["methods"],
    ]));
    assert!(oks(&answers), "{answers:?}");
    assert_eq!(answers[3]["ok"].as_array().unwrap().len(), 3);
}

#[test]
fn a_wrong_secret_leaves_the_door_as_it_was() {
    let town = Town::settled();
    let wrong = secret("pin", "0000");
    let answers = town.browser.all(&json!([
        ["unlock", wrong],
        ["locked"],
        ["unlock", pin()],
        ["items", {}, secret("pin", "1111")],
        ["items", {}]
    ]));
    assert_eq!((&answers[0]["error"]["code"], &answers[1]["ok"]), (&json!("wrong-secret"), &json!(true)));
    assert_eq!(answers[3]["error"]["code"], "wrong-secret");
    assert!(answers[4]["error"].is_null(), "{answers:?}");
}

#[test]
fn a_second_call_while_one_runs_is_turned_away() {
    let town = Town::settled();
    let answers = town.browser.all(&json!([["both", ["status"], ["status"]]]));
    assert_eq!(answers[0]["ok"][1]["error"]["code"], "busy", "{answers:?}");
    assert!(answers[0]["ok"][0]["ok"]["locker"].is_string());
    let turned = town.browser.all(&json!([["both", ["status"], ["items", {}, pin()]]]));
    assert_eq!(turned[0]["ok"][1]["error"]["code"], "busy", "its secret is overwritten all the same: {turned:?}");
}

#[test]
fn progress_is_told() {
    let town = Town::settled();
    let answers = town.browser.all(&json!([
        ["backup", town.wallet()],
        ["progress"],
        ["restore", {}, [], town.to("back"), "", pin()],
        ["progress"],
    ]));
    let phases = |answer: &Value| -> Vec<String> {
        let mut phases: Vec<String> =
            answer["ok"].as_array().unwrap().iter().map(|event| event["phase"].as_str().unwrap().to_owned()).collect();
        phases.dedup();
        phases
    };
    assert_eq!(phases(&answers[1]), ["reading", "sending", "committing"]);
    assert_eq!(phases(&answers[3]), ["opening", "restoring"]);
    let last = answers[3]["ok"].as_array().unwrap().last().unwrap();
    assert_eq!(last["done"], last["total"]);
}
