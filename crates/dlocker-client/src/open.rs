//! Opening a snapshot: its root, the roots of the earlier ones that it refers to, and their packs.

use dlocker_core::roster::RosterChain;
use dlocker_core::snapshot::{OpenedSnapshot, OpenedSnapshots, ReadError, VerifiedPack};
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::snapshot::{PackRef, SnapshotHeader, SnapshotName};
use dlocker_protocol::{PackId, SnapshotId, Timestamp};
use std::rc::Rc;

use zeroize::Zeroizing;

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::held::Held;
use crate::home::{self, LastProof};
use crate::log::EMPTY;
use crate::platform::Platform;
use crate::restore::Restored;
use crate::snapshots::Snapshots;
use crate::standing::Told;
use crate::unlock::Unlocked;

/// Packs kept in memory while the manifest is read: at most 4 MiB each.
const PACKS_HELD: usize = 4;
/// Opened segments kept in memory besides: at most 1 MiB each. Neighbours in the manifest, and small files, share segments.
const SEGMENTS_HELD: usize = 8;

/// A snapshot that is open, and what it needs of earlier ones.
pub struct OpenSnapshot {
    header: SnapshotHeader,
    snapshots: Snapshots,
    pub(crate) opened: OpenedSnapshots,
    keys: Vec<(u64, UnsealingKey)>,
    packs: Held<PackId, VerifiedPack>,
    segments: Held<(SnapshotId, u32), Zeroizing<Vec<u8>>>,
}

impl OpenSnapshot {
    /// Its header.
    #[must_use]
    pub fn header(&self) -> &SnapshotHeader {
        &self.header
    }

    /// How much is in it.
    ///
    /// # Errors
    /// [`Error::Damaged`] if its root is not open.
    pub fn totals(&self) -> Result<Restored> {
        let totals = self.top()?.totals();
        Ok(Restored { items: totals.items, bytes: totals.bytes, resumed: 0 })
    }

    pub(crate) fn top(&self) -> Result<&OpenedSnapshot> {
        self.snapshot(self.header.id)
    }

    pub(crate) fn snapshot(&self, id: SnapshotId) -> Result<&OpenedSnapshot> {
        self.opened.get(&id).ok_or_else(|| Error::damaged("a part of an earlier backup is missing"))
    }

    /// A backup that does not open is no dead end while there is an older one.
    pub(crate) fn way_on(&self, error: Error) -> Error {
        match (error, self.snapshots.before(self.header.id)) {
            (Error::Damaged(text), Some(older)) => Error::Damaged(format!(
                "{text} This was the backup of {}. An older one, of {}, may still open: --snapshot {}.",
                self.header.created, older.created, older.id
            )),
            (error, _) => error,
        }
    }

    fn key(&self, epoch: u64) -> Result<&UnsealingKey> {
        let found = self.keys.iter().find(|(e, _)| *e == epoch).map(|(_, key)| key);
        found.ok_or_else(|| Error::damaged("a backup of an epoch that this locker never had"))
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::damaged(error)
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Opens a snapshot's root with an unlocked locker: the newest, or the one that is named. `None` if nothing was ever put in.
    ///
    /// # Errors
    /// [`Error::Misuse`] for an id that is not there; [`Error::Damaged`] if it does not open.
    pub async fn open_snapshot(&self, unlocked: &Unlocked, id: Option<SnapshotId>) -> Result<Option<OpenSnapshot>> {
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        let chosen = match id {
            Some(id) => Some(snapshots.named(id)?),
            None => snapshots.newest(),
        };
        let Some(header) = chosen.cloned() else {
            self.remember_proof(unlocked, None)?;
            return Ok(None);
        };
        let open = self.open_one(unlocked, snapshots, header).await?;
        self.remember_proof(unlocked, Some(&open))?;
        Ok(Some(open))
    }

    async fn open_one(
        &self,
        unlocked: &Unlocked,
        snapshots: Snapshots,
        header: SnapshotHeader,
    ) -> Result<OpenSnapshot> {
        let keys = unlocked.seeds.iter().map(|(e, seed)| (*e, seed.keys(self.enrolled.locker, *e).unsealing)).collect();
        let (opened, packs, segments) = (OpenedSnapshots::new(), Held::new(PACKS_HELD), Held::new(SEGMENTS_HELD));
        let mut open = OpenSnapshot { header, snapshots, opened, keys, packs, segments };
        let header = open.header.clone();
        self.open_root(&mut open, &header).await.map_err(|error| open.way_on(error))?;
        Ok(open)
    }

    /// What the owner has put in with all devices: the newest snapshot of each, oldest first. Empty if nothing was ever put in.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not open.
    pub async fn open_newest_of_each(&self, unlocked: &Unlocked) -> Result<Vec<OpenSnapshot>> {
        self.open_newest(unlocked, None).await
    }

    /// What the owner had put in with all devices at that moment: the newest snapshot until then of each device that was in use, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not open.
    pub async fn open_newest_of_each_at(&self, unlocked: &Unlocked, at: Timestamp) -> Result<Vec<OpenSnapshot>> {
        self.open_newest(unlocked, Some(at)).await
    }

    async fn open_newest(&self, unlocked: &Unlocked, at: Option<Timestamp>) -> Result<Vec<OpenSnapshot>> {
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        let chosen = self.newest_that_stand(&unlocked.chain, &snapshots, at).await?;
        self.open_all(unlocked, &snapshots, &chosen).await
    }

    /// The newest of each device. Where that of a device which is out has to do, none of those that it put in between a loss and the recovery:
    /// the owner may name one of them, but is not given it unasked.
    pub(crate) async fn newest_that_stand(
        &self,
        chain: &RosterChain,
        snapshots: &Snapshots,
        at: Option<Timestamp>,
    ) -> Result<Vec<SnapshotId>> {
        let in_use = |header: &SnapshotHeader| chain.current().devices.iter().any(|device| device.id == header.device);
        let choose = |counts: &dyn Fn(&SnapshotHeader) -> bool| match at {
            None => snapshots.newest_of_each(chain, counts),
            Some(at) => snapshots.newest_of_each_at(chain, at, counts),
        };
        let chosen = choose(&|_| true);
        if chosen.iter().all(|id| snapshots.find(*id).is_some_and(in_use)) {
            return Ok(chosen);
        }
        let told = Told::by(&self.read_log(EMPTY).await?);
        Ok(choose(&|header| told.trusts(chain, header)))
    }

    /// Opens each of these, which are given oldest first, as this list has them.
    pub(crate) async fn open_all(
        &self,
        unlocked: &Unlocked,
        snapshots: &Snapshots,
        chosen: &[SnapshotId],
    ) -> Result<Vec<OpenSnapshot>> {
        let mut open = Vec::with_capacity(chosen.len());
        for id in chosen {
            let header = snapshots.named(*id)?.clone();
            open.push(self.open_one(unlocked, snapshots.clone(), header).await?);
        }
        self.remember_proof(unlocked, open.last())?;
        Ok(open)
    }

    async fn open_root(&self, open: &mut OpenSnapshot, header: &SnapshotHeader) -> Result<()> {
        let root = header.packs.first().ok_or_else(|| Error::damaged("a backup without packs"))?;
        let bytes = self.fetch_pack(root).await?;
        let opened = OpenedSnapshot::open(header, open.key(header.epoch)?, &bytes)?;
        open.opened.insert(opened)?;
        Ok(())
    }

    /// Opens an earlier snapshot that this one refers to.
    pub(crate) async fn open_earlier(&self, open: &mut OpenSnapshot, earlier: &SnapshotName) -> Result<()> {
        let header = open.snapshots.find_exact(earlier.id, &earlier.digest).cloned();
        let header = header.ok_or_else(|| Error::damaged("a backup refers to one that is not there"))?;
        self.open_root(open, &header).await
    }

    /// A segment; it or its pack may be in memory still.
    pub(crate) async fn segment(
        &self,
        open: &mut OpenSnapshot,
        snapshot: SnapshotId,
        entry: u32,
    ) -> Result<Rc<Zeroizing<Vec<u8>>>> {
        if let Some(segment) = open.segments.find(&(snapshot, entry)) {
            return Ok(segment);
        }
        let reference = *open.snapshot(snapshot)?.where_is(entry)?;
        let pack = self.pack(open, &reference).await?;
        let segment = open.snapshot(snapshot)?.open_segment(entry, &pack)?;
        Ok(open.segments.keep((snapshot, entry), segment))
    }

    async fn pack(&self, open: &mut OpenSnapshot, reference: &PackRef) -> Result<Rc<VerifiedPack>> {
        if let Some(pack) = open.packs.find(&reference.id) {
            return Ok(pack);
        }
        let pack = self.verified_pack(reference).await?;
        Ok(open.packs.keep(reference.id, pack))
    }

    /// A pack from the bank, with the digest that the signed header names.
    pub(crate) async fn verified_pack(&self, reference: &PackRef) -> Result<VerifiedPack> {
        Ok(VerifiedPack::check(reference, self.fetch_pack(reference).await?)?)
    }

    async fn fetch_pack(&self, reference: &PackRef) -> Result<Vec<u8>> {
        let pack = self.session.get_bytes(&self.path(&format!("packs/{}", reference.id))).await;
        pack.map_err(|error| match error {
            // A signed header names it, so the bank had it: to the owner that is the same as a pack that does not open.
            Error::Misuse(_) | Error::Unexpected(_) => {
                Error::damaged("the bank does not give out a part of this backup")
            }
            other => other,
        })
    }

    /// Remembers that the locker was opened for real, and how far.
    fn remember_proof(&self, unlocked: &Unlocked, open: Option<&OpenSnapshot>) -> Result<()> {
        if self.former {
            return Ok(());
        }
        let proof =
            LastProof { at: self.platform().now(), kind: unlocked.kind, snapshot: open.map(|open| open.header.id) };
        home::change(self.platform(), |document| document.last_proof = Some(proof.clone()))
    }
}
