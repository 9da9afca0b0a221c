//! The root: what opens a snapshot. Sealed under the root key, which is sealed to the locker's public key and then forgotten.

use dlocker_protocol::sealed::{self, Context, SealingKey, UnsealingKey};
use dlocker_protocol::snapshot::{PackSize, SnapshotName};
use dlocker_protocol::{Digest, LockerId, PackId, SnapshotId, cbor};
use minicbor::encode::write::Cursor;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::derive::{Key, derive};

use super::error::{BuildError, Damaged};
use super::limits::MAX_REFERS;
use super::location::Location;
use super::pack::{FULL, ReadyPack};
use super::segment::{SegmentKey, TAG};
use super::table::TableEntry;

/// Version of everything inside a snapshot.
const VERSION: u8 = 1;
/// The sealed root begins with the length of its document, 4 bytes, big endian.
const PREFIX: usize = 4;

/// What a snapshot holds in all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(array)]
pub struct Totals {
    /// Files and links.
    #[n(0)]
    pub items: u64,
    /// Folders.
    #[n(1)]
    pub folders: u64,
    /// Bytes of all files, holes included.
    #[n(2)]
    pub bytes: u64,
}

impl Totals {
    /// Both together; a sum beyond 64 bits stays at the largest number.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            items: self.items.saturating_add(other.items),
            folders: self.folders.saturating_add(other.folders),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

/// The document inside. CBOR array in field order.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Root {
    #[n(0)]
    version: u8,
    #[n(1)]
    pub(super) snapshot: SnapshotId,
    #[n(2)]
    pub(super) manifest: Location,
    #[n(3)]
    pub(super) totals: Totals,
    #[n(4)]
    pub(super) refers: Vec<SnapshotName>,
    #[n(5)]
    pub(super) packs: Vec<PackId>,
    #[n(6)]
    pub(super) table: Vec<TableEntry>,
}

/// Where a root belongs; bound into it and into its sealed key.
#[derive(Clone, Copy)]
pub(super) struct RootSeat {
    pub(super) locker: LockerId,
    pub(super) epoch: u64,
    pub(super) snapshot: SnapshotId,
}

impl RootSeat {
    fn context(self, kind: &'static str) -> Context {
        Context { kind, locker: self.locker, epoch: self.epoch, purpose: self.snapshot.as_bytes().to_vec() }
    }
}

/// A root sealed for the header.
pub(super) struct SealedRoot {
    pub(super) pack: ReadyPack,
    pub(super) sealed_key: Vec<u8>,
    pub(super) commitment: Digest,
}

impl Root {
    pub(super) fn new(snapshot: SnapshotId, manifest: Location, totals: Totals) -> Self {
        Self { version: VERSION, snapshot, manifest, totals, refers: Vec::new(), packs: Vec::new(), table: Vec::new() }
    }

    /// The padded document: length, document, zeros up to the size of a pack less the tag.
    ///
    /// Written into a buffer that is never moved, so that no copy of the keys stays behind.
    pub(super) fn padded(&self) -> Result<(Zeroizing<Vec<u8>>, PackSize), BuildError> {
        let too_much = BuildError::TooMuch { what: "its table of keys is longer than 4 MiB" };
        let mut bytes = Zeroizing::new(vec![0; FULL]);
        let room = bytes.get_mut(PREFIX..FULL - TAG).ok_or(too_much)?;
        let mut cursor = Cursor::new(room);
        minicbor::encode(self, &mut cursor).map_err(|_| too_much)?;
        let len = cursor.position();
        let size = PackSize::holding(PREFIX + len + TAG).ok_or(too_much)?;
        let prefix = u32::try_from(len).map_err(|_| too_much)?.to_be_bytes();
        bytes.get_mut(..PREFIX).ok_or(too_much)?.copy_from_slice(&prefix);
        bytes.truncate(size.bytes() - TAG);
        Ok((bytes, size))
    }

    /// Seals under a fresh root key, and that to the locker's public key. The key is gone when this returns.
    pub(super) fn seal(
        &self,
        seat: RootSeat,
        sealing: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedRoot, BuildError> {
        let (mut bytes, size) = self.padded()?;
        let key = SegmentKey::random(rng);
        derived(&key, SEAL)
            .seal(&seat.context("root-table").associated_data(), &mut bytes)
            .map_err(|_| BuildError::TooMuch { what: "its root cannot be sealed" })?;
        let sealed_key = sealed::seal(sealing, &seat.context("root"), key.as_bytes(), rng)?;
        let commitment = Digest::from_array(*derived(&key, COMMIT).as_bytes());
        let pack = ReadyPack::pad(core::mem::take(&mut *bytes), size, rng);
        Ok(SealedRoot { pack, sealed_key, commitment })
    }

    /// Opens what [`seal`](Self::seal) sealed: the commitment is compared before the key opens anything. With the root comes the key of its
    /// [marks](super::Marker).
    pub(super) fn open(
        seat: RootSeat,
        unsealing: &UnsealingKey,
        sealed: (&[u8], &Digest),
        pack: &[u8],
    ) -> Result<(Self, Key), Damaged> {
        let damaged = Damaged { what: "the root of a snapshot" };
        let (sealed_key, commitment) = sealed;
        let key = sealed::open(unsealing, &seat.context("root"), sealed_key).map_err(|_| damaged)?;
        let key = SegmentKey::from_bytes(key.as_slice().try_into().map_err(|_| damaged)?);
        let expected = derived(&key, COMMIT);
        if !bool::from(expected.as_bytes().ct_eq(commitment.as_bytes())) {
            return Err(damaged);
        }
        let mut bytes = Zeroizing::new(pack.to_vec());
        derived(&key, SEAL).open(&seat.context("root-table").associated_data(), &mut bytes).map_err(|_| damaged)?;
        Ok((Self::from_padded(&bytes)?, derive(key.as_bytes(), &[], MARK, &[])))
    }

    pub(super) fn from_padded(bytes: &[u8]) -> Result<Self, Damaged> {
        let damaged = Damaged { what: "the document of a root" };
        let (len, rest) = bytes.split_first_chunk::<PREFIX>().ok_or(damaged)?;
        let (document, padding) = rest.split_at_checked(u32::from_be_bytes(*len) as usize).ok_or(damaged)?;
        let root: Self = cbor::decode(document, "root").map_err(|_| damaged)?;
        let sound = root.version == VERSION && root.refers.len() <= MAX_REFERS && padding.iter().all(|byte| *byte == 0);
        if sound { Ok(root) } else { Err(damaged) }
    }
}

const SEAL: &str = "root-table-key";
const COMMIT: &str = "root-commitment";
const MARK: &str = "restore-mark-key";

fn derived(key: &SegmentKey, purpose: &str) -> SegmentKey {
    SegmentKey::from_bytes(&derive(key.as_bytes(), &[], purpose, &[]))
}
