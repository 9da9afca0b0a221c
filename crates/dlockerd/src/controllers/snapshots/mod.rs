//! Snapshots.

pub(crate) mod commit;
pub(crate) mod list;
