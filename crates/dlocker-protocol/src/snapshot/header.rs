//! The signed header of a snapshot.

use minicbor::{Decode, Encode};

use super::PackSize;
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

/// An earlier snapshot whose key table and packs this one uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct SnapshotRef {
    /// Its id.
    #[n(0)]
    pub id: SnapshotId,
    /// Digest of its header.
    #[n(1)]
    pub digest: Digest,
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
    /// The earlier snapshots it refers to, directly. At most 4,096.
    #[n(12)]
    pub refers: Vec<SnapshotRef>,
}

impl Document for SnapshotHeader {
    const LABEL: &'static str = "snapshot";
    const MAX_BYTES: usize = 4 * 1024 * 1024;
}
