//! A part in the middle of a long backup: what was put in so far is committed, and the backup goes on as another snapshot.

use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::snapshot::SnapshotName;
use dlocker_protocol::{Digest, SnapshotId};
use rand_core::CryptoRng;

use super::build::{Finished, SnapshotBuilder};
use super::error::BuildError;
use super::index::PieceIndex;
use super::location::Location;
use super::manifest::{Extent, FolderBuilder};
use super::root::{RootSeat, Totals};

/// A part has no manifest.
pub(super) const NOWHERE: Location = Location { slot: 0, entry: 0, offset: 0, len: 0 };

/// Where everything that a part holds is seen from the snapshot that goes on from it.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    slot: u32,
}

/// A part that waits to be committed.
pub struct Between {
    /// Its id.
    pub id: SnapshotId,
    /// Its packs, and what its header needs.
    pub finished: Finished,
    /// What folders and files that are still open are to be told.
    pub moved: Moved,
}

impl SnapshotBuilder {
    /// Makes a part of what was put in so far; from now on this is the snapshot `next`, which refers to it. Every open folder and file is told
    /// with [`FolderBuilder::follow`] and [`Moved::follow`]; once the part is committed, [`part_committed`](Self::part_committed) is called, and before that
    /// nothing else is put in.
    ///
    /// # Errors
    /// [`BuildError::TooMuch`] if no further snapshot can be referred to: nothing has changed then.
    pub fn part(
        &mut self,
        next: SnapshotId,
        sealing_key: &SealingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Between, BuildError> {
        let too_much = BuildError::TooMuch { what: "more than 4,096 earlier snapshots" };
        let RootSeat { locker, epoch, snapshot } = self.seat();
        self.close_all(rng)?;
        // The root's pack comes first.
        let packs = self.sent_packs().count() as u32 + 1;
        let (refers, slot) = self.refers().going_on(next, snapshot, packs).ok_or(too_much)?;
        let seat = RootSeat { locker, epoch, snapshot: next };
        let part = core::mem::replace(self, Self::going_on(seat, refers));
        let finished = part.seal_root(NOWHERE, Totals::default(), sealing_key, rng)?;
        Ok(Between { id: snapshot, finished, moved: Moved { slot } })
    }

    /// The trustee has taken the part, with this header digest.
    pub fn part_committed(&mut self, index: &mut PieceIndex, part: &Between, header: Digest) {
        self.refers_mut().name(SnapshotName { id: part.id, digest: header });
        index.part_committed((part.id, header), &part.finished.layout, self.id());
    }
}

impl Moved {
    /// Lets the extents of an open file point to the part.
    pub fn follow(self, extents: &mut [Extent]) {
        for extent in extents {
            if let Extent::Data(location) = extent {
                self.locate(location);
            }
        }
    }

    pub(super) const fn locate(self, location: &mut Location) {
        if location.slot == 0 {
            location.slot = self.slot;
        }
    }
}

impl FolderBuilder {
    /// Lets everything in this open folder point to the part.
    pub fn follow(&mut self, moved: Moved) {
        self.each_location(|location| moved.locate(location));
    }
}
