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
        self.find(id).filter(|header| header.digest() == *digest)
    }

    /// The newest snapshot of each device's chain.
    pub(crate) fn head_of(&self, device: DeviceId) -> Option<ChainHead> {
        self.heads.get(&device).copied()
    }

    /// Takes one more, if it goes on from the chain of its device.
    fn take(&mut self, header: &SnapshotHeader) -> Result<()> {
        let before = self.heads.get(&header.device);
        let follows = match before {
            None => header.number == 1 && header.previous.is_none(),
            Some(head) => Some(header.number) == head.number.checked_add(1) && header.previous == Some(head.digest),
        };
        if !follows || self.find(header.id).is_some() {
            return Err(Error::damaged("a backup is missing between two others, or came twice"));
        }
        self.heads.insert(header.device, ChainHead { number: header.number, digest: header.digest() });
        self.headers.push(header.clone());
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
                snapshots.take(verified(chain, signed)?)?;
            }
            match page.next {
                Some(next) if next > after => after = next,
                _ => break,
            }
        }
        chain.check_departed_heads(|device| snapshots.head_of(device)).map_err(Error::damaged)?;
        self.check_own(&snapshots)?;
        Ok(snapshots)
    }

    /// What this device put in last must be there.
    fn check_own(&self, snapshots: &Snapshots) -> Result<()> {
        let document = home::load(self.platform())?.unwrap_or_default();
        let Some(last) = document.last_backup else { return Ok(()) };
        match snapshots.find_exact(last.snapshot, &last.digest) {
            Some(_) => Ok(()),
            None => Err(Error::damaged("the bank does not show the newest backup of this device")),
        }
    }
}

fn verified<'a>(chain: &RosterChain, signed: &'a Signed<SnapshotHeader>) -> Result<&'a SnapshotHeader> {
    chain.verify_snapshot(signed).map_err(Error::damaged)
}
