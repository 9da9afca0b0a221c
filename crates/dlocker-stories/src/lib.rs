//! Whole journeys as tests, and the kit they share.
//!
//! A story under `tests/` plays people with two phones, a bank and its officers, with the real programs as real processes: what it
//! knows of them is their command lines, exit codes and JSON, and the bytes that they leave on disk. One file is one story.
//!
//! Lives here: starting, killing and restarting programs ([`bank`], [`phone`], [`staff`]), making wallets of real material
//! ([`wallet`]; everything that a wallet may hold in `zoo`), comparing what came back with what was put in ([`tree`]), and looking for bytes where they must not be
//! ([`canary`]).
//!
//! May not live here: any call into the other crates of this workspace. A story that knew the insides could not fail when the
//! outside breaks. The exceptions are `in_process`, for stories in which a bank lies by a byte or a program ends between any two
//! of its effects, and `thief`, whose program keeps to none of the rules of the owner's.
//!
//! A story that cannot run (a program that does not build, a tool that is not installed) fails; nothing is skipped. `cargo xtask
//! test` installs what is needed and builds the programs; `cargo test -p dlocker-stories` builds them too.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test kit: it fails loudly, and it measures time"
)]

pub mod authority;
pub mod bank;
pub mod browser;
pub mod canary;
pub mod exit;
pub mod gate;
mod headers;
pub mod hook;
#[cfg(feature = "in-process")]
pub mod in_process;
pub mod outcome;
pub mod phone;
pub mod post;
pub mod program;
pub mod road;
pub mod scene;
pub mod staff;
#[cfg(feature = "in-process")]
pub mod thief;
pub mod town;
pub mod tree;
pub mod wallet;
#[cfg(feature = "zoo")]
pub mod zoo;

pub use bank::{Bank, Config};
pub use browser::Browser;
pub use gate::Gate;
pub use hook::Hook;
pub use outcome::Outcome;
pub use phone::Phone;
pub use post::Post;
pub use road::Road;
pub use scene::Scene;
pub use staff::Officer;
pub use town::Town;
