//! What `owner.d.ts` says is what the WebAssembly has.

use std::collections::BTreeSet;

use dlocker_stories::Browser;
use dlocker_stories::Scene;
use dlocker_stories::program::workspace;
use serde_json::{Value, json};

use super::{HANDLE, PIN, Town};

/// Names of the methods of `class Owner`, and of the functions beside it.
fn declared() -> (BTreeSet<String>, BTreeSet<String>) {
    let text = std::fs::read_to_string(workspace().join("web/src/worker/owner.d.ts")).unwrap();
    let (before, class) = text.split_once("export class Owner {").unwrap();
    let class = class.split("\n}").next().unwrap();
    let method = |line: &str| {
        let name = line.strip_prefix("  ")?.split_once('(')?.0;
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
        plain.then(|| name.to_owned())
    };
    let function = |line: &str| Some(line.strip_prefix("export function ")?.split_once('(')?.0.to_owned());
    (class.lines().filter_map(method).collect(), before.lines().filter_map(function).collect())
}

fn names(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_declaration_names_every_method_and_no_other() {
    let scene = Scene::new();
    let answers = Browser::new(&scene, "browser").all(&json!([["methodNames"], ["exports"]]));
    let (methods, functions) = declared();
    let mut there = names(&answers[0]["ok"]);
    there.retain(|name| !matches!(name.as_str(), "constructor" | "__destroy_into_raw"));
    assert_eq!(there, methods);
    let exports = names(&answers[1]["ok"]);
    assert!(functions.is_subset(&exports), "{functions:?} {exports:?}");
}

#[test]
fn what_the_page_loads_first_enrols_and_the_rest_goes_on_with_its_locker() {
    let town = Town::empty();
    let [officer, _] = &town.officers;
    let first = town.browser.first_load();
    let answers = first.all(&json!([["methodNames"], ["kept"]]));
    let declared = std::fs::read_to_string(workspace().join("web/src/worker/start.d.ts")).unwrap();
    let mut there = names(&answers[0]["ok"]);
    there.retain(|name| !matches!(name.as_str(), "constructor" | "__destroy_into_raw"));
    let quoted: BTreeSet<String> = declared
        .split("Pick<")
        .nth(1)
        .unwrap()
        .split('>')
        .next()
        .unwrap()
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(there, quoted);
    assert!(answers[1]["ok"]["locker"].is_null());
    let enrolled = first.call("enrol", &[json!(town.bank.url()), json!(officer.invite(HANDLE))]);
    let kept = town.browser.call("kept", &[]);
    assert_eq!(kept["locker"]["locker"], enrolled["locker"]);
    assert_eq!(town.browser.call("addPin", &[json!({ "utf8": PIN }), Value::Null])["state"], "done");
    assert_eq!(first.call("kept", &[])["locker"]["locker"], enrolled["locker"]);
}

#[test]
fn a_browser_that_is_new_remembers_nothing_and_asks_nobody() {
    let scene = Scene::new();
    let browser = Browser::new(&scene, "browser");
    let kept = browser.call("kept", &[]);
    assert!(kept["locker"].is_null() && kept["recovery"].is_null() && kept["former"] == json!(false), "{kept}");
    assert_eq!(browser.fails("status", &[])["code"], "misuse");
}

#[test]
fn a_bank_without_tls_is_asked_on_this_machine_only() {
    let scene = Scene::new();
    let error = Browser::new(&scene, "browser").fails("enrol", &[json!("http://bank.example"), json!("x")]);
    assert!(error["code"] == "misuse" && error["message"].as_str().unwrap().contains("https"), "{error}");
}
