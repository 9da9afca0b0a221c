//! What a device knows of what it has put in: keyed hashes of content that is still on it, and where that lies.
//!
//! The index opens nothing. Whoever finds it with its key can test a guess of content against it, and only of content that the last backup
//! still found on the device: entries of deleted content go with the next commit.

mod bytes;
mod settle;

use std::collections::{HashMap, HashSet};

use dlocker_protocol::snapshot::SnapshotName;
use dlocker_protocol::{Digest, SnapshotId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::error::Damaged;
use super::layout::Layout;
use super::location::Place;
use super::read::OpenedSnapshot;

pub use settle::Stands;

/// The keyed hash of a piece or node: BLAKE3, 32 bytes.
pub(super) type PieceHash = [u8; 32];

/// Domain of node hashes, beside the classes of pieces.
pub(super) const NODE: u8 = 3;
/// Domain of the mark of an index.
const MARK: u8 = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Known {
    place: Place,
    /// Number of its pack in the header's list.
    pack: u32,
    used: bool,
}

/// A snapshot that the trustee has taken.
#[derive(Clone, PartialEq, Eq)]
struct Taken {
    header: Digest,
    /// See [`Layout`].
    halves: Vec<u64>,
    /// Deleted or let go, and some of it is needed still.
    hidden: bool,
}

/// The index of one device home. No Debug: the key lets guesses be tested.
pub struct PieceIndex {
    key: Zeroizing<[u8; 32]>,
    committed: HashMap<SnapshotId, Taken>,
    known: HashMap<PieceHash, Known>,
    pending: Option<SnapshotId>,
    staged: HashMap<PieceHash, Place>,
}

impl PieceIndex {
    /// An empty index with a fresh key.
    #[must_use]
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self::with_key(key)
    }

    fn with_key(key: Zeroizing<[u8; 32]>) -> Self {
        Self { key, committed: HashMap::new(), known: HashMap::new(), pending: None, staged: HashMap::new() }
    }

    /// Number of pieces of committed snapshots that are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Number of pieces of the snapshot being built.
    #[must_use]
    pub fn staged(&self) -> usize {
        self.staged.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Begins a backup as snapshot `id`: what an earlier one put in and never committed is forgotten. The first piece of a new
    /// [`SnapshotBuilder`](super::SnapshotBuilder) does it too; doing it again for the same snapshot changes nothing.
    pub fn begin(&mut self, id: SnapshotId) {
        if self.pending == Some(id) {
            return;
        }
        self.pending = Some(id);
        self.staged.clear();
        for known in self.known.values_mut() {
            known.used = false;
        }
    }

    /// The trustee has taken snapshot `id` with this header digest: later snapshots may refer to it. Of what was known before, only what this
    /// backup used is kept. For any other snapshot than the one begun last nothing changes.
    pub fn committed(&mut self, id: SnapshotId, header: Digest, layout: &Layout) {
        if self.pending != Some(id) {
            return;
        }
        self.pending = None;
        self.known.retain(|_, known| known.used);
        let staged = core::mem::take(&mut self.staged);
        let known = |(hash, place): (PieceHash, Place)| {
            let pack = layout.pack(place.entry)?;
            Some((hash, Known { place, pack, used: true }))
        };
        self.known.extend(staged.into_iter().filter_map(known));
        self.committed.insert(id, Taken { header, halves: layout.halves.clone(), hidden: false });
        self.drop_unused_snapshots();
    }

    /// Rebuilds knowledge from a snapshot that was opened: these bytes lie at this place of it.
    ///
    /// # Errors
    /// [`Damaged`] if the snapshot has no such place.
    pub fn insert_known(&mut self, bytes: &[u8], place: Place, snapshot: &OpenedSnapshot) -> Result<(), Damaged> {
        let name = snapshot.reference();
        let class = snapshot.class_of(place.entry)?;
        let pack = snapshot.layout().pack(place.entry).filter(|_| place.snapshot == name.id);
        let pack = pack.ok_or(Damaged { what: "a place in a snapshot" })?;
        let taken = || Taken { header: name.digest, halves: snapshot.layout().halves.clone(), hidden: false };
        self.committed.entry(name.id).or_insert_with(taken);
        self.known.insert(self.hash(class.code(), bytes), Known { place, pack, used: true });
        Ok(())
    }

    /// Knows a piece of a snapshot that never was.
    #[cfg(test)]
    pub(super) fn pretend_known(&mut self, class: super::piece::PieceClass, bytes: &[u8], (place, pack): (Place, u32)) {
        let header = Digest::from_array([0xdd; 32]);
        self.committed.entry(place.snapshot).or_insert(Taken { header, halves: Vec::new(), hidden: false });
        self.known.insert(self.hash(class.code(), bytes), Known { place, pack, used: true });
    }

    /// Shows that something belongs to this index, and nothing else.
    pub(super) fn mark(&self) -> [u8; 32] {
        self.hash(MARK, &[])
    }

    /// The pieces of the snapshot being built.
    pub(super) fn staged_pieces(&self) -> impl Iterator<Item = (&PieceHash, &Place)> {
        self.staged.iter()
    }

    fn drop_unused_snapshots(&mut self) {
        let needed: HashSet<SnapshotId> = self.known.values().map(|known| known.place.snapshot).collect();
        self.committed.retain(|id, _| needed.contains(id));
    }

    /// BLAKE3, keyed, of the domain (one byte) and the bytes.
    pub(super) fn hash(&self, domain: u8, bytes: &[u8]) -> PieceHash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[domain]).update(bytes);
        *hasher.finalize().as_bytes()
    }

    /// The key that chooses where lists of names are cut, so that cuts say nothing about names.
    pub(super) fn cut_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key("dlocker/v1/manifest/cut", self.key.as_slice()))
    }

    /// Where these bytes lie already: in a committed snapshot, or in the one being built.
    pub(super) fn find(&self, hash: &PieceHash) -> Option<Found> {
        if let Some(place) = self.staged.get(hash) {
            return Some(Found { place: *place, pack: 0, earlier: None });
        }
        let known = self.known.get(hash)?;
        let digest = self.committed.get(&known.place.snapshot)?.header;
        let earlier = Some(SnapshotName { id: known.place.snapshot, digest });
        Some(Found { place: known.place, pack: known.pack, earlier })
    }

    /// Keeps a found piece beyond the commit of the snapshot being built.
    pub(super) fn mark_used(&mut self, hash: &PieceHash) {
        if let Some(known) = self.known.get_mut(hash) {
            known.used = true;
        }
    }

    /// Remembers a piece of the snapshot being built; it counts once that is committed.
    pub(super) fn stage(&mut self, hash: PieceHash, place: Place) {
        self.staged.insert(hash, place);
    }
}

/// A piece that need not be put in again.
pub(super) struct Found {
    pub(super) place: Place,
    /// Number of its pack in that snapshot's list; means nothing for the one being built.
    pub(super) pack: u32,
    /// The committed snapshot that holds it; none: the one being built.
    pub(super) earlier: Option<SnapshotName>,
}
