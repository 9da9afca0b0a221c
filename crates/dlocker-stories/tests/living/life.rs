//! What the stories of this folder share: a bank, two officers, and a phone that has a wallet in its locker.

use std::time::{Duration, Instant};

use dlocker_stories::exit::NOT_YET;
use dlocker_stories::outcome::{list, text};
use dlocker_stories::program::{Programs, Running};
use dlocker_stories::tree::{assert_same, freeze};
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Officer, Outcome, Phone, Scene};
use serde_json::Value;

/// How long a story is patient with a change that is due soon.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everyone and everything.
pub(crate) struct Life {
    pub(crate) scene: Scene,
    pub(crate) bank: Bank,
    pub(crate) officers: [Officer; 2],
    pub(crate) p1: Phone,
}

/// Changes wait for some seconds, and the first day lasts as long as `first_day`.
fn config(first_day: &str) -> Config {
    Config::quick().set("changes", "wait", "\"4s\"").set("changes", "first_day", first_day)
}

impl Life {
    /// On the locker's first day: `p1` has a PIN, a kit and a backup.
    pub(crate) fn begin() -> Self {
        let scene = Scene::new();
        let bank = Bank::open(&scene, &config("\"24h\""));
        let officers = [bank.staff("officer1"), bank.staff("officer2")];
        small_wallet(&scene.path("wallet"));
        freeze(&scene.path("wallet"), &scene.path("true-wallet"));
        let p1 = Phone::settled(&scene, "p1", &bank, &officers[0]);
        Self { scene, bank, officers, p1 }
    }

    /// The first day is over: additions wait too.
    pub(crate) fn after_the_first_day(&mut self) {
        self.bank.reconfigure(&config("\"0s\""));
    }

    /// Runs a line of the contract as it stands, of either program; only the bank's port differs.
    pub(crate) fn line(&self, line: &str) -> Outcome {
        let line = line.replace("http://127.0.0.1:8700", &self.bank.url());
        let words: Vec<&str> = line.split_whitespace().collect();
        let programs = Programs::get();
        let program = if words[0] == "dlockerd" { &programs.bank } else { &programs.owner };
        Running::start(program, self.scene.folder(), &words[1..]).wait()
    }

    /// A line of staff, as the first officer.
    pub(crate) fn staff(&self, words: &str) -> Outcome {
        self.line(&format!("dlockerd {words} --bank http://127.0.0.1:8700 --staff-key officer1.key --json"))
    }

    /// The same line again until it no longer waits; it must ask for one change only.
    pub(crate) fn when_due(&self, line: &str, intent: &str) -> Value {
        let started = Instant::now();
        loop {
            let outcome = self.line(line);
            if outcome.code != Some(NOT_YET) {
                return outcome.json();
            }
            assert_eq!(waits(&outcome), intent, "the same command asks for the same change");
            assert!(started.elapsed() < PATIENCE, "never due:\n{}", outcome.story());
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// A change that waits, and is then carried out by the same line.
    pub(crate) fn waits_and_is_made(&self, line: &str) -> Value {
        let intent = waits(&self.line(line));
        let done = self.when_due(line, &intent);
        assert_eq!(done["state"], "done", "{done}");
        done
    }

    /// `p3` has joined by a link of `p1`, and backs up.
    pub(crate) fn second_phone(&self) -> Phone {
        let p3 = Phone::new(&self.scene, "p3");
        let device = self.join(&p3, "Tablet");
        let line = format!("dlocker --home p1 devices confirm {device} --unlock-pin-file pin.txt --json");
        assert_eq!(self.line(&line).json()["state"], "done");
        p3.run(["backup", "wallet"]).done();
        p3
    }

    /// A phone asks to join by a fresh link of `p1`; gives its device id.
    pub(crate) fn join(&self, phone: &Phone, name: &str) -> String {
        let made = self.p1.json(["devices", "add", "--unlock-pin-file", "pin.txt"]);
        assert!(made["expires"].is_string(), "{made}");
        let joined = phone.json(["join", &text(&made, "link"), "--name", name]);
        assert_eq!(joined["state"], "joining", "{joined}");
        assert!(joined["locker"].is_string(), "{joined}");
        text(&joined, "device")
    }

    /// Everything is back in `out`, byte for byte.
    pub(crate) fn assert_whole(&self, out: &str) {
        assert_same(&self.scene.path("true-wallet"), &self.scene.path(out).join("wallet"));
    }
}

/// The change waits, as the contract says it: exit 4, and its intent, kind and date. Gives the intent.
#[track_caller]
pub(crate) fn waits(outcome: &Outcome) -> String {
    let value = outcome.clone().ends_with(NOT_YET).value();
    assert_eq!(value["state"], "waiting", "{value}");
    assert!(value["what"].is_string() && value["due"].is_string(), "{value}");
    text(&value, "intent")
}

/// The entry of a list under whose `key` this value stands.
#[track_caller]
pub(crate) fn entry<'a>(all: &'a Value, key: &str, value: &str) -> &'a Value {
    let found = list(all).iter().find(|entry| entry[key] == value);
    found.unwrap_or_else(|| panic!("there should be one with {key} {value} in {all}"))
}
