//! Backing up: [`Connection::begin_backup`](crate::Connection::begin_backup) gives a [`Builder`], which the caller feeds with the wallet (on a thread of its own
//! if it likes) while it sends the packs that come out; [`Connection::commit_backup`](crate::Connection::commit_backup) makes it a snapshot.
//!
//! Needs no unlock: a device seals to the locker's public key and cannot open what it put in.

pub(crate) mod begin;
mod between;
mod build;
mod commit;
mod rebuild;
pub(crate) mod resume;
pub(crate) mod sending;

pub(crate) use begin::INDEX;
pub use begin::Plan;
pub use between::CommittedPart;
pub use build::{Builder, Built, FileParts};
pub use commit::Committed;
pub use dlocker_core::snapshot::{Between, Cut, ItemLabel, ReadyPack, Stat};
pub(crate) use resume::UNFINISHED;
