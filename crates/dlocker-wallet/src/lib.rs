//! The wallet on the owner's disk: read it exactly, recognise what is in it, write it back exactly.
//!
//! Three nouns carry this crate:
//!
//! - [`Wallet`] walks the folders, files and databases the owner names and hands them, one after the other, to a
//!   [`Visitor`]. Nothing in the wallet is changed. Links are never followed, names are bytes, holes stay holes, and a
//!   SQLite database in use is copied through SQLite so that it is whole.
//! - [`ItemInfo`] says what a file is: an Askar store, an OpenSSH key, a credential. [`recognise()`] finds it out from
//!   the bytes alone, never from names.
//! - [`Target`] takes the pieces of a wallet in any order and puts them back under their names, with their modes and
//!   times. Nothing appears under its final name before it is whole.
//!
//! # What may and may not live here
//!
//! Files, folders, links, SQLite, and the formats that wallets are made of. No network, no cryptography, no protocol,
//! and no other crate of dLocker: what happens with the bytes is the client's business.
//!
//! The modules [`holder`], [`item`], [`path`], [`recognise`](mod@recognise) and [`warning`] are pure: bytes in, answer out, bounded in time and
//! memory, without a file system and without SQLite, so that they also work in a browser. Everything else is compiled
//! for Unix only.
//!
//! # What is kept, and what is not
//!
//! Kept: bytes, names (any bytes), permission bits with setuid, setgid and sticky, modification times of files, folders
//! and links to the nanosecond, empty folders, symbolic links as links, holes. For a SQLite database: its content, its
//! settings and its mode; `-wal`, `-shm` and `-journal` beside it are part of it and do not come separately.
//!
//! Not kept: owner and group (a wallet comes back on another machine, to another user), access times, extended
//! attributes and ACLs, and that two names were hard links to one file (it comes back as two equal files). Sockets,
//! pipes and devices hold no data; they are named, not kept.
//!
//! # One caution
//!
//! POSIX locks belong to a process, and closing *any* descriptor of a file drops them all. A program that keeps a
//! SQLite database of the wallet open itself, in rollback-journal mode, must close it before it lets [`Wallet::visit`]
//! read it. Other processes may keep theirs open and write.

pub mod holder;
pub mod item;
pub mod path;
pub mod recognise;
pub mod warning;

#[cfg(all(unix, feature = "disk"))]
mod database;
#[cfg(all(unix, feature = "disk"))]
pub mod scan;
#[cfg(all(unix, feature = "disk"))]
pub mod target;

#[cfg(all(unix, feature = "disk"))]
pub use database::recognise_database;
pub use item::{Facets, ItemInfo, KeyMark, Kind, Meta};
pub use path::{Selection, display_path};
pub use recognise::recognise;
#[cfg(all(unix, feature = "disk"))]
pub use scan::{
    Extent, FileRead, Noted, OpenError, ReadError, ShortText, Skipped, Unread, VisitError, Visitor, Wallet,
};
#[cfg(all(unix, feature = "disk"))]
pub use target::{FileId, Finished, MARK_LEN, NotExact, PART_LEN, Target, TargetError};
