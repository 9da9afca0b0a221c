//! What each command of the owner's does once its arguments are read, and how its end is told.
//!
//! The command line and the page speak alike: `dlocker` prints [`Outcome::json`] for scripts and [`Outcome::text`] for people, the page in a
//! browser gets the same JSON. One module is one command, named as it is typed.
//!
//! Lives here: which steps of the SDK make up a command, the JSON of `docs/use/README.md`, sentences about what happened and what is to happen.
//! May not live here: reading arguments, asking for secrets, files, terminals, sockets. Cryptography and protocol are in the SDK and below.
//!
//! A command takes a [`Connection`](dlocker_client::Connection) and, where it needs one, an [`Unlock`](dlocker_client::Unlock). Where its face has
//! to ask the owner for a secret, it does so between connecting and calling: what can be found out before a guess is spent is found out first.

pub mod backup;
pub mod changed;
pub mod close;
pub mod devices;
pub mod diff;
pub mod enrol;
pub mod freeze;
pub mod identity;
pub mod intents;
pub mod items;
pub mod join;
pub mod kit;
pub mod log;
pub mod messages;
pub mod method;
mod opened;
mod outcome;
pub mod policy;
pub mod recover;
pub mod rehearse;
pub mod reissue;
pub mod restore;
pub mod secrets;
pub mod snapshots;
pub mod status;
pub mod veto;
pub mod vouch;
mod wallet;
mod which;
mod words;

pub use opened::after_unlock;
pub use outcome::{Ending, Outcome, error_json, exit_code};
pub use wallet::Wallet;
pub use which::{Chosen, Wanted};
