//! Feeding the wallet in, depth first.

use std::collections::BTreeSet;
use std::sync::Arc;

use dlocker_core::snapshot::{
    Between, Cut, Extent, File, Finished, FolderBuilder, ItemLabel, Moved, NodeRef, PieceClass, PieceIndex, ReadyPack,
    SnapshotBuilder, Stat, cut_len,
};
use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::{Digest, PackId, SnapshotId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::sending::Sending;
use crate::error::{Error, Result};

/// Takes the wallet in and gives packs out. Knows no secret of the locker's.
pub struct Builder<R> {
    snapshot: SnapshotBuilder,
    index: PieceIndex,
    rng: R,
    folders: Vec<OpenFolder>,
    notes: Notes,
    moved: Vec<Moved>,
}

/// What it takes to note down how far this has got.
pub(crate) struct Notes {
    pub(crate) sending: Arc<Sending>,
    pub(crate) sealing_key: SealingKey,
}

struct OpenFolder {
    name: Vec<u8>,
    stat: Stat,
    folder: FolderBuilder,
}

/// The top folder has no name and no place in the wallet.
const TOP: Stat = Stat { mode: 0o700, mtime_secs: 0, mtime_nanos: 0 };

/// The content of one file so far. Dropped, the file is not in the backup.
pub struct FileParts {
    class: PieceClass,
    len: u64,
    extents: Vec<Extent>,
    /// How many parts had been made when these extents were last looked at.
    parts: usize,
}

/// A snapshot that waits to be committed, once its last packs are sent.
pub struct Built {
    pub(crate) id: SnapshotId,
    pub(crate) index: PieceIndex,
    pub(crate) finished: Finished,
}

impl Built {
    /// The packs that remain to be sent.
    pub fn take_packs(&mut self) -> Vec<ReadyPack> {
        core::mem::take(&mut self.finished.packs)
    }
}

impl<R: CryptoRng> Builder<R> {
    pub(crate) fn new(snapshot: SnapshotBuilder, index: PieceIndex, rng: R, notes: Notes) -> Self {
        let top = OpenFolder { name: Vec::new(), stat: TOP, folder: FolderBuilder::new() };
        Self { snapshot, index, rng, folders: vec![top], notes, moved: Vec::new() }
    }

    /// Length in bytes of the pieces that a file is to be fed in; the last may be shorter.
    #[must_use]
    pub fn piece_len(cut: Cut) -> usize {
        cut_len(cut)
    }

    /// A folder begins.
    pub fn enter_folder(&mut self, name: &[u8], stat: Stat) {
        self.folders.push(OpenFolder { name: name.to_vec(), stat, folder: FolderBuilder::new() });
    }

    /// The folder entered last ends.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there is none, or something does not fit into a snapshot.
    pub fn leave_folder(&mut self) -> Result<()> {
        let open = self.folders.pop().filter(|_| !self.folders.is_empty());
        let open = open.ok_or_else(|| Error::unexpected("a folder was left that was never entered"))?;
        let node = self.close(open.folder)?;
        self.top()?.add_folder(&open.name, open.stat, node).map_err(refused)
    }

    /// A symbolic link.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it does not fit into a snapshot.
    pub fn link(&mut self, name: &[u8], stat: Stat, target: &[u8]) -> Result<()> {
        self.top()?.add_link(name, stat, target).map_err(refused)
    }

    /// A file begins. `raw_key`: it holds bare key material, which is never compressed or gathered with anything else.
    #[must_use]
    pub fn begin_file(&self, raw_key: bool) -> FileParts {
        let class = if raw_key { PieceClass::RawKey } else { PieceClass::Content };
        FileParts { class, len: 0, extents: Vec::new(), parts: self.moved.len() }
    }

    /// The next bytes of a file: 1 to [`Self::piece_len`] of them.
    ///
    /// # Errors
    /// [`Error::Misuse`] if they do not fit into a snapshot.
    pub fn data(&mut self, file: &mut FileParts, bytes: &[u8]) -> Result<()> {
        self.follow(file);
        let location = self.snapshot.put(&mut self.index, file.class, bytes, &mut self.rng).map_err(refused)?;
        file.extents.push(Extent::Data(location));
        file.len += bytes.len() as u64;
        Ok(())
    }

    /// A hole of this length comes next.
    pub fn hole(&mut self, file: &mut FileParts, len: u64) {
        file.extents.push(Extent::Hole(len));
        file.len += len;
    }

    /// The file is complete.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it does not fit into a snapshot.
    pub fn end_file(&mut self, name: &[u8], stat: Stat, label: ItemLabel, mut parts: FileParts) -> Result<()> {
        self.follow(&mut parts);
        let file = File { len: parts.len, label, extents: parts.extents };
        self.top()?.add_file(name, stat, file).map_err(refused)
    }

    /// A pack that is full, to be sent now; ask after everything that is fed in.
    pub fn take_pack(&mut self) -> Option<ReadyPack> {
        self.snapshot.take_pack()
    }

    /// At most once a second: what had arrived by now, to be kept in the home with
    /// [`keep_unfinished`](crate::Connection::keep_unfinished). Ask after the packs.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the wallet is too large for one snapshot.
    pub fn take_unfinished(&mut self) -> Result<Option<Vec<u8>>> {
        self.notes.sending.take_due().map_or(Ok(None), |arrived| self.note(&arrived))
    }

    /// What has arrived: to be kept where the backup ends early.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the wallet is too large for one snapshot.
    pub fn unfinished(&mut self) -> Result<Option<Vec<u8>>> {
        let arrived = self.notes.sending.all();
        self.note(&arrived)
    }

    /// Every hour or 4 GiB: a part of what was fed in so far. It is committed with [`commit_part`](crate::Connection::commit_part) and
    /// then told with [`part_committed`](Self::part_committed) before anything else is fed in. Ask after the packs.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the wallet is too large for one snapshot.
    pub fn take_part(&mut self) -> Result<Option<Between>> {
        if !self.notes.sending.take_part_due() {
            return Ok(None);
        }
        let next = SnapshotId::random(&mut self.rng);
        let part = self.snapshot.part(next, &self.notes.sealing_key, &mut self.rng).map_err(refused)?;
        self.folders.iter_mut().for_each(|open| open.folder.follow(part.moved));
        self.moved.push(part.moved);
        Ok(Some(part))
    }

    /// The part is in the locker. Gives the bytes of the index, to be kept with [`keep_index`](crate::Connection::keep_index).
    pub fn part_committed(&mut self, part: &Between, header: Digest) -> Zeroizing<Vec<u8>> {
        self.snapshot.part_committed(&mut self.index, part, header);
        self.index.to_bytes()
    }

    /// The extents of a file that was open when parts were made point to them.
    fn follow(&self, file: &mut FileParts) {
        for moved in self.moved.get(file.parts..).unwrap_or_default() {
            moved.follow(&mut file.extents);
        }
        file.parts = self.moved.len();
    }

    fn note(&mut self, arrived: &BTreeSet<PackId>) -> Result<Option<Vec<u8>>> {
        self.notes.sending.weigh(self.index.staged());
        let noted = self.snapshot.unfinished(&self.index, arrived, &self.notes.sealing_key, &mut self.rng);
        Ok(noted.map_err(refused)?.map(|part| part.to_bytes()))
    }

    /// Ends the snapshot, sealed to the locker's public key.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the wallet is too large for one snapshot.
    pub fn finish(mut self, plan: &super::Plan) -> Result<Built> {
        let top = self.folders.pop().filter(|_| self.folders.is_empty());
        let top = top.ok_or_else(|| Error::unexpected("a folder was entered and never left"))?;
        let node = self.close(top.folder)?;
        self.seal(node, &plan.sealing_key)
    }

    fn seal(mut self, node: NodeRef, key: &SealingKey) -> Result<Built> {
        let id = self.snapshot.id();
        let finished = self.snapshot.finish(node, key, &mut self.rng).map_err(refused)?;
        Ok(Built { id, index: self.index, finished })
    }

    fn close(&mut self, folder: FolderBuilder) -> Result<NodeRef> {
        folder.finish(&mut self.snapshot, &mut self.index, &mut self.rng).map_err(refused)
    }

    fn top(&mut self) -> Result<&mut FolderBuilder> {
        let top = self.folders.last_mut();
        top.map(|open| &mut open.folder).ok_or_else(|| Error::unexpected("the backup is over"))
    }
}

fn refused(error: dlocker_core::snapshot::BuildError) -> Error {
    Error::Misuse(format!("The backup cannot be made: {error}. What was in the locker before is untouched."))
}
