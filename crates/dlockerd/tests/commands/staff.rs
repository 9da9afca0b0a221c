//! Members of staff at the command line: links for passkeys, the list, removing, the audit.

use super::{Serving, folder, json};

#[test]
fn a_link_for_a_passkey_leads_to_the_page_and_is_made_once_the_bank_was_served() {
    let folder = folder("[page]\norigin = \"https://bank.example\"\n");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out officer.key");
    let (exit, error) = json(here, "staff passkey officer1 --data bank");
    assert_eq!((exit, error["error"]["code"].as_str()), (4, Some("page")), "nobody knows yet where the page is");
    let bank = Serving::start(here);
    let (exit, made) = json(here, "staff passkey officer1 --data bank");
    assert_eq!(exit, 0, "while it serves: {made}");
    let link = made["link"].as_str().unwrap();
    let code = link.strip_prefix("https://bank.example/staff#passkey=").unwrap();
    assert!(code.len() == 32 && code.bytes().all(|b| b.is_ascii_alphanumeric()), "{code}");
    assert!(made["expires"].is_string());
    let (exit, error) = json(here, "staff passkey nobody --data bank");
    assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("staff")));
    let heard = bank.stop();
    assert!(!heard.contains(code), "the code is not in the log");
}

#[test]
fn people_are_listed_and_removed_and_the_audit_tells_it() {
    let folder = folder("");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out one.key --handle owner@example.com");
    json(here, "staff add officer2 --data bank --key-out two.key");
    let bank = Serving::start(here);
    let as_one = format!("--bank {} --staff-key one.key", bank.url);
    json(here, &format!("locker show nobody@example.com {as_one}"));
    let (_, people) = json(here, "staff list --data bank");
    let names: Vec<_> = people.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["officer1", "officer2"]);
    assert_eq!((&people[0]["handle"], &people[0]["passkeys"]), (&"owner@example.com".into(), &serde_json::json!([])));

    let nothing = "passkey-aaaqeayeaudaocajbifqydiob4";
    let (exit, error) = json(here, &format!("staff remove officer1 --data bank --passkey {nothing}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("staff")));
    assert_eq!(json(here, "staff remove officer1 --data bank").0, 0);
    let (exit, error) = json(here, &format!("case list {as_one}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (5, Some("unsigned")), "at once, while it serves");
    assert_eq!(json(here, "staff remove officer1 --data bank").0, 2, "who is gone is not removed again");
    assert_eq!(json(here, "staff list --data bank").1.as_array().unwrap().len(), 1);

    let (_, acts) = json(here, "staff audit --data bank");
    let told: Vec<_> =
        acts.as_array().unwrap().iter().map(|act| (act["staff"].as_str(), act["act"].as_str())).collect();
    let (one, two) = (Some("officer1"), Some("officer2"));
    let expected = [(one, Some("added")), (two, Some("added")), (one, Some("looked-up")), (one, Some("removed"))];
    assert_eq!(told, expected);
    assert_eq!((&acts[2]["by"], &acts[2]["found"], &acts[3]["by"]), (&"key".into(), &false.into(), &"operator".into()));
    let (_, none) = json(here, "staff audit --data bank --from 2999-01-01T00:00:00Z");
    assert_eq!(none, serde_json::json!([]));
    bank.stop();
}

#[test]
fn a_mistyped_data_folder_is_told_and_not_made() {
    let folder = folder("");
    for line in ["staff list", "staff audit", "staff passkey officer1", "staff remove officer1"] {
        let (exit, error) = json(folder.path(), &format!("{line} --data bnak"));
        assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("usage")), "{line}");
    }
    assert!(!folder.path().join("bnak").exists());
}
