//! The owner's side as the page has it: compiled to WebAssembly, with node in the place of a browser, against a real bank and beside the owner's
//! program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

mod changes;
mod interface;
mod interrupted;
mod journey;
mod lost;
mod passkey;
mod session;

use dlocker_stories::browser::secret;
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Browser, Config, Officer, Scene};
use serde_json::{Value, json};

/// A bank, two officers, and an owner whose browser has a PIN, a kit and the wallet in the locker.
struct Town {
    scene: Scene,
    bank: Bank,
    officers: [Officer; 2],
    browser: Browser,
}

/// The owner's PIN.
const PIN: &str = "4829";
/// The handle of the owner's locker.
const HANDLE: &str = "owner@example.com";

impl Town {
    /// Nobody waits; nothing is enrolled.
    fn empty() -> Self {
        Self::with(&Config::quick())
    }

    fn with(config: &Config) -> Self {
        let scene = Scene::new();
        let bank = Bank::open(&scene, config);
        let officers = [bank.staff("officer1"), bank.staff("officer2")];
        plain_wallet(&scene);
        scene.note("pin.txt", PIN);
        let browser = Browser::new(&scene, "browser");
        Self { scene, bank, officers, browser }
    }

    fn settled() -> Self {
        let town = Self::empty();
        town.settle();
        town
    }

    fn enrol(&self) -> Value {
        let invite = self.officers[0].invite(HANDLE);
        self.browser.call("enrol", &[json!(self.bank.url()), json!(invite)])
    }

    fn settle(&self) {
        self.enrol();
        self.add_pin();
        let kit = self.browser.call("draftKit", &[]);
        self.scene.note("kit.txt", kit["text"]["utf8"].as_str().unwrap());
        self.browser.call("addKit", &[json!({ "utf8": kit["text"]["utf8"] }), pin()]);
        self.browser.call("backup", &[self.wallet()]);
    }

    fn add_pin(&self) -> Value {
        self.browser.call("addPin", &[json!({ "utf8": PIN }), json!(null), json!({ "deviceName": "the page" })])
    }

    fn wallet(&self) -> Value {
        json!({ "wallet": self.scene.path("wallet") })
    }

    /// Where to restore to.
    fn to(&self, name: &str) -> Value {
        json!({ "folder": self.scene.path(name) })
    }

    fn approve(&self, case: &Value) {
        for officer in &self.officers {
            officer.approve(case["case"].as_str().unwrap(), case["code"].as_str().unwrap()).done();
        }
    }
}

fn pin() -> Value {
    secret("pin", PIN)
}

/// Files and folders as a browser can have them: without links, and with no permissions but the owner's.
fn plain_wallet(scene: &Scene) {
    small_wallet(&scene.path("wallet"));
    plain(&scene.path("wallet"));
}

fn plain(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() {
            plain(&path);
        } else if !kind.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// Names and contents are equal.
#[track_caller]
fn assert_same_content(one: &std::path::Path, other: &std::path::Path) {
    let status = std::process::Command::new("diff").arg("-r").arg(one).arg(other).status().unwrap();
    assert!(status.success(), "{} and {} differ", one.display(), other.display());
}
