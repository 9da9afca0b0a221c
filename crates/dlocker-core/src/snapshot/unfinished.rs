//! What an interrupted backup had sent: a snapshot ready to be committed as a part, so that none of it is sent again.
//!
//! ```text
//! "dlocker-unfinished" 0x01 | CBOR of [`Unfinished`] | BLAKE3 of all before, 32
//! ```
//! It opens nothing: the keys of its segments are in the root, and that is sealed to the locker's public key.

use std::collections::{BTreeSet, HashMap};

use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::snapshot::{PackRef, SnapshotRef};
use dlocker_protocol::{Digest, LockerId, PackId, SnapshotId, cbor};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use super::between::NOWHERE;
use super::build::SnapshotBuilder;
use super::error::BuildError;
use super::index::{PieceHash, PieceIndex};
use super::layout::Layout;
use super::location::Place;
use super::pack::ReadyPack;
use super::root::{Root, Totals};
use super::table::TableEntry;

const MAGIC: &[u8] = b"dlocker-unfinished\x01";
const CHECKSUM: usize = 32;
/// Hash, and pack, entry, offset, length, big endian.
const ROW: usize = 32 + 4 * 4;

/// A part as it lies in a device's home until it is committed.
#[derive(Clone, Encode, Decode)]
#[cbor(array)]
pub struct Unfinished {
    #[n(0)]
    locker: LockerId,
    #[n(1)]
    epoch: u64,
    #[n(2)]
    id: SnapshotId,
    /// Shows that it belongs to the index.
    #[cbor(n(3), with = "minicbor::bytes")]
    index: [u8; 32],
    /// Bytes of the root's pack, the first of `packs`.
    #[cbor(n(4), with = "minicbor::bytes")]
    root: Vec<u8>,
    #[n(5)]
    packs: Vec<PackRef>,
    #[n(6)]
    refers: Vec<SnapshotRef>,
    #[cbor(n(7), with = "minicbor::bytes")]
    sealed_root: Vec<u8>,
    #[n(8)]
    root_commitment: Digest,
    #[n(9)]
    halves: Vec<u64>,
    #[cbor(n(10), with = "minicbor::bytes")]
    rows: Vec<u8>,
}

/// A piece that lies in a part.
pub(super) struct PartPiece {
    pub(super) hash: PieceHash,
    pub(super) place: Place,
    /// Its pack.
    pub(super) pack: PackId,
    /// See [`Layout`].
    pub(super) half: u64,
}

impl Unfinished {
    /// The id that it will have as a snapshot.
    #[must_use]
    pub const fn id(&self) -> SnapshotId {
        self.id
    }

    /// Whether it is of this locker and epoch, and belongs to this index.
    #[must_use]
    pub fn fits(&self, locker: LockerId, epoch: u64, index: &PieceIndex) -> bool {
        self.locker == locker && self.epoch == epoch && self.index == index.mark()
    }

    /// The root's pack, which has not been sent; none if it is damaged.
    #[must_use]
    pub fn root_pack(&self) -> Option<ReadyPack> {
        let PackRef { id, size, digest } = *self.packs.first()?;
        let bytes = self.root.clone();
        (bytes.len() == size.bytes() && Digest::plain(&bytes) == digest).then_some(ReadyPack {
            id,
            size,
            bytes,
            digest,
        })
    }

    /// All its packs, the root's first.
    #[must_use]
    pub fn packs(&self) -> &[PackRef] {
        &self.packs
    }

    /// What it needs of earlier snapshots.
    #[must_use]
    pub fn refers(&self) -> &[SnapshotRef] {
        &self.refers
    }

    /// The root key sealed to the locker's public key.
    #[must_use]
    pub fn sealed_root(&self) -> &[u8] {
        &self.sealed_root
    }

    /// Commits to the root key.
    #[must_use]
    pub const fn root_commitment(&self) -> Digest {
        self.root_commitment
    }

    /// Bytes of the packs that had been sent.
    #[must_use]
    pub fn bytes_sent(&self) -> u64 {
        self.packs.iter().skip(1).map(|pack| pack.size.bytes() as u64).sum()
    }

    /// The bytes to keep in the device's home.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [MAGIC, &cbor::encode(self)].concat();
        let checksum = blake3::hash(&bytes);
        bytes.extend_from_slice(checksum.as_bytes());
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; none if it is damaged, cut or foreign.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
        let whole = blake3::hash(body).as_bytes() == checksum;
        let part: Self = cbor::decode(body.strip_prefix(MAGIC)?, "unfinished").ok().filter(|_| whole)?;
        part.rows.len().is_multiple_of(ROW).then_some(part)
    }

    pub(super) fn pieces(&self) -> impl Iterator<Item = PartPiece> + '_ {
        self.rows.chunks_exact(ROW).filter_map(|row| {
            let (hash, numbers) = row.split_first_chunk::<32>()?;
            let mut numbers = numbers.chunks_exact(4).filter_map(|four| four.try_into().ok()).map(u32::from_be_bytes);
            let (pack, entry, offset, len) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?);
            let place = Place { snapshot: self.id, entry, offset, len };
            let half = self.halves.get(pack as usize).copied()?;
            Some(PartPiece { hash: *hash, place, pack: self.packs.get(pack as usize)?.id, half })
        })
    }
}

impl SnapshotBuilder {
    /// What of this snapshot has arrived at the trustee, as a part; none if nothing has. The snapshot goes on as it was.
    ///
    /// # Errors
    /// [`BuildError::TooMuch`] if the root is longer than 4 MiB, [`BuildError::Shut`] if the public key cannot be used.
    pub fn unfinished(
        &self,
        index: &PieceIndex,
        arrived: &BTreeSet<PackId>,
        sealing_key: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Unfinished>, BuildError> {
        let data: Vec<PackRef> = self.sent_packs().filter(|pack| arrived.contains(&pack.id)).copied().collect();
        if data.is_empty() {
            return Ok(None);
        }
        let table = self.table_of(&data);
        let layout = Layout::of(&table, &data);
        let seat = self.seat();
        let mut root = Root::new(seat.snapshot, NOWHERE, Totals::default());
        let refers = self.references();
        root.refers = refers.iter().map(SnapshotRef::name).collect();
        root.packs = data.iter().map(|pack| pack.id).collect();
        root.table = table;
        let sealed = root.seal(seat, sealing_key, rng)?;
        Ok(Some(Unfinished {
            locker: seat.locker,
            epoch: seat.epoch,
            id: seat.snapshot,
            index: index.mark(),
            packs: core::iter::once(sealed.pack.reference()).chain(data).collect(),
            root: sealed.pack.bytes,
            refers,
            sealed_root: sealed.sealed_key,
            root_commitment: sealed.commitment,
            rows: rows(index, &root.table, &layout),
            halves: layout.halves,
        }))
    }

    /// The key table as far as it lies in these packs; entries that lie elsewhere are absent.
    fn table_of(&self, data: &[PackRef]) -> Vec<TableEntry> {
        let numbers: HashMap<PackId, u32> = data.iter().map(|pack| pack.id).zip(0..).collect();
        let mut table = Vec::new();
        for (entry, pack, offset) in self.placements() {
            let (Some(row), Some(number)) = (self.entry(entry), numbers.get(&pack)) else { continue };
            while table.len() <= entry as usize {
                table.push(TableEntry::reserved(row.class));
            }
            if let Some(seat) = table.get_mut(entry as usize) {
                *seat = row.placed(*number, offset);
            }
        }
        table
    }
}

fn rows(index: &PieceIndex, table: &[TableEntry], layout: &Layout) -> Vec<u8> {
    let mut rows = Vec::new();
    for (hash, place) in index.staged_pieces() {
        let is_there = table.get(place.entry as usize).is_some_and(|entry| !entry.is_absent());
        if let Some(pack) = layout.pack(place.entry).filter(|_| is_there) {
            rows.extend_from_slice(hash);
            for number in [pack, place.entry, place.offset, place.len] {
                rows.extend_from_slice(&number.to_be_bytes());
            }
        }
    }
    rows
}
