//! The thief's side: each story is told from the attacker's chair, with real programs, and ends with the owner back in and the thief with
//! nothing further.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

mod callers;
mod first_day;
mod insider;
mod pin_known;
mod pin_unknown;
mod races;
mod vouching;

use dlocker_core::secret::{OwnerSecret, Pin};
use dlocker_stories::exit::REFUSED;
use dlocker_stories::phone::PIN;
use dlocker_stories::thief::Thief;
use dlocker_stories::tree::{assert_same, is_empty};
use dlocker_stories::{Phone, Town};

/// The PIN that was watched.
fn pin() -> OwnerSecret {
    OwnerSecret::Pin(Pin::guess(PIN.as_bytes()).unwrap())
}

/// Everything that a phone can ask the bank.
const COMMANDS: [&[&str]; 14] = [
    &["restore", "--to", "stolen", "--pin-file", "pin.txt"],
    &["restore", "--to", "stolen", "--kit-file", "kit.txt"],
    &["rehearse", "--pin-file", "pin.txt"],
    &["backup", "junk"],
    &["method", "add", "kit", "--out", "thief-kit.txt", "--unlock-pin-file", "pin.txt"],
    &["devices", "add", "--unlock-pin-file", "pin.txt"],
    &["policy", "set", "recovery-wait", "24h", "--unlock-pin-file", "pin.txt"],
    &["freeze"],
    &["intents"],
    &["messages"],
    &["method", "list"],
    &["snapshots"],
    &["log", "--verify"],
    &["status"],
];

/// Whatever it asks, and however: nothing any more.
#[track_caller]
fn gets_nothing_further(town: &Town, stolen: &Phone, thief: &Thief) {
    town.scene.write("junk/junk.txt", "junk");
    for command in COMMANDS {
        stolen.run(command.iter().copied().chain(["--json"])).error(REFUSED);
    }
    assert!(is_empty(&town.scene.path("stolen")));
    assert!(matches!(thief.get(&thief.path("")).refused().as_str(), "replaced" | "suspended"));
}

/// The wallet is back, byte for byte.
#[track_caller]
fn is_whole(town: &Town, folder: &str) {
    assert_same(&town.scene.path("wallet"), &town.scene.path(folder).join("wallet"));
}
