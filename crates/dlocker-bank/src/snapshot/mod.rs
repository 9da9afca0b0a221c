//! Packs and snapshots.

mod commit;
mod put;
mod record;
mod rule;

pub use commit::{Committed, Found, check_header, commit};
pub use put::{PackRecord, PackState, Put, collectable, put, reading, stored};
pub use record::{SnapshotRecord, SnapshotState, drop_row, hide, pin, unpin};
pub use rule::rule_now;
