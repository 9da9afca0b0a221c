//! Restoring: every pack is read once, and its pieces go to where they belong, whatever the order of the files.

mod resume;

use std::collections::BTreeMap;

use dlocker_core::snapshot::{MARK_LEN, PieceIndex, Place, PlacedExtent, WalkedBody, WalkedEntry};
use dlocker_protocol::snapshot::PackRef;
use dlocker_protocol::{PackId, SnapshotId};

pub use dlocker_core::snapshot::{ItemLabel as RestoredLabel, Stat as RestoredStat};

use crate::backup::begin::{load_index, store_index};
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::open::OpenSnapshot;
use crate::platform::Platform;

/// Where a wallet is restored to. The order: folders, links and files first (a folder before what is in it), then bytes in any order.
#[allow(async_fn_in_trait, reason = "each program has one target, and it need not be Send")]
pub trait Target {
    /// Names a file while it is written.
    type File: Copy;

    /// Makes a folder.
    ///
    /// # Errors
    /// Words for the owner.
    fn folder(&mut self, path: &[Vec<u8>], stat: RestoredStat) -> core::result::Result<(), String>;

    /// Makes a symbolic link.
    ///
    /// # Errors
    /// Words for the owner.
    fn link(&mut self, path: &[Vec<u8>], stat: RestoredStat, target: &[u8]) -> core::result::Result<(), String>;

    /// Makes a file of this length; what is never written stays a hole.
    ///
    /// # Errors
    /// Words for the owner.
    fn file(&mut self, path: &[Vec<u8>], stat: RestoredStat, len: u64) -> core::result::Result<Self::File, String>;

    /// Writes bytes of a file.
    ///
    /// # Errors
    /// Words for the owner.
    fn write_at(&mut self, file: Self::File, offset: u64, bytes: &[u8]) -> core::result::Result<(), String>;

    /// Says that a stretch of a file is a hole: what an interrupted restore may have left there goes.
    ///
    /// # Errors
    /// Words for the owner.
    fn hole(&mut self, _file: Self::File, _offset: u64, _len: u64) -> core::result::Result<(), String> {
        Ok(())
    }

    /// The marks that restores noted of this pack and did not end. They are checked before they are believed.
    fn marks(&self, _pack: PackId) -> Vec<[u8; MARK_LEN]> {
        Vec::new()
    }

    /// Notes that everything of this pack is written out.
    ///
    /// # Errors
    /// Words for the owner.
    fn mark(&mut self, _pack: PackId, _mark: [u8; MARK_LEN]) -> core::result::Result<(), String> {
        Ok(())
    }

    /// Reads back what is in a file now, to the end of `bytes`; asked only of a target that has marks.
    ///
    /// # Errors
    /// Words for the owner.
    fn read_at(&mut self, _file: Self::File, _offset: u64, _bytes: &mut [u8]) -> core::result::Result<(), String> {
        Err("nothing is kept here".into())
    }

    /// Waits until what was given so far is taken in, where that goes on by itself. Asked for when everything is laid out, and after each pack,
    /// so that never much more than one pack lies in memory.
    ///
    /// # Errors
    /// Words for the owner.
    async fn settle(&mut self) -> core::result::Result<(), String> {
        Ok(())
    }

    /// Tells how far it is.
    fn progress(&mut self, _done: u64, _total: u64) {}
}

/// What was restored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Restored {
    /// Files and links.
    pub items: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Bytes of them that an interrupted restore had written out already, and that were not fetched again.
    pub resumed: u64,
}

/// One piece and where it goes.
struct Piece<F> {
    place: Place,
    file: F,
    offset: u64,
}

/// The pieces of one pack.
struct Job<F> {
    pack: PackRef,
    pieces: Vec<Piece<F>>,
}

impl<P: Platform> Connection<'_, P> {
    /// Restores `entries` of an open snapshot into `target`. Remembers where the content lies, so that the next backup need not send it again.
    ///
    /// # Errors
    /// [`Error::Damaged`] if something does not open; [`Error::Unexpected`] if the target cannot be written.
    pub async fn restore<T: Target>(
        &self,
        open: &OpenSnapshot,
        entries: &[WalkedEntry],
        target: &mut T,
    ) -> Result<Restored> {
        self.restore_entries(open, entries, target).await.map_err(|error| open.way_on(error))
    }

    async fn restore_entries<T: Target>(
        &self,
        open: &OpenSnapshot,
        entries: &[WalkedEntry],
        target: &mut T,
    ) -> Result<Restored> {
        let mut restored = Restored::default();
        let mut jobs = BTreeMap::new();
        for entry in entries {
            lay_out(open, entry, target, &mut jobs, &mut restored)?;
        }
        for job in jobs.values_mut() {
            job.pieces.sort_by_key(|piece| (piece.place.entry, piece.place.offset));
        }
        let mut index = load_index(self.platform())?;
        restored.resumed = resume::take_out(open, &mut jobs, target, &mut index)?;
        target.settle().await.map_err(cannot_write)?;
        let mut done = restored.resumed;
        for job in jobs.into_values() {
            done += self.fill(open, job, target, &mut index).await?;
            target.progress(done, restored.bytes);
        }
        // What lies in a locker that was left behind is no use to the present one.
        if !self.former {
            store_index(self.platform(), &index)?;
        }
        Ok(restored)
    }

    async fn fill<T: Target>(
        &self,
        open: &OpenSnapshot,
        job: Job<T::File>,
        target: &mut T,
        index: &mut PieceIndex,
    ) -> Result<u64> {
        let pack = self.verified_pack(&job.pack).await?;
        let mut marker = open.top()?.marker(job.pack.id);
        let mut bytes = 0;
        for same in job.pieces.chunk_by(|a, b| (a.place.snapshot, a.place.entry) == (b.place.snapshot, b.place.entry)) {
            let Some(first) = same.first() else { continue };
            let snapshot = open.snapshot(first.place.snapshot)?;
            let segment = snapshot.open_segment(first.place.entry, &pack)?;
            for piece in same {
                let content = piece.place.piece(&segment)?;
                target.write_at(piece.file, piece.offset, content).map_err(cannot_write)?;
                index.insert_known(content, piece.place, snapshot)?;
                marker.add(content);
                bytes += content.len() as u64;
            }
        }
        target.settle().await.map_err(cannot_write)?;
        target.mark(job.pack.id, marker.mark()).map_err(cannot_write)?;
        Ok(bytes)
    }
}

type Jobs<F> = BTreeMap<(SnapshotId, PackId), Job<F>>;

/// Makes the entry at the target and notes which pieces belong into it.
fn lay_out<T: Target>(
    open: &OpenSnapshot,
    entry: &WalkedEntry,
    target: &mut T,
    jobs: &mut Jobs<T::File>,
    restored: &mut Restored,
) -> Result<()> {
    match &entry.body {
        WalkedBody::Folder => return target.folder(&entry.path, entry.stat).map_err(cannot_write),
        WalkedBody::Link { target: to } => target.link(&entry.path, entry.stat, to).map_err(cannot_write)?,
        WalkedBody::File { len, extents, .. } => {
            let file = target.file(&entry.path, entry.stat, *len).map_err(cannot_write)?;
            restored.bytes += len;
            let mut offset = 0;
            for extent in extents {
                match extent {
                    PlacedExtent::Hole(len) => target.hole(file, offset, *len).map_err(cannot_write)?,
                    PlacedExtent::Data(place) => {
                        let pack = *open.snapshot(place.snapshot)?.where_is(place.entry)?;
                        let job =
                            jobs.entry((place.snapshot, pack.id)).or_insert_with(|| Job { pack, pieces: Vec::new() });
                        job.pieces.push(Piece { place: *place, file, offset });
                    }
                }
                offset += extent.bytes();
            }
        }
    }
    restored.items += 1;
    Ok(())
}

fn cannot_write(why: String) -> Error {
    Error::Unexpected(format!(
        "The wallet cannot be written here: {why}. It is safe in the locker; restore it to another folder."
    ))
}
