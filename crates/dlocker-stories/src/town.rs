//! A town: a bank, two officers, and an owner with a wallet in the locker.

use serde_json::Value;

use crate::exit::NOT_YET;
use crate::outcome::{list, text};
use crate::phone::Case;
use crate::wallet::small_wallet;
use crate::{Bank, Config, Officer, Outcome, Phone, Scene};

/// Words that are in the wallet and nowhere else.
pub const CANARY: &str = "canary-content-quetzalcoatl";

/// The handle of the owner's locker.
pub const HANDLE: &str = "owner@example.com";

/// A bank, two officers, and an owner with PIN (`pin.txt`), kit (`kit.txt`) and a wallet (`wallet`) in the locker.
pub struct Town {
    /// The folder in which it all happens.
    pub scene: Scene,
    /// The bank.
    pub bank: Bank,
    /// Its officers.
    pub officers: [Officer; 2],
    /// The owner's phone.
    pub phone: Phone,
    config: Config,
}

impl Default for Town {
    fn default() -> Self {
        Self::new()
    }
}

impl Town {
    /// A bank that lets nobody wait.
    #[must_use]
    pub fn new() -> Self {
        Self::with(&Config::quick())
    }

    /// A bank with these settings.
    #[must_use]
    pub fn with(config: &Config) -> Self {
        let scene = Scene::new();
        let bank = Bank::open(&scene, config);
        let officers = [bank.staff("officer1"), bank.staff("officer2")];
        small_wallet(&scene.path("wallet"));
        scene.write("wallet/secret plans/canary-name-zanzibar.txt", format!("{CANARY}\n").repeat(40));
        let phone = Phone::settled(&scene, "p1", &bank, &officers[0]);
        Self { scene, bank, officers, phone, config: config.clone() }
    }

    /// The locker's first day is over: from now on what weakens it waits.
    pub fn the_first_day_is_over(&mut self) {
        let config = self.config.clone().set("changes", "first_day", "\"0s\"");
        self.set(config);
    }

    /// The bank goes on with other settings.
    pub fn set(&mut self, config: Config) {
        self.bank.reconfigure(&config);
        self.config = config;
    }

    /// Its settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The phone is lost; everything comes back on `new` into `back` by the PIN.
    pub fn recover(&self, new: &Phone) {
        let _ = new.recover_approved(&self.bank, [&self.officers[0], &self.officers[1]]);
        new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    }

    /// Both officers see the owner face to face; the owner says since when the phone is gone.
    #[track_caller]
    pub fn see_the_owner(&self, case: &Case, lost_since: &str) {
        for officer in &self.officers {
            officer.approve_face_to_face(&case.id, &case.code, lost_since).done();
        }
    }

    /// A second phone of the owner's, which joins by a link that the first one shows. On the first day it is in at once.
    #[track_caller]
    #[must_use]
    pub fn second_phone(&self, name: &str) -> Phone {
        let phone = Phone::new(&self.scene, name);
        let id = self.ask_to_join(&phone);
        self.phone.run(["devices", "confirm", &id, "--unlock-pin-file", "pin.txt"]).done();
        phone.run(["status"]).done();
        phone
    }

    /// A phone asks to join by a fresh link of the owner's phone; gives its id.
    #[track_caller]
    #[must_use]
    pub fn ask_to_join(&self, phone: &Phone) -> String {
        let link = text(&self.phone.json(["devices", "add", "--unlock-pin-file", "pin.txt"]), "link");
        text(&phone.json(["join", &link]), "device")
    }
}

/// The intent of a change that waits: the command ended with 4 and said which.
#[track_caller]
#[must_use]
pub fn waits(outcome: Outcome) -> String {
    let value = outcome.ends_with(NOT_YET).value();
    assert_eq!(value["state"], "waiting", "{value}");
    assert!(value["due"].is_string() && value["what"].is_string(), "{value}");
    text(&value, "intent")
}

/// The id of a phone, as it tells it itself.
#[track_caller]
#[must_use]
pub fn id_of(phone: &Phone) -> String {
    let devices = phone.json(["devices"]);
    let this = list(&devices).iter().find(|device| device["this"] == true).cloned();
    text(&this.unwrap_or_else(|| panic!("this phone should be among {devices}")), "id")
}

/// The devices in a state, by id.
#[track_caller]
#[must_use]
pub fn devices_in(phone: &Phone, state: &str) -> Vec<String> {
    let devices = phone.json(["devices"]);
    list(&devices).iter().filter(|device| device["state"] == state).map(|device| text(device, "id")).collect()
}

/// Ids in a list of objects.
#[track_caller]
#[must_use]
pub fn ids(list_of: &Value) -> Vec<String> {
    list(list_of).iter().map(|one| text(one, "id")).collect()
}

/// This moment, as `--lost-since` takes it.
#[must_use]
pub fn moment() -> String {
    let output = std::process::Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%S.%3NZ"]).output();
    String::from_utf8(output.expect("date runs").stdout).expect("text").trim().to_owned()
}
