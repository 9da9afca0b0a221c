//! Building a snapshot with the locker's public key only.

use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::snapshot::{PackRef, SnapshotRef};
use dlocker_protocol::{Digest, LockerId, PackId, SnapshotId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::error::BuildError;
use super::index::{Found, PieceHash, PieceIndex};
use super::layout::Layout;
use super::limits::{MAX_PIECE, MAX_SEGMENTS};
use super::location::{Location, Place};
use super::manifest::NodeRef;
use super::pack::{Packer, ReadyPack};
use super::piece::PieceClass;
use super::refers::Refers;
use super::root::{Root, RootSeat, Totals};
use super::segment::{Sealed, Sealer, Seat, TAG};
use super::table::TableEntry;

/// Longest plain segment of manifest nodes: short, so that a small change ends in a small pack.
const MANIFEST_SEGMENT: usize = (256 << 10) - TAG;

/// A snapshot being built. Holds at most about two packs; take them out with [`take_pack`](Self::take_pack) after every piece.
pub struct SnapshotBuilder {
    locker: LockerId,
    id: SnapshotId,
    epoch: u64,
    refers: Refers,
    table: Vec<TableEntry>,
    content: Gathering,
    manifest: Gathering,
    sealer: Sealer,
    packer: Packer,
    bytes_new: u64,
}

/// A segment that is still open: its entry in the key table is known from its first piece on.
struct Gathering {
    entry: Option<u32>,
    plain: Zeroizing<Vec<u8>>,
    longest: usize,
    /// Plain and sealed length of the one before: a measure of what fits into what is left of a pack.
    before: Option<(usize, usize)>,
}

impl Gathering {
    fn new(longest: usize) -> Self {
        // Room for the longest from the start: a growing buffer would leave plain copies behind.
        Self { entry: None, plain: Zeroizing::new(Vec::with_capacity(longest)), longest, before: None }
    }

    /// Whether it is closed before a piece of this length: at its longest, or early, so that it still fits into the pack that is being gathered.
    fn is_full_for(&self, piece: usize, room: usize) -> bool {
        let (len, fits) = (self.plain.len(), self.fits(room));
        // What does not get smaller is closed at once where it does not fit any more: then the pack can go.
        let stored = self.before.is_some_and(|(plain, sealed)| sealed >= plain + TAG);
        len > 0 && (len + piece > self.longest || (len + piece > fits && (stored || len <= fits)))
    }

    /// Plain bytes that fit into `room` once they are sealed, by the measure of the segment before, with something to spare. A short segment
    /// compresses badly: where less than a quarter of one fits, the room is left.
    fn fits(&self, room: usize) -> usize {
        let room = room.saturating_sub(TAG);
        match self.before {
            Some((plain, sealed)) if sealed < plain + TAG => {
                let fits = (room - room / 32) * plain / sealed.max(1);
                if fits < self.longest / 4 { self.longest } else { fits }
            }
            // What did not get smaller will not.
            Some(_) => room,
            None => self.longest,
        }
    }
}

/// What the header needs, and the packs that were not taken yet.
pub struct Finished {
    /// The last packs to send, the root's among them.
    pub packs: Vec<ReadyPack>,
    /// All packs of this snapshot, the root's first.
    pub pack_refs: Vec<PackRef>,
    /// What it needs of earlier snapshots.
    pub refers: Vec<SnapshotRef>,
    /// How its segments lie in its packs, for the index.
    pub layout: Layout,
    /// The root key sealed to the locker's public key.
    pub sealed_root: Vec<u8>,
    /// Commits to the root key.
    pub root_commitment: Digest,
    /// What the snapshot holds.
    pub totals: Totals,
    /// Plain bytes of pieces and nodes that were in no earlier snapshot.
    pub bytes_new: u64,
    /// Bytes of all its packs: what is sent and stored.
    pub bytes_packed: u64,
}

impl SnapshotBuilder {
    /// A snapshot of `locker` in `epoch`. `id` is random and used once.
    #[must_use]
    pub fn new(locker: LockerId, id: SnapshotId, epoch: u64) -> Self {
        Self {
            locker,
            id,
            epoch,
            refers: Refers::new(id),
            table: Vec::new(),
            content: Gathering::new(MAX_PIECE),
            manifest: Gathering::new(MANIFEST_SEGMENT),
            sealer: Sealer::new(),
            packer: Packer::default(),
            bytes_new: 0,
        }
    }

    /// A snapshot in the middle of which an earlier one became a part.
    pub(super) fn going_on(seat: RootSeat, refers: Refers) -> Self {
        Self { refers, ..Self::new(seat.locker, seat.snapshot, seat.epoch) }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> SnapshotId {
        self.id
    }

    /// Puts a piece in, unless the index knows it already.
    ///
    /// # Errors
    /// [`BuildError::BadEntry`] for a piece that is empty or longer than [`MAX_PIECE`], [`BuildError::TooMuch`] beyond [`MAX_SEGMENTS`].
    pub fn put(
        &mut self,
        index: &mut PieceIndex,
        class: PieceClass,
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Location, BuildError> {
        let hash = index.hash(class.code(), bytes);
        self.put_hashed(index, (class, hash), bytes, rng)
    }

    /// As [`put`](Self::put), known again by a hash of the caller's.
    pub(super) fn put_hashed(
        &mut self,
        index: &mut PieceIndex,
        (class, hash): (PieceClass, PieceHash),
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Location, BuildError> {
        if !(1..=MAX_PIECE).contains(&bytes.len()) {
            return Err(BuildError::BadEntry { what: "a piece must have 1 byte to 1 MiB" });
        }
        index.begin(self.id);
        if let Some(location) = index.find(&hash).and_then(|found| self.reuse(&found)) {
            index.mark_used(&hash);
            return Ok(location);
        }
        let location = self.add(class, bytes, rng)?;
        self.bytes_new += bytes.len() as u64;
        let Location { entry, offset, len, .. } = location;
        index.stage(hash, Place { snapshot: self.id, entry, offset, len });
        Ok(location)
    }

    /// The location of a piece that lies somewhere already; none if no further snapshot can be referred to.
    fn reuse(&mut self, found: &Found) -> Option<Location> {
        let Place { entry, offset, len, .. } = found.place;
        let slot = match found.earlier {
            None => 0,
            Some(earlier) => self.refers.slot(earlier, found.pack)?,
        };
        Some(Location { slot, entry, offset, len })
    }

    /// The absolute place of a location that this builder gave out.
    pub(super) fn place(&self, location: Location) -> Result<Place, BuildError> {
        self.refers.place(location).ok_or(BuildError::BadEntry { what: "a location of another snapshot" })
    }

    fn add(&mut self, class: PieceClass, bytes: &[u8], rng: &mut impl CryptoRng) -> Result<Location, BuildError> {
        let len = bytes.len() as u32;
        if class == PieceClass::RawKey {
            let entry = self.reserve(class)?;
            self.seal(entry, bytes, rng)?;
            return Ok(Location { slot: 0, entry, offset: 0, len });
        }
        let room = self.packer.room();
        if self.gathering(class).is_full_for(bytes.len(), room) {
            self.close(class, rng)?;
        }
        let entry = match self.gathering(class).entry {
            Some(entry) => entry,
            None => self.reserve(class)?,
        };
        let gathering = self.gathering(class);
        gathering.entry = Some(entry);
        let offset = gathering.plain.len() as u32;
        gathering.plain.extend_from_slice(bytes);
        Ok(Location { slot: 0, entry, offset, len })
    }

    fn gathering(&mut self, class: PieceClass) -> &mut Gathering {
        match class {
            PieceClass::Manifest => &mut self.manifest,
            PieceClass::Content | PieceClass::RawKey => &mut self.content,
        }
    }

    /// Seals an open segment, if there is one.
    fn close(&mut self, class: PieceClass, rng: &mut impl CryptoRng) -> Result<(), BuildError> {
        let gathering = self.gathering(class);
        let Some(entry) = gathering.entry.take() else { return Ok(()) };
        let empty = Zeroizing::new(Vec::new());
        let mut plain = core::mem::replace(&mut gathering.plain, empty);
        let sealed = self.seal(entry, &plain, rng)?;
        let before = Some((plain.len(), sealed));
        plain.clear();
        let gathering = self.gathering(class);
        (gathering.plain, gathering.before) = (plain, before);
        Ok(())
    }

    /// The next entry of the key table, filled in when its segment is sealed and packed.
    fn reserve(&mut self, class: PieceClass) -> Result<u32, BuildError> {
        if self.table.len() >= MAX_SEGMENTS {
            return Err(BuildError::TooMuch { what: "more than 60,000 segments of up to 1 MiB" });
        }
        let entry = self.table.len() as u32;
        self.table.push(TableEntry::reserved(class));
        Ok(entry)
    }

    /// Seals and hands over to the packer; gives the sealed length.
    fn seal(&mut self, entry: u32, plain: &[u8], rng: &mut impl CryptoRng) -> Result<usize, BuildError> {
        let too_long = BuildError::BadEntry { what: "a segment longer than 1 MiB" };
        let seat = Seat { locker: self.locker, epoch: self.epoch, snapshot: self.id, entry };
        let row = self.table.get_mut(entry as usize).ok_or(too_long)?;
        let compress = row.class != PieceClass::RawKey;
        let Sealed { key, bytes, plain_len, compressed } =
            self.sealer.seal(seat, plain, compress, rng).map_err(|_| too_long)?;
        row.key = key;
        row.plain_len = plain_len;
        row.sealed_len = bytes.len() as u32;
        row.compressed = compressed;
        let sealed_len = bytes.len();
        self.packer.add(entry, bytes, rng);
        Ok(sealed_len)
    }

    /// A pack that is full, to be sent now.
    #[must_use]
    pub fn take_pack(&mut self) -> Option<ReadyPack> {
        self.packer.take()
    }

    /// Packs what is left, writes the root and forgets every key.
    ///
    /// # Errors
    /// [`BuildError::TooMuch`] if the root is longer than 4 MiB, [`BuildError::Shut`] if the public key cannot be used.
    pub fn finish(
        mut self,
        root_folder: NodeRef,
        sealing_key: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Finished, BuildError> {
        self.place(root_folder.location)?;
        self.close_all(rng)?;
        self.seal_root(root_folder.location, root_folder.totals, sealing_key, rng)
    }

    pub(super) fn close_all(&mut self, rng: &mut impl CryptoRng) -> Result<(), BuildError> {
        self.close(PieceClass::Content, rng)?;
        self.close(PieceClass::Manifest, rng)?;
        self.packer.flush(rng);
        Ok(())
    }

    pub(super) fn seal_root(
        mut self,
        manifest: Location,
        totals: Totals,
        sealing_key: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Finished, BuildError> {
        self.note_placements();
        let seat = self.seat();
        let mut root = Root::new(self.id, manifest, totals);
        let refers = self.refers.into_list();
        root.refers = refers.iter().map(SnapshotRef::name).collect();
        root.packs = self.packer.packs.iter().map(|pack| pack.id).collect();
        root.table = self.table;
        let sealed = root.seal(seat, sealing_key, rng)?;
        let pack_refs: Vec<PackRef> =
            core::iter::once(sealed.pack.reference()).chain(self.packer.packs.iter().copied()).collect();
        let mut packs: Vec<ReadyPack> = core::iter::from_fn(|| self.packer.take()).collect();
        packs.push(sealed.pack);
        Ok(Finished {
            packs,
            bytes_packed: pack_refs.iter().map(|pack| pack.size.bytes() as u64).sum(),
            pack_refs,
            refers,
            layout: Layout::of(&root.table, &self.packer.packs),
            sealed_root: sealed.sealed_key,
            root_commitment: sealed.commitment,
            totals,
            bytes_new: self.bytes_new,
        })
    }

    pub(super) const fn seat(&self) -> RootSeat {
        RootSeat { locker: self.locker, epoch: self.epoch, snapshot: self.id }
    }

    /// The data packs that were made so far.
    pub(super) fn sent_packs(&self) -> impl Iterator<Item = &PackRef> {
        self.packer.packs.iter()
    }

    /// Entry, pack and offset of each segment that lies in a pack.
    pub(super) fn placements(&self) -> impl Iterator<Item = (u32, PackId, u32)> + '_ {
        let pack = |number: u32| self.packer.packs.get(number as usize).map(|pack| pack.id);
        self.packer.placements.iter().filter_map(move |placed| Some((placed.entry, pack(placed.pack)?, placed.offset)))
    }

    pub(super) fn entry(&self, entry: u32) -> Option<&TableEntry> {
        self.table.get(entry as usize)
    }

    /// What it needs of earlier snapshots so far.
    pub(super) fn references(&self) -> Vec<SnapshotRef> {
        self.refers.list().to_vec()
    }

    pub(super) const fn refers(&self) -> &Refers {
        &self.refers
    }

    pub(super) const fn refers_mut(&mut self) -> &mut Refers {
        &mut self.refers
    }

    fn note_placements(&mut self) {
        for placement in &self.packer.placements {
            if let Some(row) = self.table.get_mut(placement.entry as usize) {
                row.pack = placement.pack;
                row.offset = placement.offset;
            }
        }
    }
}
