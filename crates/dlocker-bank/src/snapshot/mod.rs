//! Packs and snapshots.

mod commit;
mod put;

pub use commit::{Committed, Found, check_header, commit};
pub use put::{PackRecord, PackState, Put, collectable, put, reading, stored};
