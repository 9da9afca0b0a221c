//! What a roster says.

use minicbor::{Decode, Encode};

use super::{Contacts, RecoveryRule, Retention};
use crate::method::MethodKind;
use crate::sealed::SealingKey;
use crate::signature::Document;
use crate::{DeviceId, Digest, LockerId, MethodId, PublicKey, SnapshotId, Timestamp, TrusteeId};

/// One number of the locker's roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Roster {
    /// Whose.
    #[n(0)]
    pub locker: LockerId,
    /// 1 for the first, then one more each time.
    #[n(1)]
    pub number: u64,
    /// Epoch of the seed: 1 for the first, one more at each rotation.
    #[n(2)]
    pub epoch: u64,
    /// Digest of the roster before; none for the first.
    #[n(3)]
    pub predecessor: Option<Digest>,
    /// When the signing device says it was made.
    #[n(4)]
    pub signed_at: Timestamp,
    /// Verifies this roster: the owner's key of this epoch.
    #[n(5)]
    pub owner_key: PublicKey,
    /// Public half of the unsealing key of this epoch: roots are sealed to it.
    #[n(6)]
    pub sealing_key: SealingKey,
    /// The seed of the epoch before, sealed under this epoch's seed; none in epoch 1.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub prior_seed: Option<Vec<u8>>,
    /// The trustees and the keys that sign their visit logs.
    #[n(8)]
    pub trustees: Vec<RosterTrustee>,
    /// Devices that may put something in and ask for openings.
    #[n(9)]
    pub devices: Vec<RosterDevice>,
    /// Unlock methods.
    #[n(10)]
    pub methods: Vec<RosterMethod>,
    /// What the owner has chosen.
    #[n(11)]
    pub policy: Policy,
    /// Devices that this roster removes, with the last snapshot that still counts: what they sign later is not the owner's.
    #[n(12)]
    pub departed: Vec<DepartedDevice>,
    /// Snapshots that this roster deletes: hidden from now on, and gone once nothing refers to them. At most 256.
    #[n(13)]
    pub deleted: Vec<SnapshotId>,
}

impl Document for Roster {
    const LABEL: &'static str = "roster";
    const MAX_BYTES: usize = 128 * 1024;
}

/// A trustee in the roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RosterTrustee {
    /// Its id.
    #[n(0)]
    pub id: TrusteeId,
    /// Verifies its log heads; the id is the digest of it.
    #[n(1)]
    pub log_key: PublicKey,
}

/// A device in the roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RosterDevice {
    /// Its id, which the key fixes.
    #[n(0)]
    pub id: DeviceId,
    /// Verifies its requests and snapshots.
    #[n(1)]
    pub key: PublicKey,
    /// What its owner calls it: at most 64 bytes, no control characters.
    #[n(2)]
    pub name: String,
    /// When it was added.
    #[n(3)]
    pub added: Timestamp,
}

/// A method in the roster.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RosterMethod {
    /// Its id.
    #[n(0)]
    pub id: MethodId,
    /// Its kind.
    #[n(1)]
    pub kind: MethodKind,
    /// Digest of the fixed part of its record.
    #[n(2)]
    pub record: Digest,
    /// Digest (label `sealed-seed`) of this epoch's seed as sealed to it.
    #[n(3)]
    pub sealed_seed: Digest,
    /// Wrong guesses that the owner allows.
    #[n(4)]
    pub guesses: u32,
    /// Kept by a rotation without being at hand: to be registered anew at its next use.
    #[n(5)]
    pub renew: bool,
    /// When it was first added.
    #[n(6)]
    pub added: Timestamp,
    /// The one device that opens with it, without asking; only for the kind `device`.
    #[n(7)]
    pub device: Option<DeviceId>,
}

/// What the owner has chosen within the bank's bounds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(array)]
pub struct Policy {
    /// Waiting period of a recovery in seconds; the bank's own where absent.
    #[n(0)]
    pub recovery_wait: Option<u64>,
    /// Which backups stay when newer ones come; all of them where absent.
    #[n(1)]
    pub retention: Option<Retention>,
    /// What a recovery must show; the bank's own rule where absent.
    #[n(2)]
    pub recovery: Option<RecoveryRule>,
    /// E-mail addresses that are told too.
    #[n(3)]
    pub contacts: Contacts,
}

/// The newest snapshot in a device's chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[cbor(array)]
pub struct ChainHead {
    /// Its number in the device's chain, from 1.
    #[n(0)]
    pub number: u64,
    /// Its digest.
    #[n(1)]
    pub digest: Digest,
}

/// A device that a roster removes.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct DepartedDevice {
    /// Which.
    #[n(0)]
    pub id: DeviceId,
    /// The last snapshot of its chain that counts; none if it never backed up.
    #[n(1)]
    pub last: Option<ChainHead>,
}
