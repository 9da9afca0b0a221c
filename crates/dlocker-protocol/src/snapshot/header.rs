//! The signed header of a snapshot.

use minicbor::{Decode, Encode};

use super::{PackSet, PackSize, packs};
use crate::signature::Document;
use crate::{DeviceId, Digest, LockerId, PackId, SnapshotId, Timestamp};

/// A pack that belongs to a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct PackRef {
    /// Its id.
    #[n(0)]
    pub id: PackId,
    /// Its size.
    #[n(1)]
    pub size: PackSize,
    /// Plain SHA-256 of all its bytes.
    #[n(2)]
    pub digest: Digest,
}

/// One snapshot and no other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SnapshotName {
    /// Its id.
    #[n(0)]
    pub id: SnapshotId,
    /// Digest of its header.
    #[n(1)]
    pub digest: Digest,
}

/// An earlier snapshot, and which of its packs this one needs.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SnapshotRef {
    /// Its id.
    #[n(0)]
    pub id: SnapshotId,
    /// Digest of its header.
    #[n(1)]
    pub digest: Digest,
    /// Which of its packs: the root's always.
    #[cbor(n(2), with = "packs::with_root")]
    pub packs: PackSet,
}

impl SnapshotRef {
    /// Which snapshot.
    #[must_use]
    pub const fn name(&self) -> SnapshotName {
        SnapshotName { id: self.id, digest: self.digest }
    }
}

/// A place in the visit log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[cbor(array)]
pub struct LogPosition {
    /// Number of the entry, from 1; 0 for the empty log.
    #[n(0)]
    pub number: u64,
    /// Digest of the entry; zeros for the empty log.
    #[n(1)]
    pub digest: Digest,
}

/// What a device signs for one backup. The trustee sees all of it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SnapshotHeader {
    /// Whose.
    #[n(0)]
    pub locker: LockerId,
    /// Which.
    #[n(1)]
    pub id: SnapshotId,
    /// Who put it in: verifies the header.
    #[n(2)]
    pub device: DeviceId,
    /// Number in this device's chain, from 1.
    #[n(3)]
    pub number: u64,
    /// Digest of the header before in this device's chain; none for number 1.
    #[n(4)]
    pub previous: Option<Digest>,
    /// Epoch of the sealing key that the root is sealed to.
    #[n(5)]
    pub epoch: u64,
    /// Digest of the roster that the device went by.
    #[n(6)]
    pub roster: Digest,
    /// The newest place in the visit log that the device has seen and checked.
    #[n(7)]
    pub log: LogPosition,
    /// When, by the device's clock.
    #[n(8)]
    pub created: Timestamp,
    /// The root key sealed to the locker's public key.
    #[cbor(n(9), with = "minicbor::bytes")]
    pub sealed_root: Vec<u8>,
    /// Commits to the root key; compared, in constant time, before anything is opened with it.
    #[n(10)]
    pub root_commitment: Digest,
    /// Its packs; the first holds the root. At most 65,536.
    #[n(11)]
    pub packs: Vec<PackRef>,
    /// Everything that it needs of earlier snapshots, also through nodes of the manifest that were taken over. At most 4,096.
    #[n(12)]
    pub refers: Vec<SnapshotRef>,
    /// Not a backup of its own, but what an interrupted one had sent: never shown, restored or counted.
    #[n(13)]
    pub part: bool,
    /// Earlier snapshots that this one lets go: parts that are done with, and what the owner's
    /// retention does not keep; of this device, in ascending order. At most 4,096.
    #[n(14)]
    pub drops: Vec<SnapshotId>,
}

impl Document for SnapshotHeader {
    const LABEL: &'static str = "snapshot";
    const MAX_BYTES: usize = 4 * 1024 * 1024;
}
