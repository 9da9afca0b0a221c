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

use dlocker_stories::Town;
use dlocker_stories::town::CANARY;
