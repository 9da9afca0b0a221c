//! What has to hold before a backup begins.

use std::collections::BTreeSet;

use dlocker_core::roster::RosterChain;
use dlocker_core::snapshot::{PieceIndex, SnapshotBuilder};
use dlocker_protocol::roster::ChainHead;
use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, SnapshotId};

use super::Builder;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

/// File of the index in the home.
pub(crate) const INDEX: &str = "index";

/// What the header of the backup will name.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) epoch: u64,
    pub(crate) sealing_key: SealingKey,
    pub(crate) roster: Digest,
    pub(crate) chain: Option<ChainHead>,
    pub(crate) log: LogPosition,
    pub(crate) deleted: BTreeSet<SnapshotId>,
}

impl<P: Platform> Connection<'_, P> {
    /// Begins a backup: checks rosters and log, and gives what is fed with the wallet.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the locker has no method yet, or its keys were rotated and this device has not unlocked it since.
    pub async fn begin_backup(&mut self) -> Result<(Plan, Builder<P::Rng>)> {
        let plan = self.plan().await?;
        let mut rng = self.platform().rng();
        let mut index = load_index(self.platform())?;
        // What lies in a deleted backup is sent anew: only so is its room given back.
        plan.deleted.iter().for_each(|id| index.forget(*id));
        let snapshot = SnapshotBuilder::new(self.enrolled.locker, SnapshotId::random(&mut rng), plan.epoch);
        Ok((plan, Builder::new(snapshot, index, rng)))
    }

    pub(crate) async fn plan(&mut self) -> Result<Plan> {
        if self.former {
            return Err(Error::Misuse("Nothing is put into a locker that was left behind by starting afresh.".into()));
        }
        let view = self.view().await?;
        let chain = self.chain_or_refuse().await?;
        let roster = chain.current();
        let pinned = self.enrolled.roster.is_some() && roster.epoch == self.enrolled.epoch;
        if !pinned {
            return Err(Error::Misuse(
                "The locker's keys are not the ones that this device has seen. Unlock it once here, say with: dlocker rehearse. Then back up again.".into(),
            ));
        }
        if !roster.devices.iter().any(|d| d.id == self.session.device()) {
            return Err(Error::Refused {
                code: "replaced",
                detail: "This device is no longer on the owner's roster. Nothing was put in.".into(),
            });
        }
        let (epoch, sealing_key) = (roster.epoch, roster.sealing_key.clone());
        let head = self.own_head(&chain, view.chain).await?;
        let log = self.newest_log_position().await?;
        Ok(Plan { epoch, sealing_key, roster: chain.current_digest(), chain: head, log, deleted: chain.deleted() })
    }

    /// The head of this device's chain: what this home remembers, or, where a copy of it went on meanwhile, what is verified to go on from that.
    async fn own_head(&self, chain: &RosterChain, shown: Option<ChainHead>) -> Result<Option<ChainHead>> {
        let document = home::load(self.platform())?.unwrap_or_default();
        let own = document.last_backup.map(|last| ChainHead { number: last.number, digest: last.digest });
        if own == shown {
            return Ok(own);
        }
        Ok(self.snapshots_of(chain).await?.head_of(self.session.device()))
    }
}

/// The index of this home. A missing, damaged or foreign one is the same as an empty one: more is sent, nothing is lost.
pub(crate) fn load_index<P: Platform>(platform: &P) -> Result<PieceIndex> {
    let bytes = platform.load(INDEX)?.unwrap_or_default();
    Ok(PieceIndex::from_bytes(&bytes, &mut platform.rng()))
}

/// Keeps the index.
pub(crate) fn store_index<P: Platform>(platform: &P, index: &PieceIndex) -> Result<()> {
    let bytes = index.to_bytes();
    platform.change(INDEX, &mut |_| Ok(Some(bytes.to_vec())))?;
    Ok(())
}
