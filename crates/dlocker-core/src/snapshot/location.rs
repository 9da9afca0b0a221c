//! Where a piece lies.

use dlocker_protocol::SnapshotId;
use minicbor::{Decode, Encode};

/// Where a piece lies, seen from one snapshot. CBOR `[slot, entry, offset, len]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Location {
    /// 0: this snapshot; `i` from 1: the `i`-th of the snapshots that this one refers to.
    #[n(0)]
    pub slot: u32,
    /// Entry of that snapshot's key table.
    #[n(1)]
    pub entry: u32,
    /// First byte within the plain segment.
    #[n(2)]
    pub offset: u32,
    /// Length in bytes, at least 1.
    #[n(3)]
    pub len: u32,
}

/// Where a piece lies, seen from anywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The snapshot whose packs hold it.
    pub snapshot: SnapshotId,
    /// Entry of that snapshot's key table.
    pub entry: u32,
    /// First byte within the plain segment.
    pub offset: u32,
    /// Length in bytes.
    pub len: u32,
}
