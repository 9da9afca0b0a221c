//! The snapshots in the locker: fetched, and every one checked against the owner's rosters.

use std::collections::BTreeMap;

use dlocker_core::roster::RosterChain;
use dlocker_protocol::roster::ChainHead;
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::snapshot::{SnapshotHeader, SnapshotsPage};
use dlocker_protocol::{DeviceId, Digest, SnapshotId};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

/// Snapshots that devices of the owner's rosters put in, in the order in which the bank took them.
#[derive(Debug, Clone, Default)]
pub struct Snapshots {
    headers: Vec<SnapshotHeader>,
    digests: Vec<Digest>,
    heads: BTreeMap<DeviceId, ChainHead>,
}

impl Snapshots {
    /// Oldest first.
    #[must_use]
    pub fn headers(&self) -> &[SnapshotHeader] {
        &self.headers
    }

    /// The newest, if there is any.
    #[must_use]
    pub fn newest(&self) -> Option<&SnapshotHeader> {
        self.headers.last()
    }

    /// The one with this id.
    #[must_use]
    pub fn find(&self, id: SnapshotId) -> Option<&SnapshotHeader> {
        self.headers.iter().find(|header| header.id == id)
    }

    /// The one with this id and digest.
    pub(crate) fn find_exact(&self, id: SnapshotId, digest: &Digest) -> Option<&SnapshotHeader> {
        let at = self.headers.iter().position(|header| header.id == id)?;
        self.headers.get(at).filter(|_| self.digests.get(at) == Some(digest))
    }

    /// Id and digest of each, oldest first.
    pub(crate) fn identities(&self) -> impl Iterator<Item = (SnapshotId, Digest)> {
        self.headers.iter().map(|header| header.id).zip(self.digests.iter().copied())
    }

    /// The newest snapshot of each device's chain.
    pub(crate) fn head_of(&self, device: DeviceId) -> Option<ChainHead> {
        self.heads.get(&device).copied()
    }

    /// Takes one more, if it goes on from the chain of its device, and by no older roster than the one before it: the bank takes
    /// snapshots under the roster that is current, so their order is not the bank's to choose.
    fn take(&mut self, chain: &RosterChain, header: &SnapshotHeader) -> Result<()> {
        let number = |header: &SnapshotHeader| chain.by_digest(&header.roster).map(|roster| roster.number);
        if self.newest().is_some_and(|newest| number(newest) > number(header)) {
            return Err(Error::damaged("the backups are not in the order in which they were made"));
        }
        let before = self.heads.get(&header.device);
        let follows = match before {
            None => header.number == 1 && header.previous.is_none(),
            Some(head) => Some(header.number) == head.number.checked_add(1) && header.previous == Some(head.digest),
        };
        if !follows || self.find(header.id).is_some() {
            return Err(Error::damaged("a backup is missing between two others, or came twice"));
        }
        let digest = header.digest();
        self.heads.insert(header.device, ChainHead { number: header.number, digest });
        self.headers.push(header.clone());
        self.digests.push(digest);
        Ok(())
    }
}

impl<P: Platform> Connection<'_, P> {
    /// All snapshots of the locker, each by a device of a roster that this device believes, each device's chain without gaps, and this device's own newest among them.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not fit.
    pub async fn snapshots(&mut self) -> Result<Snapshots> {
        let Some(chain) = self.chain().await? else { return Ok(Snapshots::default()) };
        self.snapshots_of(&chain).await
    }

    pub(crate) async fn snapshots_of(&self, chain: &RosterChain) -> Result<Snapshots> {
        let mut snapshots = Snapshots::default();
        let mut after = 0;
        loop {
            let page: SnapshotsPage = self.session.get(&self.path(&format!("snapshots?after={after}"))).await?;
            for signed in &page.snapshots {
                snapshots.take(chain, verified(chain, signed)?)?;
            }
            match page.next {
                None => break,
                Some(next) if next > after && !page.snapshots.is_empty() => after = next,
                Some(_) => return Err(Error::damaged("the bank's list of backups does not go on")),
            }
        }
        chain.check_departed_heads(|device| snapshots.head_of(device)).map_err(Error::damaged)?;
        self.check_own(&snapshots)?;
        Ok(snapshots)
    }

    /// What this device put in last must be there, and what it opened last.
    fn check_own(&self, snapshots: &Snapshots) -> Result<()> {
        let document = home::load(self.platform())?.unwrap_or_default();
        let made = document.last_backup.is_none_or(|last| snapshots.find_exact(last.snapshot, &last.digest).is_some());
        let opened = document.last_proof.and_then(|proof| proof.snapshot);
        if made && opened.is_none_or(|id| snapshots.find(id).is_some()) {
            Ok(())
        } else {
            Err(Error::damaged("the bank does not show a backup that this device has made or opened"))
        }
    }
}

fn verified<'a>(chain: &RosterChain, signed: &'a Signed<SnapshotHeader>) -> Result<&'a SnapshotHeader> {
    chain.verify_snapshot(signed).map_err(Error::damaged)
}
