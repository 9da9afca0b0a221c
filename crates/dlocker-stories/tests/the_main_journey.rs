//! The whole contract, line by line and in its order: a bank, an owner with a phone, the phone is lost, a new phone.
//!
//! The command lines stand here as the contract has them; only ids, codes and the bank's port differ.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::fs;

use dlocker_stories::exit::{DONE, REFUSED};
use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::program::{Programs, Running};
use dlocker_stories::tree::{assert_same, freeze, is_empty};
use dlocker_stories::wallet::{AskarStore, Database, odd_things, small_wallet, still_signs};
use dlocker_stories::{Bank, Config, Officer, Outcome, Phone, Scene};
use serde_json::Value;

/// Everyone and everything in the story.
struct Journey {
    scene: Scene,
    bank: Bank,
    officers: [Officer; 2],
    old: Phone,
    new: Phone,
}

impl Journey {
    fn begin() -> Self {
        let scene = Scene::new();
        let bank = Bank::open(&scene, &Config::quick());
        let officers = [bank.staff("officer1"), bank.staff("officer2")];
        let (old, new) = (Phone::new(&scene, "p1"), Phone::new(&scene, "p2"));
        small_wallet(&scene.path("wallet"));
        odd_things(&scene.path("wallet/odd"));
        let _ = Database::make(&scene.path("wallet/app.sqlite"), 300);
        let _ = Database::make(&scene.path("other.db"), 100);
        let _ = AskarStore::make(&scene.path("wallet/askar.db"), 20);
        scene.note("pin.txt", "4829");
        scene.note("passphrase.txt", "seven quiet herons over the estuary");
        freeze(&scene.path("wallet"), &scene.path("true-wallet"));
        freeze(&scene.path("other.db"), &scene.path("true-other.db"));
        Self { scene, bank, officers, old, new }
    }

    /// Runs a line of the contract that begins with `dlockerd`, as it stands.
    fn bank_line(&self, line: &str) -> Outcome {
        let line = line.replace("http://127.0.0.1:8700", &self.bank.url());
        let words: Vec<&str> = line.split_whitespace().collect();
        Running::start(&Programs::get().bank, self.scene.folder(), &words[1..]).wait()
    }

    /// Runs a line of the contract that begins with `dlocker --home`, as it stands.
    fn owner_line(&self, line: &str) -> Outcome {
        let line = line.replace("http://127.0.0.1:8700", &self.bank.url());
        let words: Vec<&str> = line.split_whitespace().collect();
        Running::start(&Programs::get().owner, self.scene.folder(), &words[1..]).wait()
    }

    fn enrol(&self) {
        let invite = self.bank_line(
            "dlockerd invite --bank http://127.0.0.1:8700 --staff-key officer1.key --handle owner@example.com --json",
        );
        let invite = text(&invite.json(), "invite");
        let line = format!("dlocker --home p1 enrol --bank http://127.0.0.1:8700 --invite {invite}");
        self.owner_line(&line).done();
        let again = format!("dlocker --home again enrol --bank http://127.0.0.1:8700 --invite {invite} --json");
        self.owner_line(&again).error(REFUSED);
    }

    fn add_methods(&self) {
        self.owner_line("dlocker --home p1 method add pin --pin-file pin.txt --guesses 5").done();
        self.owner_line("dlocker --home p1 method add kit --out kit.txt --unlock-pin-file pin.txt").done();
        self.owner_line(
            "dlocker --home p1 method add passphrase --passphrase-file passphrase.txt --unlock-kit-file kit.txt",
        )
        .done();
        let methods = self.owner_line("dlocker --home p1 method list --json").json();
        let mut kinds: Vec<(String, u64)> =
            list(&methods).iter().map(|m| (text(m, "kind"), number(m, "guesses_left"))).collect();
        kinds.sort();
        assert_eq!(kinds, [("kit".into(), 100), ("passphrase".into(), 100), ("pin".into(), 5)]);
        for method in list(&methods) {
            assert!(!text(method, "id").is_empty());
            assert_eq!(text(method, "state"), "active");
        }
    }

    fn back_up(&self) -> String {
        let done = self.owner_line("dlocker --home p1 backup wallet/ other.db --json").json();
        assert!(number(&done, "items") > 35, "{done}");
        assert!(number(&done, "bytes") > 3_000_000, "{done}");
        assert!(number(&done, "bytes_sent") > 3_000_000, "{done}");
        let again = self.owner_line("dlocker --home p1 backup wallet/ other.db --json").json();
        assert!(number(&again, "bytes_sent") < 1_000_000, "what is there already is not sent again: {again}");
        let snapshots = self.owner_line("dlocker --home p1 snapshots --json").json();
        assert_eq!(list(&snapshots).len(), 2, "{snapshots}");
        assert!(list(&snapshots)[0].to_string().contains(&text(&again, "snapshot")), "newest first: {snapshots}");
        text(&done, "snapshot")
    }

    fn look(&self, snapshot: &str) {
        let items = self.owner_line("dlocker --home p1 items --json --pin-file pin.txt").json();
        assert_eq!(kind_of(&items, "wallet/keys/id_ed25519"), "openssh-key");
        assert_eq!(kind_of(&items, "wallet/keys/rsa.pem"), "pem-key");
        assert_eq!(kind_of(&items, "wallet/app.sqlite"), "sqlite");
        assert_eq!(kind_of(&items, "wallet/askar.db"), "askar-store");
        assert_eq!(kind_of(&items, "wallet/credentials/degree.json"), "w3c-vc");
        assert_eq!(kind_of(&items, "wallet/credentials/identity.sd-jwt"), "sd-jwt-vc");
        assert_eq!(kind_of(&items, "wallet/credentials/login.jwt"), "jwt");
        assert_eq!(kind_of(&items, "wallet/credentials/signing.jwk"), "jwk");
        assert_eq!(kind_of(&items, "wallet/notes/read me.txt"), "file");
        let known = ["path", "kind", "label", "bytes"];
        for item in list(&items) {
            assert!(known.iter().all(|k| item.get(k).is_some()), "path, kind, label and bytes should be there: {item}");
        }
        let line = format!("dlocker --home p1 items --json --pin-file pin.txt --snapshot {snapshot}");
        assert_eq!(list(&self.owner_line(&line).json()).len(), list(&items).len());
    }

    fn restore(&self, snapshot: &str) {
        self.owner_line("dlocker --home p1 restore --to out --pin-file pin.txt").done();
        self.assert_whole("out");
        let lines = [
            format!("dlocker --home p1 restore --to first --snapshot {snapshot} --passphrase-file passphrase.txt"),
            "dlocker --home p1 restore --to by-kit --kit-file kit.txt wallet/keys other.db".to_owned(),
        ];
        for line in lines {
            self.owner_line(&line).done();
        }
        self.assert_whole("first");
        assert_same(&self.scene.path("true-wallet/keys"), &self.scene.path("by-kit/wallet/keys"));
        assert!(!self.scene.path("by-kit/wallet/odd").exists(), "only what was asked for comes back");
    }

    fn assert_whole(&self, out: &str) {
        assert_same(&self.scene.path("true-wallet"), &self.scene.path(out).join("wallet"));
        assert_same(&self.scene.path("true-other.db"), &self.scene.path(out).join("other.db"));
        still_signs(&self.scene.path("true-wallet/keys"), &self.scene.path(out).join("wallet/keys"));
    }

    fn rehearse(&self) {
        self.owner_line("dlocker --home p1 rehearse --kit-file kit.txt").done();
        let status = self.owner_line("dlocker --home p1 status --json").json();
        assert!(status.is_object(), "{status}");
        assert!(status.to_string().contains("owner@example.com"), "{status}");
    }

    fn lose_the_phone(&self) -> String {
        let opened = self
            .owner_line("dlocker --home p2 recover --bank http://127.0.0.1:8700 --handle owner@example.com --json")
            .json();
        let (case, code) = (text(&opened, "case"), text(&opened, "code"));
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{opened}");
        assert!(opened["state"].is_string(), "{opened}");
        let early = self.owner_line("dlocker --home p2 recover --continue --to out2 --pin-file pin.txt --json");
        early.error(dlocker_stories::exit::NOT_YET);
        let staff = |words: &str, officer: &Officer| {
            let key = officer.key_file();
            self.bank_line(&format!("dlockerd case {words} --bank http://127.0.0.1:8700 --staff-key {key} --json"))
        };
        let cases = staff("list", &self.officers[0]).json();
        assert!(cases.to_string().contains(&case), "{cases}");
        assert!(
            !staff(&format!("show {case}"), &self.officers[0]).json().to_string().contains(&code),
            "staff never see the code"
        );
        for officer in &self.officers {
            staff(&format!("approve {case} --code {code} --evidence passport"), officer).done();
        }
        case
    }

    fn carry_on(&self) {
        self.owner_line("dlocker --home p2 recover --continue --to out2 --pin-file pin.txt").done();
        self.assert_whole("out2");
        let refused = self.owner_line("dlocker --home p1 restore --to x --pin-file pin.txt --json");
        refused.error(REFUSED);
        assert!(is_empty(&self.scene.path("x")), "the lost phone gets nothing");
        let log = self.owner_line("dlocker --home p2 log --verify --json").json();
        let log = log.to_string();
        for event in ["enrolled", "released", "opened", "case-approved", "reissued", "snapshot-committed"] {
            assert!(log.contains(event), "the log should tell of {event}: {log}");
        }
    }

    fn live_on(&self) {
        self.owner_line("dlocker --home p2 restore --to by-kit-2 --kit-file kit.txt").done();
        self.assert_whole("by-kit-2");
        fs::write(self.scene.path("wallet/notes/new.txt"), "written on the new phone").unwrap();
        self.owner_line("dlocker --home p2 backup wallet other.db").done();
        self.owner_line("dlocker --home p2 restore --to latest --passphrase-file passphrase.txt").done();
        let note = fs::read_to_string(self.scene.path("latest/wallet/notes/new.txt")).unwrap();
        assert_eq!(note, "written on the new phone");
    }
}

fn kind_of(items: &Value, path: &str) -> String {
    let item = list(items).iter().find(|i| i["path"] == path);
    text(item.unwrap_or_else(|| panic!("{path} should be among the items: {items}")), "kind")
}

#[test]
fn a_wallet_goes_into_the_locker_and_comes_back_on_a_new_phone() {
    let mut journey = Journey::begin();
    journey.enrol();
    journey.add_methods();
    let snapshot = journey.back_up();
    journey.look(&snapshot);
    journey.restore(&snapshot);
    journey.rehearse();
    journey.lose_the_phone();
    journey.carry_on();
    journey.live_on();
    assert!(journey.old.home().exists() && journey.new.home().exists());
    journey.bank.stop();
    let doctor = journey.bank_line("dlockerd doctor --data bank --json");
    assert_eq!(doctor.code, Some(DONE), "{}", doctor.story());
}

#[test]
fn a_veto_from_the_phone_stops_what_was_approved_from_afar() {
    let journey = Journey::begin();
    journey.enrol();
    journey.add_methods();
    journey.back_up();
    let case = journey.lose_the_phone();
    journey.owner_line(&format!("dlocker --home p1 veto {case}")).done();
    let refused = journey.owner_line("dlocker --home p2 recover --continue --to out2 --pin-file pin.txt --json");
    refused.error(REFUSED);
    assert!(is_empty(&journey.scene.path("out2")));
    journey.owner_line("dlocker --home p1 restore --to still --pin-file pin.txt").done();
    journey.assert_whole("still");
}
