//! The lines of the contract in which the bank's staff have a part: freezing by a call, suspending, face to face, and the new options of
//! a recovery.

use dlocker_stories::Phone;
use dlocker_stories::exit::{DONE, MISUSE, REFUSED};
use dlocker_stories::outcome::{list, text};
use dlocker_stories::phone::Case;
use dlocker_stories::tree::is_empty;

use crate::life::{Life, entry};

impl Life {
    fn both_approve(&self, case: &Case, more: &str) {
        for officer in &self.officers {
            let (id, code, key) = (&case.id, &case.code, officer.key_file());
            let line = format!(
                "dlockerd case approve {id} --code {code} {more} --bank http://127.0.0.1:8700 --staff-key {key} --json"
            );
            self.line(&line).done();
        }
    }

    fn recovering(&self) -> (Phone, Case) {
        let p2 = Phone::new(&self.scene, "p2");
        let case = p2.recover(&self.bank, "owner@example.com");
        (p2, case)
    }
}

#[test]
fn staff_look_freeze_and_thaw() {
    let life = Life::begin();
    let seen = life.staff("locker show owner@example.com").json();
    assert_eq!(seen["state"], "open", "{seen}");
    assert_eq!(list(&seen["devices"]).len(), 1, "{seen}");
    assert_eq!(life.staff("locker freeze owner@example.com").json()["state"], "frozen");
    life.line("dlocker --home p1 restore --to x --pin-file pin.txt --json").error(REFUSED);
    assert_eq!(life.staff("locker thaw owner@example.com").json()["state"], "open");
    life.p1.restore("out");
}

#[test]
fn staff_suspend_the_stolen_phone_while_a_case_is_under_way() {
    let life = Life::begin();
    let stolen = text(entry(&life.p1.json(["devices"]), "state", "active"), "id");
    let suspend = format!("locker suspend-device owner@example.com {stolen}");
    assert_ne!(life.staff(&suspend).code, Some(DONE), "without a case staff suspend nobody");
    let (_, case) = life.recovering();
    life.officers[0].approve(&case.id, &case.code).done();
    life.staff(&suspend).done();
    life.p1.run(["veto", &case.id, "--json"]).error(REFUSED);
    life.p1.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
}

#[test]
fn after_a_veto_the_same_officers_sign_again_face_to_face() {
    let life = Life::begin();
    let (p2, case) = life.recovering();
    life.both_approve(&case, "");
    let vetoed = life.line(&format!("dlocker --home p1 veto {} --unlock-pin-file pin.txt --json", case.id)).json();
    assert_eq!(vetoed["state"], "vetoed", "{vetoed}");
    let go_on = ["recover", "--continue", "--to", "out2", "--pin-file", "pin.txt", "--json"];
    p2.run(go_on).error(REFUSED);
    assert!(is_empty(&life.scene.path("out2")));
    life.both_approve(&case, "--face-to-face");
    p2.run(go_on).done();
    life.assert_whole("out2");
}

#[test]
fn what_officers_looked_at_is_signed_and_shown_and_half_a_check_counts_for_nothing() {
    let life = Life::begin();
    let (_, case) = life.recovering();
    let approve = |documents: &str| {
        let key = life.officers[0].key_file();
        life.line(&format!(
            "dlockerd case approve {} --code {} --face-to-face {documents} --bank http://127.0.0.1:8700 --staff-key {key} --json",
            case.id, case.code
        ))
    };
    for slip in [
        "--document library-card=photo",
        "--document passport=smell",
        "--document passport=signature",
        "--document passport",
    ] {
        approve(slip).error(MISUSE);
    }
    approve("--document identity-card=photo,name --document identity-card=expiry").error(MISUSE);
    let half = approve("--document passport=photo,expiry").error(REFUSED);
    assert!(half["detail"].to_string().contains("birth-date, features, machine-readable"), "{half}");
    let whole = "--document passport=machine-readable,photo,name,birth-date,expiry,features,chip";
    approve(&format!("{whole} --document bank-records=name,birth-date,signature,questions")).done();
    let shown = life.staff(&format!("case show {}", case.id)).json();
    let documents = list(&shown["approved_by"][0]["documents"]);
    assert_eq!(documents[0]["kind"], "passport", "{shown}");
    assert_eq!(list(&documents[0]["checks"]).len(), 7, "{shown}");
    assert_eq!(documents[1]["kind"], "bank-records", "{shown}");
}

#[test]
fn the_day_of_the_loss_picks_the_backup_and_the_owner_keeps_a_device_by_name() {
    let life = Life::begin();
    let p3 = life.second_phone();
    let good = text(&life.p1.json(["snapshots"])[0], "id");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    life.scene.write("wallet/keys/poison.pem", "put in by the thief");
    let late = life.p1.json(["backup", "wallet"]);
    let (late, lost_since) = (text(&late, "snapshot"), text(&late, "created"));
    life.scene.note("passphrase.txt", "seven quiet herons over the estuary");
    life.p1
        .run(["method", "add", "passphrase", "--passphrase-file", "passphrase.txt", "--unlock-pin-file", "pin.txt"])
        .done();

    let (p2, case) = life.recovering();
    life.both_approve(&case, &format!("--lost-since {lost_since}"));
    p3.run(["backup", "wallet"]).done();
    let kit = text(&life.p1.method("kit"), "id");
    let tablet = text(entry(&p3.json(["devices"]), "name", "Tablet"), "id");
    let line = format!(
        "dlocker --home p2 recover --continue --to out2 --pin-file pin.txt --keep-device {tablet} --drop-method {kit} --json"
    );
    let done = life.line(&line).json();
    assert_eq!(text(&done, "snapshot"), good, "{done}");
    assert!(done["later"].to_string().contains(&late), "later ones are named: {done}");
    assert!(done["kept_devices"].to_string().contains(&tablet), "{done}");
    life.assert_whole("out2");
    let kinds: Vec<String> = list(&p2.json(["method", "list"])).iter().map(|m| text(m, "kind")).collect();
    assert_eq!(kinds, ["pin"], "the kit was dropped by name, the passphrase because it came after the loss");
    p3.run(["rehearse", "--pin-file", "pin.txt"]).done();
    p3.run(["backup", "wallet"]).done();
    life.p1.run(["backup", "wallet", "--json"]).error(REFUSED);
}

#[test]
fn with_no_key_left_the_owner_starts_afresh_and_a_kit_that_turns_up_still_opens_the_old_locker() {
    let life = Life::begin();
    let (p2, case) = life.recovering();
    life.both_approve(&case, "");
    let afresh = life.line("dlocker --home p2 recover --continue --start-afresh --json").json();
    assert_eq!(afresh["state"], "afresh", "{afresh}");
    assert_ne!(afresh["locker"], afresh["former"], "{afresh}");
    let again = life.line("dlocker --home p2 recover --continue --start-afresh --json");
    assert!([Some(DONE), Some(MISUSE)].contains(&again.code), "{}", again.story());
    life.scene.note("new-pin.txt", "739105");
    p2.run(["method", "add", "pin", "--pin-file", "new-pin.txt"]).done();
    p2.run(["backup", "wallet"]).done();
    p2.run(["restore", "--to", "new", "--pin-file", "new-pin.txt"]).done();
    life.assert_whole("new");
    life.line("dlocker --home p2 recover --former --to old --kit-file kit.txt --json").done();
    life.assert_whole("old");
    life.p1.run(["restore", "--to", "x", "--pin-file", "pin.txt", "--json"]).error(REFUSED);
    assert!(is_empty(&life.scene.path("x")));
}
