//! Guesses: counted per OPRF key and device, limited in their sum.

mod ledger;

pub use ledger::{DeviceGuesses, Excuse, GuessLedger, NewestOpening, Settled};
