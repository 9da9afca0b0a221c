//! `dlockerd locker` and what is new about `case approve`.

use crate::{Serving, dlockerd, folder, json};

const HANDLE: &str = "owner@example.com";
const NOBODY: &str = "device-aaaqeayeaudaocajbifqydiob4";

#[test]
fn a_locker_is_shown_frozen_confirmed_and_thawed() {
    let folder = folder("");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out officer.key");
    let bank = Serving::start(here);
    let as_officer = format!("--bank {} --staff-key officer.key", bank.url);
    let (_, invite) = json(here, &format!("invite {as_officer} --handle {HANDLE}"));

    let (exit, shown) = json(here, &format!("locker show Owner@Example.com {as_officer}"));
    assert_eq!((exit, &shown["id"], &shown["state"]), (0, &invite["locker"], &"new".into()), "{shown}");
    assert_eq!((&shown["freeze"], &shown["devices"]), (&serde_json::Value::Null, &serde_json::json!([])));

    let (exit, frozen) = json(here, &format!("locker freeze {HANDLE} {as_officer}"));
    assert_eq!((exit, &frozen["state"]), (0, &"frozen".into()), "{frozen}");
    assert!(frozen["freeze"]["lapses"].is_string(), "after a call it lapses");
    let (exit, confirmed) = json(here, &format!("locker freeze {HANDLE} --confirmed {as_officer}"));
    assert_eq!((exit, &confirmed["freeze"]["lapses"]), (0, &serde_json::Value::Null), "{confirmed}");

    let (exit, thawed) = json(here, &format!("locker thaw {HANDLE} {as_officer}"));
    assert_eq!((exit, &thawed["state"], &thawed["freeze"]), (0, &"new".into(), &serde_json::Value::Null), "{thawed}");
    let (exit, error) = json(here, &format!("locker freeze {HANDLE} {as_officer}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (4, Some("rate-limited")), "{error}");
    assert!(error["error"]["retry_after"].as_u64().unwrap() > 86_400);
}

#[test]
fn what_staff_cannot_do_about_a_locker_is_told_with_its_exit_code() {
    let folder = folder("");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out officer.key");
    let bank = Serving::start(here);
    let as_officer = format!("--bank {} --staff-key officer.key", bank.url);
    json(here, &format!("invite {as_officer} --handle {HANDLE}"));
    for (line, exit, code) in [
        ("locker show nobody@example.com", 2, "not-found"),
        ("locker freeze nobody@example.com", 2, "not-found"),
        (&format!("locker suspend-device {HANDLE} {NOBODY}"), 4, "conflict"),
        (&format!("locker thaw {HANDLE} --guesses-for {NOBODY}"), 2, "not-found"),
        (&format!("locker suspend-device {HANDLE} locker-aaaqeayeaudaocajbifqydiob4"), 2, "usage"),
        (&format!("locker thaw {HANDLE} --guesses-for me"), 2, "usage"),
        ("locker show", 2, "usage"),
    ] {
        let (told, error) = json(here, &format!("{line} {as_officer}"));
        assert_eq!((told, error["error"]["code"].as_str()), (exit, Some(code)), "{line}: {error}");
    }
}

#[test]
fn a_loss_in_the_future_or_without_a_zone_is_misuse() {
    let folder = folder("");
    let case = "case approve case-aaaqeayeaudaocajbifqydiob4 --code 123456 --bank http://127.0.0.1:1 --staff-key k";
    for time in ["9999-01-01T00:00:00Z", "2026-11-20T18:00:00", "yesterday", "1969-12-31T23:59:59Z"] {
        let (exit, error) = json(folder.path(), &format!("{case} --lost-since {time}"));
        assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("usage")), "{time}: {error}");
        let words = error["error"]["message"].as_str().unwrap();
        assert!(words.contains("lost-since"), "{time}: {words}");
    }
}

#[test]
fn without_json_a_freeze_says_what_it_means_and_how_it_ends() {
    let folder = folder("");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out officer.key");
    let bank = Serving::start(here);
    let as_officer = format!("--bank {} --staff-key officer.key", bank.url);
    json(here, &format!("invite {as_officer} --handle {HANDLE}"));
    let said = |line: &str| {
        let done = dlockerd(here, &format!("{line} {as_officer}")).output().unwrap();
        assert!(done.status.success());
        String::from_utf8(done.stdout).unwrap()
    };
    let frozen = said(&format!("locker freeze {HANDLE}"));
    for words in ["nothing is lost", "lapses", "locker thaw owner@example.com", "by officer1", "none under way"] {
        assert!(frozen.contains(words), "{words} in {frozen}");
    }
    let thawed = said(&format!("locker thaw {HANDLE}"));
    assert!(thawed.starts_with("Thawed"), "{thawed}");
    assert!(said(&format!("locker thaw {HANDLE}")).starts_with("The locker was not frozen"));
}
