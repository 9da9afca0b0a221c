//! Snapshots and packs as the trustee sees them: signed headers that name packs of a few fixed sizes.

mod header;
mod needs;
mod pack;
mod packs;
mod retention;
mod wire;

pub use header::{LogPosition, PackRef, SnapshotHeader, SnapshotName, SnapshotRef};
pub use needs::Needs;
pub use pack::PackSize;
pub use packs::PackSet;
pub use retention::{BadDrops, Held, MOST_DROPS, check_drops, may_go};
pub use wire::{CommitRequest, CommitResponse, PackStatus, SnapshotsPage};
