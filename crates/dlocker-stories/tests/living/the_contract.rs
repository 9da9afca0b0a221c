//! Every line of the owner's contract once, as it stands.

use dlocker_stories::exit::{MISUSE, NOT_YET, REFUSED};
use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::{Phone, Scene};
use serde_json::Value;

use crate::life::{Life, entry, waits};

fn has(value: &Value, keys: &[&str]) {
    assert!(keys.iter().all(|key| value.get(key).is_some()), "{keys:?} should be there: {value}");
}

#[test]
fn a_second_device_joins_backs_up_and_is_revoked() {
    let life = Life::begin();
    let p3 = Phone::new(&life.scene, "p3");
    let device = life.join(&p3, "Tablet");
    let devices = life.line("dlocker --home p1 devices --json").json();
    list(&devices).iter().for_each(|line| has(line, &["id", "name", "added", "state", "this"]));
    assert_eq!(entry(&devices, "id", &device)["state"], "joining");
    assert_eq!(entry(&devices, "id", &device)["name"], "Tablet");
    p3.run(["backup", "wallet", "--json"]).error(NOT_YET);

    let confirmed = life.line(&format!("dlocker --home p1 devices confirm {device} --unlock-pin-file pin.txt --json"));
    assert_eq!(confirmed.json()["state"], "done");
    p3.run(["backup", "wallet"]).done();
    p3.restore("out3");
    life.assert_whole("out3");
    let seen_from_p3 = life.line("dlocker --home p3 devices --json").json();
    assert_eq!(entry(&seen_from_p3, "id", &device)["this"], true);
    assert_eq!(list(&seen_from_p3).iter().filter(|d| d["state"] == "active").count(), 2, "{seen_from_p3}");

    let revoked = life.line(&format!("dlocker --home p1 devices revoke {device} --unlock-pin-file pin.txt --json"));
    assert_eq!(revoked.json()["state"], "done");
    p3.run(["backup", "wallet", "--json"]).error(REFUSED);
    let devices = life.line("dlocker --home p1 devices --json").json();
    assert_eq!(entry(&devices, "id", &device)["state"], "replaced");
}

#[test]
fn each_device_has_its_own_chain_of_backups_and_either_comes_back() {
    let life = Life::begin();
    let p3 = life.second_phone();
    life.scene.write("tablet/photo.txt", "only on the tablet");
    p3.run(["backup", "tablet"]).done();
    let devices = life.p1.json(["devices"]);
    let tablet = text(entry(&devices, "name", "Tablet"), "id");
    let own = text(list(&devices).iter().find(|device| device["this"] == true).unwrap(), "id");
    for (device, out) in [(&own, "own"), (&tablet, "other")] {
        life.line(&format!("dlocker --home p1 restore --to {out} --device {device} --pin-file pin.txt --json")).done();
    }
    life.assert_whole("own");
    let photo = std::fs::read_to_string(life.scene.path("other/tablet/photo.txt")).unwrap();
    assert_eq!(photo, "only on the tablet");
}

#[test]
fn a_link_works_once_and_a_broken_one_not_at_all() {
    let life = Life::begin();
    let link = text(&life.line("dlocker --home p1 devices add --unlock-pin-file pin.txt --json").json(), "link");
    Phone::new(&life.scene, "p4").run(["join", &link[..link.len() - 4], "--json"]).error(MISUSE);
    Phone::new(&life.scene, "p3").run(["join", &link]).done();
    Phone::new(&life.scene, "p5").run(["join", &link, "--json"]).error(REFUSED);
}

#[test]
fn after_the_first_day_another_device_waits() {
    let mut life = Life::begin();
    life.after_the_first_day();
    let p3 = Phone::new(&life.scene, "p3");
    let device = life.join(&p3, "Tablet");
    life.waits_and_is_made(&format!("dlocker --home p1 devices confirm {device} --unlock-pin-file pin.txt --json"));
    p3.run(["backup", "wallet"]).done();
}

#[test]
fn this_device_opens_without_asking_until_the_method_is_removed() {
    let life = Life::begin();
    let added = life.line("dlocker --home p1 method add device --unlock-pin-file pin.txt --json").json();
    assert_eq!((added["kind"].as_str(), added["state"].as_str()), (Some("device"), Some("done")), "{added}");
    life.line("dlocker --home p1 restore --to out --json").done();
    life.assert_whole("out");
    let id = text(&added, "id");
    // It opens its own removal too, and that is at once.
    assert_eq!(life.line(&format!("dlocker --home p1 method remove {id} --json")).json()["state"], "done");
    life.line("dlocker --home p1 restore --to not --json").error(MISUSE);
}

#[test]
fn removing_a_method_waits_and_any_device_stops_it() {
    let mut life = Life::begin();
    let p3 = life.second_phone();
    life.after_the_first_day();
    let kit = text(&life.p1.method("kit"), "id");
    let remove = format!("dlocker --home p1 method remove {kit} --unlock-pin-file pin.txt --json");
    let intent = waits(&life.line(&remove));

    let seen = life.line("dlocker --home p3 intents --json").json();
    let seen = entry(&seen, "id", &intent);
    has(seen, &["id", "what", "by", "due", "state", "text"]);
    assert_eq!((&seen["what"], &seen["method"]), (&"remove-method".into(), &kit.as_str().into()), "{seen}");
    life.line(&format!("dlocker --home p1 intents complete {intent} --unlock-pin-file pin.txt --json"))
        .ends_with(NOT_YET);
    p3.run(["intents", "stop", &intent]).done();
    assert!(list(&life.p1.json(["intents"])).is_empty());
    life.line(&format!("dlocker --home p1 intents complete {intent} --unlock-pin-file pin.txt --json")).error(REFUSED);

    let done = life.waits_and_is_made(&remove);
    assert_eq!(text(&done, "method"), kit);
    let kinds = life.p1.json(["method", "list"]);
    assert!(list(&kinds).iter().all(|m| m["kind"] != "kit"), "{kinds}");
}

#[test]
fn adding_methods_waits_and_the_same_command_completes_it() {
    let mut life = Life::begin();
    life.after_the_first_day();
    life.scene.note("passphrase.txt", "seven quiet herons over the estuary");
    let passphrase =
        "dlocker --home p1 method add passphrase --passphrase-file passphrase.txt --unlock-pin-file pin.txt --json";
    life.waits_and_is_made(passphrase);
    life.line("dlocker --home p1 rehearse --passphrase-file passphrase.txt").done();
    life.waits_and_is_made("dlocker --home p1 method add kit --out second.txt --unlock-pin-file pin.txt --json");
    life.line("dlocker --home p1 restore --to by-new-kit --kit-file second.txt").done();
    life.assert_whole("by-new-kit");
}

#[test]
fn a_secret_that_another_device_chose_is_never_taken_for_ones_own() {
    let mut life = Life::begin();
    let p3 = life.second_phone();
    life.after_the_first_day();
    life.scene.note("theirs.txt", "an open door for whoever chose it");
    life.scene.note("mine.txt", "seven quiet herons over the estuary");
    let add =
        |secret| ["method", "add", "passphrase", "--passphrase-file", secret, "--unlock-pin-file", "pin.txt", "--json"];
    let intent = waits(&life.p1.run(add("theirs.txt")));
    let refused = p3.run(add("mine.txt"));
    assert!(refused.stdout.contains(&intent), "it says which change is in the way: {}", refused.story());
    refused.error(MISUSE);
    p3.run(["intents", "stop", &intent]).done();
    assert_ne!(waits(&p3.run(add("mine.txt"))), intent);
}

#[test]
fn a_change_that_is_due_is_completed_by_its_id() {
    let mut life = Life::begin();
    life.after_the_first_day();
    let first = text(&life.p1.json(["snapshots"])[0], "id");
    life.p1.run(["backup", "wallet"]).done();
    let delete = format!("dlocker --home p1 snapshots delete {first} --unlock-pin-file pin.txt --json");
    let intent = waits(&life.line(&delete));
    let intents = life.p1.json(["intents"]);
    assert_eq!(entry(&intents, "id", &intent)["snapshots"], serde_json::json!([first]));
    let complete = format!("dlocker --home p1 intents complete {intent} --unlock-pin-file pin.txt --json");
    assert_eq!(life.when_due(&complete, &intent)["state"], "done");
    let left = life.p1.json(["snapshots"]);
    assert!(list(&left).len() == 1 && text(&left[0], "id") != first, "{left}");
    life.p1.restore("out");
    life.assert_whole("out");
    life.p1.run(["backup", "wallet"]).done();
    life.p1.restore("again");
    life.assert_whole("again");
}

#[test]
fn a_longer_wait_for_recoveries_is_at_once_and_a_shorter_one_waits() {
    let mut life = Life::begin();
    life.after_the_first_day();
    let before = life.line("dlocker --home p1 policy --unlock-pin-file pin.txt --json").json();
    has(&before, &["recovery_wait", "chosen", "default", "min", "max", "changes_wait"]);
    let longer = life.line("dlocker --home p1 policy set recovery-wait 96h --unlock-pin-file pin.txt --json").json();
    assert_eq!(longer["state"], "done", "{longer}");
    assert_eq!(number(&life.p1.json(["policy"]), "recovery_wait"), 96 * 3600);
    life.waits_and_is_made("dlocker --home p1 policy set recovery-wait default --unlock-pin-file pin.txt --json");
    assert_eq!(life.p1.json(["policy"]), before);
    life.line("dlocker --home p1 policy set recovery-wait soon --unlock-pin-file pin.txt --json").error(MISUSE);
}

#[test]
fn more_evidence_for_recoveries_is_at_once_and_less_waits() {
    let mut life = Life::begin();
    life.after_the_first_day();
    let before = life.p1.json(["policy"]);
    has(&before["evidence"], &["needed", "from", "wait_agreed", "chosen", "bounds"]);
    let most = before["evidence"]["bounds"]["needed_max"].to_string();
    let set = |what: &str| format!("dlocker --home p1 policy set {what} --unlock-pin-file pin.txt --json");
    let harder = life.line(&set(&format!("recovery-needs {most} recovery-from officer"))).json();
    assert_eq!((&harder["state"], harder["evidence"]["from"].to_string()), (&"done".into(), r#"["officer"]"#.into()));
    assert_eq!(life.p1.json(["policy"])["evidence"]["needed"].to_string(), most);
    life.waits_and_is_made(&set("recovery-from credential recovery-wait-agreed 0s"));
    let rule = &life.p1.json(["policy"])["evidence"]["chosen"];
    assert_eq!(
        (rule["from"].to_string(), rule["wait_agreed"].as_u64()),
        (r#"["officer","credential"]"#.into(), Some(0))
    );
    life.waits_and_is_made(&set("recovery-evidence default"));
    assert_eq!(life.p1.json(["policy"]), before);
    life.line(&set("recovery-needs 99")).error(MISUSE);
    life.line(&set("recovery-from friends")).error(MISUSE);
}

#[test]
fn a_freeze_stops_openings_and_changes_and_nothing_else() {
    let life = Life::begin();
    let p3 = life.second_phone();
    let frozen = life.line("dlocker --home p3 freeze --json").json();
    has(&frozen, &["state", "since", "lapses"]);
    life.line("dlocker --home p1 restore --to x --pin-file pin.txt --json").error(REFUSED);
    life.line("dlocker --home p1 policy set recovery-wait 96h --unlock-pin-file pin.txt --json").error(REFUSED);
    life.p1.run(["backup", "wallet"]).done();
    p3.run(["backup", "wallet"]).done();
    assert_eq!(life.p1.json(["status"])["state"], "frozen");
    life.staff("locker thaw owner@example.com").done();
    life.p1.restore("out");
    life.assert_whole("out");
}

#[test]
fn the_messages_tell_what_other_devices_and_the_bank_did() {
    let life = Life::begin();
    let p3 = life.second_phone();
    p3.restore("out3");
    p3.run(["freeze"]).done();
    let messages = life.line("dlocker --home p1 messages --json").json();
    list(&messages).iter().for_each(|message| has(message, &["number", "at", "kind", "text"]));
    for kind in ["join-asked", "opened", "locker-frozen"] {
        let told = text(entry(&messages, "kind", kind), "text");
        assert!(told.contains("“Tablet”"), "it names the device as its owner does: {told}");
        assert!(!told.contains('\n'), "one sentence: {told}");
    }
}

#[test]
fn the_messages_tell_what_a_roster_changed() {
    let life = Life::begin();
    let p3 = life.second_phone();
    let device = text(entry(&p3.json(["devices"]), "name", "Tablet"), "id");
    life.p1.run(["devices", "revoke", &device, "--unlock-pin-file", "pin.txt"]).done();
    let messages = life.p1.json(["messages"]);
    let told: Vec<String> = list(&messages).iter().map(|message| text(message, "text")).collect();
    for sentence in ["This device let “Tablet” in.", "This device shut “Tablet” out."] {
        assert!(told.iter().any(|text| text == sentence), "{sentence} should be among {told:#?}");
    }
}

#[test]
fn words_that_name_nothing_are_misuse() {
    let scene = Scene::new();
    let phone = Phone::new(&scene, "p1");
    for args in [
        vec!["devices", "confirm", "nobody"],
        vec!["devices", "revoke", "snap-x"],
        vec!["method", "remove", "x"],
        vec!["snapshots", "delete"],
        vec!["snapshots", "delete", "x"],
        vec!["intents", "stop", "x"],
        vec!["intents", "complete", "x"],
        vec!["policy", "set", "recovery-wait", "-1h"],
        vec!["policy", "set", "colour", "red"],
        vec!["join", "dlocker-join-"],
        vec!["join", "https://bank.example"],
        vec!["recover", "--continue", "--keep-device", "x", "--to", "out"],
        vec!["recover", "--start-afresh"],
        vec!["recover", "--former"],
    ] {
        let mut args = args;
        args.push("--json");
        phone.run(args).error(MISUSE);
    }
}
