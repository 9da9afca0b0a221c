//! What has to hold before a backup begins.

use std::sync::Arc;

use dlocker_core::roster::RosterChain;
use dlocker_core::snapshot::{PieceIndex, SnapshotBuilder};
use dlocker_protocol::roster::{ChainHead, Retention};
use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, SnapshotId};

use super::Builder;
use super::build::Notes;
use super::resume::UNFINISHED;
use super::sending::Sending;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::snapshots::Snapshots;

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
    /// The list of snapshots, where it was looked at.
    pub(crate) snapshots: Option<Arc<Snapshots>>,
    /// Parts that this one lets go.
    pub(crate) drops: Vec<SnapshotId>,
    /// The owner's rule by which it lets history go.
    pub(crate) retention: Option<Retention>,
    /// Bytes of packs that an interrupted backup had sent already.
    pub(crate) resumed_bytes: u64,
}

impl Plan {
    /// A part of this device was committed: the chain goes on from it, and the backup lets it go.
    pub(crate) fn follow(&mut self, part: SnapshotId, number: u64, digest: Digest) {
        self.chain = Some(ChainHead { number, digest });
        self.drops.push(part);
        self.drops.sort_unstable();
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Begins a backup: checks rosters and log, takes up what an interrupted one had sent, and gives what is fed with the wallet.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the locker has no method yet, or its keys were rotated and this device has not unlocked it since.
    pub async fn begin_backup(&mut self) -> Result<(Plan, Builder<P::Rng>)> {
        let mut rng = self.platform().rng();
        let mut index = load_or_make_index(self.platform())?;
        let mut plan = self.plan(&index).await?;
        if let Some(snapshots) = &plan.snapshots {
            index.settle(snapshots.standings());
        }
        plan.resumed_bytes = self.resume(&mut plan, &mut index).await?;
        self.sending = Arc::new(Sending::from(self.platform().now()));
        let snapshot = SnapshotBuilder::new(self.enrolled.locker, SnapshotId::random(&mut rng), plan.epoch);
        let notes = Notes { sending: Arc::clone(&self.sending), sealing_key: plan.sealing_key.clone() };
        Ok((plan, Builder::new(snapshot, index, rng, notes)))
    }

    /// What the header will name. The list of snapshots is looked at where `index` counts on something that has changed.
    pub(crate) async fn plan(&mut self, index: &PieceIndex) -> Result<Plan> {
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
        let own = self.own_head()?;
        // Nothing goes while somebody else may have a phone of the owner's, and nothing younger than changes wait now: the bank would refuse it.
        let calm = view.freeze.is_none() && view.cases.is_empty();
        let retention =
            roster.policy.retention.filter(|_| calm).map(|rule| rule.young_for_at_least(view.terms.changes_wait));
        let snapshots = if own == view.chain && retention.is_none() && !self.must_list(&chain, index)? {
            None
        } else {
            Some(Arc::new(self.snapshots_of(&chain).await?))
        };
        let device = self.session.device();
        let head = snapshots.as_ref().map_or(own, |snapshots| snapshots.head_of(device));
        let drops = snapshots.as_ref().map(|snapshots| snapshots.parts_of(device)).unwrap_or_default();
        let log = self.newest_log_position().await?;
        let roster = chain.current_digest();
        Ok(Plan { epoch, sealing_key, roster, chain: head, log, snapshots, drops, retention, resumed_bytes: 0 })
    }

    /// The head of this device's chain, as this home remembers it. Where a copy of it went on meanwhile, the list shows the true one.
    fn own_head(&self) -> Result<Option<ChainHead>> {
        let document = home::load(self.platform())?.unwrap_or_default();
        let last = document.last_backup.map(|last| ChainHead { number: last.number, digest: last.digest });
        let part = document.last_part.map(|part| ChainHead { number: part.number, digest: part.digest });
        Ok(last.into_iter().chain(part).max_by_key(|head| head.number))
    }

    /// Whether the list of snapshots has to be looked at: something that the index counts on was deleted or let go, or parts are about.
    fn must_list(&self, chain: &RosterChain, index: &PieceIndex) -> Result<bool> {
        let parts = home::load(self.platform())?.is_some_and(|document| document.last_part.is_some());
        let deleted = chain.deleted();
        Ok(parts || self.platform().load(UNFINISHED)?.is_some() || index.counts_on(|id| deleted.contains(&id)))
    }
}

/// The index of this home. A missing, damaged or foreign one is the same as an empty one: more is sent, nothing is lost.
pub(crate) fn load_index<P: Platform>(platform: &P) -> Result<PieceIndex> {
    let bytes = platform.load(INDEX)?.unwrap_or_default();
    Ok(PieceIndex::from_bytes(&bytes, &mut platform.rng()))
}

/// The index of this home. A fresh one is kept at once: what an interrupted backup notes down is known again by its key.
fn load_or_make_index<P: Platform>(platform: &P) -> Result<PieceIndex> {
    if let Some(index) = platform.load(INDEX)?.and_then(|bytes| PieceIndex::read(&bytes)) {
        return Ok(index);
    }
    let fresh = PieceIndex::new(&mut platform.rng());
    store_index(platform, &fresh)?;
    Ok(fresh)
}

/// Keeps the index.
pub(crate) fn store_index<P: Platform>(platform: &P, index: &PieceIndex) -> Result<()> {
    let bytes = index.to_bytes();
    platform.change(INDEX, &mut |_| Ok(Some(bytes.to_vec())))?;
    Ok(())
}
