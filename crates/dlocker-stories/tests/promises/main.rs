//! The promises, where they can be broken from outside: on the bytes that the bank keeps and on the wire's two ends.
//!
//! P4 has its own stories (`wrong_guesses.rs`), and so has the rotation of P6 (`the_bank_crashes.rs`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

mod p10_recorded;
mod p1_bank_alone;
mod p2_key_alone;
mod p3_identity;
mod p5_silent;
mod p6_rotation;
mod p7_theft;
mod p8_forged;
mod p9_little;

use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Officer, Phone, Scene};

/// A bank, two officers, and an owner with PIN, kit and a wallet in the locker.
struct Town {
    scene: Scene,
    bank: Bank,
    officers: [Officer; 2],
    phone: Phone,
}

impl Town {
    fn new() -> Self {
        Self::with(&Config::quick())
    }

    fn with(config: &Config) -> Self {
        let scene = Scene::new();
        let bank = Bank::open(&scene, config);
        let officers = [bank.staff("officer1"), bank.staff("officer2")];
        small_wallet(&scene.path("wallet"));
        scene.write("wallet/secret plans/canary-name-zanzibar.txt", format!("{CANARY}\n").repeat(40));
        let phone = Phone::settled(&scene, "p1", &bank, &officers[0]);
        Self { scene, bank, officers, phone }
    }

    /// The phone is lost; everything comes back on `new` into `back` by the PIN.
    fn recover(&self, new: &Phone) {
        let _ = new.recover_approved(&self.bank, [&self.officers[0], &self.officers[1]]);
        new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    }
}

/// Words that are in the wallet and nowhere else.
const CANARY: &str = "canary-content-quetzalcoatl";
