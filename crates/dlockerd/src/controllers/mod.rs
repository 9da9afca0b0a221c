//! What the bank answers: a folder for each noun, a file for each verb with its documentation and its handler.
//!
//! A handler believes its request (the extractors saw to that), asks the vault one thing, and answers.

pub(crate) mod bank;
pub(crate) mod cases;
pub(crate) mod enrolments;
pub(crate) mod intents;
pub(crate) mod joins;
pub(crate) mod links;
pub(crate) mod lockers;
pub(crate) mod log;
pub(crate) mod methods;
pub(crate) mod nonces;
pub(crate) mod oid4vci;
pub(crate) mod oid4vp;
pub(crate) mod packs;
pub(crate) mod presentations;
pub(crate) mod registrations;
pub(crate) mod rosters;
pub(crate) mod snapshots;
pub(crate) mod staff;
