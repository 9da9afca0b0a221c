//! Reading a snapshot with the locker's private key.

use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::{PackRef, SnapshotHeader, SnapshotName, SnapshotRef};
use dlocker_protocol::{Digest, LockerId, PackId};
use zeroize::Zeroizing;

use crate::derive::Key;

use super::error::Damaged;
use super::layout::Layout;
use super::location::{Location, Place};
use super::mark::Marker;
use super::pack::{self, VerifiedPack};
use super::piece::PieceClass;
use super::root::{Root, RootSeat, Totals};
use super::segment::{self, Seat};
use super::table::{self, TableEntry};

/// A snapshot whose root was opened. It holds the keys of its segments; zeroized when dropped.
pub struct OpenedSnapshot {
    locker: LockerId,
    epoch: u64,
    header: Digest,
    packs: Vec<PackRef>,
    layout: Layout,
    marks: Key,
    pub(super) root: Root,
}

impl OpenedSnapshot {
    /// Opens the root. `header` must have been verified: everything here is believed because the header names it.
    ///
    /// # Errors
    /// [`Damaged`] if the pack is not the one that the header names, the key is another epoch's or locker's, or the root does not fit the header.
    pub fn open(header: &SnapshotHeader, unsealing: &UnsealingKey, root_pack: &[u8]) -> Result<Self, Damaged> {
        let (first, data) = header.packs.split_first().ok_or(Damaged { what: "the header of a snapshot" })?;
        pack::check(first, root_pack)?;
        let seat = RootSeat { locker: header.locker, epoch: header.epoch, snapshot: header.id };
        let (root, marks) = Root::open(seat, unsealing, (&header.sealed_root, &header.root_commitment), root_pack)?;
        let ids_fit = root.packs.iter().eq(data.iter().map(|pack| &pack.id));
        if root.snapshot != header.id
            || !root.refers.iter().copied().eq(header.refers.iter().map(SnapshotRef::name))
            || !ids_fit
        {
            return Err(Damaged { what: "a root that belongs to another header" });
        }
        table::check(&root.table, data, header.part)?;
        let layout = Layout::of(&root.table, data);
        let (locker, epoch, digest) = (header.locker, header.epoch, header.digest());
        let opened = Self { locker, epoch, header: digest, packs: data.to_vec(), layout, marks, root };
        opened.resolve(opened.root.manifest)?;
        Ok(opened)
    }

    /// Its id and the digest of its header.
    #[must_use]
    pub fn reference(&self) -> SnapshotName {
        SnapshotName { id: self.root.snapshot, digest: self.header }
    }

    /// Where the node of the top folder lies.
    #[must_use]
    pub fn root_folder(&self) -> Location {
        self.root.manifest
    }

    /// What it says it holds.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.root.totals
    }

    /// The earlier snapshots that it refers to directly: slots 1, 2, …
    #[must_use]
    pub fn refers(&self) -> &[SnapshotName] {
        &self.root.refers
    }

    /// Number of its segments.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.root.table.len()
    }

    /// A location of this snapshot as a place, and the snapshot that it lies in.
    ///
    /// # Errors
    /// [`Damaged`] for a slot that does not exist.
    pub fn resolve(&self, location: Location) -> Result<(Place, SnapshotName), Damaged> {
        let Location { slot, entry, offset, len } = location;
        let snapshot = match slot.checked_sub(1) {
            None => self.reference(),
            Some(earlier) => {
                *self.root.refers.get(earlier as usize).ok_or(Damaged { what: "a place in a snapshot" })?
            }
        };
        Ok((Place { snapshot: snapshot.id, entry, offset, len }, snapshot))
    }

    /// The pack that holds this segment.
    ///
    /// # Errors
    /// [`Damaged`] for an entry that does not exist.
    pub fn where_is(&self, entry: u32) -> Result<&PackRef, Damaged> {
        let row = self.row(entry)?;
        self.packs.get(row.pack as usize).ok_or(Damaged { what: "the key table" })
    }

    /// How its segments lie in its packs.
    pub(super) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What the pieces of this segment are.
    ///
    /// # Errors
    /// [`Damaged`] for an entry that does not exist.
    pub fn class_of(&self, entry: u32) -> Result<PieceClass, Damaged> {
        self.row(entry).map(|row| row.class)
    }

    /// Opens a segment from its pack.
    ///
    /// # Errors
    /// [`Damaged`] if this is another pack, or the segment does not open.
    pub fn open_segment(&self, entry: u32, pack: &VerifiedPack) -> Result<Zeroizing<Vec<u8>>, Damaged> {
        let row = self.row(entry)?;
        let sealed = pack.slice(self.where_is(entry)?, row.offset, row.sealed_len)?;
        let seat = Seat { locker: self.locker, epoch: self.epoch, snapshot: self.root.snapshot, entry };
        segment::open(&row.key, seat, sealed, row.plain_len as usize, row.compressed)
    }

    /// Begins the mark of what is written out of this pack.
    #[must_use]
    pub fn marker(&self, pack: PackId) -> Marker {
        Marker::new(&self.marks, pack)
    }

    fn row(&self, entry: u32) -> Result<&TableEntry, Damaged> {
        let row = self.root.table.get(entry as usize).filter(|row| !row.is_absent());
        row.ok_or(Damaged { what: "the key table" })
    }
}

impl Place {
    /// The piece at this place of its segment.
    ///
    /// # Errors
    /// [`Damaged`] if it lies outside.
    pub fn piece<'a>(&self, segment: &'a [u8]) -> Result<&'a [u8], Damaged> {
        let start = self.offset as usize;
        segment
            .get(start..start + self.len as usize)
            .filter(|piece| !piece.is_empty())
            .ok_or(Damaged { what: "a piece of a segment" })
    }
}
