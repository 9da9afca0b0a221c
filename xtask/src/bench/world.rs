//! The bank and the phones that are measured.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dlocker_stories::program::bare;
use dlocker_stories::{Bank, Config, Officer, Phone, Scene};

use super::meter::{Cost, Watched, bytes_in, measure};

/// A real bank on loopback with its data on the disk, and everything else that a measurement plays with, in one folder.
pub(super) struct World {
    pub(super) scene: Scene,
    pub(super) bank: Bank,
    officer: Officer,
    phones: AtomicU32,
}

/// What one command of the owner's cost both sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Both {
    pub(super) owner: Cost,
    /// CPU time of the bank meanwhile.
    pub(super) bank: Duration,
    /// Most memory of the bank meanwhile, in KiB.
    pub(super) bank_peak: u64,
    /// Bytes that the bank's folder grew by.
    pub(super) stored: u64,
}

impl Both {
    /// CPU time of both processes.
    pub(super) fn cpu(&self) -> Duration {
        self.owner.cpu + self.bank
    }
}

impl World {
    pub(super) fn new() -> Self {
        let scene = Scene::on_disk();
        let settings = ["openings_per_minute", "enrolments_per_minute", "changes_per_minute", "concurrent_requests"];
        let limits = settings.iter().fold(Config::quick(), |config, name| config.set("limits", name, "1000000"));
        let bank = Bank::quiet(&scene, &limits);
        let officer = bank.staff("officer1");
        Self { scene, bank, officer, phones: AtomicU32::new(0) }
    }

    pub(super) fn bank(&self) -> Watched {
        Watched(self.bank.process().unwrap_or_default())
    }

    /// An invite for a new customer.
    pub(super) fn invite(&self) -> String {
        let number = self.phones.fetch_add(1, Ordering::Relaxed);
        self.officer.invite(&format!("owner{number}@example.com"))
    }

    /// A new customer's phone with a kit (`kit-NAME.txt`) and an empty locker.
    pub(super) fn phone(&self) -> (Phone, String) {
        let number = self.phones.load(Ordering::Relaxed);
        let phone = Phone::new(&self.scene, &format!("phone-{number}"));
        let kit = format!("kit-{number}.txt");
        let invite = self.invite();
        phone.run(["enrol", "--bank", &self.bank.url(), "--invite", &invite]).done();
        phone.run(["method", "add", "kit", "--out", &kit]).done();
        (phone, kit)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.scene.path(name)
    }

    /// Runs a command of the owner's program and gives what it printed and what it cost.
    pub(super) fn run(&self, phone: &Phone, args: &[&str]) -> Result<(String, Both), String> {
        let (bank, data) = (self.bank(), self.bank.data());
        bank.forget_peak();
        let (cpu, stored) = (bank.cpu(), bytes_in(&data));
        let (said, owner) = measure(bare(&mut phone.command(args)).current_dir(self.scene.folder()))?;
        let both = Both {
            owner,
            bank: bank.cpu().saturating_sub(cpu),
            bank_peak: bank.peak(),
            stored: bytes_in(&data).saturating_sub(stored),
        };
        Ok((said, both))
    }

    /// Runs another program in the same folder.
    pub(super) fn other(&self, mut command: Command) -> Result<Cost, String> {
        Ok(measure(command.current_dir(self.scene.folder()))?.1)
    }
}
