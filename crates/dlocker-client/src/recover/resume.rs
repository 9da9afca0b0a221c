//! After the Locker ID is back: unlock, check everything, open the backup that is to be restored.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, SnapshotId, Timestamp};

use super::removed::{Removed, removed_since, roster_at};
use super::survive::{AtLoss, RecoverOptions, Survivors, survivors};
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home::{self, RestoredTo};
use crate::log::{EMPTY, VisitLog};
use crate::open::OpenSnapshot;
use crate::platform::Platform;
use crate::snapshots::Snapshots;
use crate::standing::Told;
use crate::unlock::{Unlock, Unlocked};

/// The locker, open on the new device, before anything is rotated.
pub struct Regained {
    /// The unlocked locker.
    pub unlocked: Unlocked,
    /// The backups to restore, oldest first: the newest of each device from before the loss, or the one that was named; none if nothing was
    /// ever put in.
    pub open: Vec<OpenSnapshot>,
    /// Since when the phone is lost, by the officers' word.
    pub lost_since: Option<Timestamp>,
    /// Backups that were made since then: whoever has the phone may have made them.
    pub later: Vec<SnapshotId>,
    /// Who and what stays; none once the rotation is done.
    pub(crate) survivors: Option<Survivors>,
}

impl<P: Platform> Connection<'_, P> {
    /// Unlocks on the new device, and checks rosters, snapshots and the visit log against one another: the log must go on from the newest place
    /// that any snapshot has seen, and must tell of this re-issue. What the options name is checked before anything is restored.
    ///
    /// # Errors
    /// Those of unlocking; [`Error::Damaged`] if the bank's word does not fit what the owner's devices signed; [`Error::Misuse`] if the
    /// options name what is not there.
    pub async fn regain(&mut self, unlock: &Unlock, options: &RecoverOptions) -> Result<Regained> {
        let came_back = self.came_back().await?;
        let unlocked = self.unlock_with(unlock, &came_back).await?;
        let log = self.read_log(EMPTY).await?;
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        if snapshots.every().any(|header| !log.extends(&header.log)) {
            return Err(Error::damaged("the visit log does not go on from what the lost device had seen of it"));
        }
        agree(&log, &unlocked.chain, &snapshots)?;
        let lost_since = told(&log, self.session.device())?;
        self.remember_log(log.head.position)?;
        let removed = removed_since((&unlocked.chain, &log), &self.view().await?, lost_since);
        // What was chosen before is held to what is checked now.
        if came_back.iter().any(|one| one.entry.id == unlocked.method && !removed.contains(one)) {
            return Err(Error::damaged("the visit log no longer tells that this method was removed after the loss"));
        }
        let survivors = match self.is_listed(&unlocked.chain) {
            true => None,
            false => {
                let lost = lost_since.map(|lost| AtLoss(roster_at(&log, &unlocked.chain, lost)));
                Some(survivors((&unlocked.chain, &removed), lost.as_ref(), unlocked.method, options)?)
            }
        };
        let (chosen, later) = choose(&log, (&snapshots, &unlocked.chain), lost_since);
        let chosen = options.snapshot.map_or(chosen, |named| vec![named]);
        if let (true, Some(newest)) = (chosen.is_empty(), snapshots.newest()) {
            return Err(only_later(newest.id));
        }
        let open = self.open_all(&unlocked, &snapshots, &chosen).await?;
        Ok(Regained { unlocked, open, lost_since, later, survivors })
    }

    /// Methods that were removed since the loss and came back, as the rosters and the log tell it. Nothing of that is known to be the owner's before
    /// the unlock.
    async fn came_back(&mut self) -> Result<Vec<Removed>> {
        let Some(chain) = self.chain().await? else { return Ok(Vec::new()) };
        let log = self.read_log(EMPTY).await?;
        let lost_since = told(&log, self.session.device())?;
        Ok(removed_since((&chain, &log), &self.view().await?, lost_since))
    }

    pub(crate) fn is_listed(&self, chain: &RosterChain) -> bool {
        chain.current().devices.iter().any(|device| device.id == self.session.device())
    }

    /// Notes where the wallet is being restored to, and whether all of it is there: interrupted, the same place is used again, and a
    /// wallet that is back is not written over.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if the home cannot be written.
    pub fn mark_restored(&self, place: &str, whole: bool) -> Result<()> {
        let restored = RestoredTo { place: place.to_owned(), whole };
        home::change(self.platform(), |document| {
            if let Some(case) = &mut document.recovery {
                case.restored = Some(restored.clone());
            }
        })
    }
}

/// What the log tells, the bank must show: every roster that was published, and every backup in the order in which it was taken.
fn agree(log: &VisitLog, chain: &RosterChain, snapshots: &Snapshots) -> Result<()> {
    let mut shown = snapshots.identities();
    for entry in log.entries() {
        let there = match &entry.event {
            Event::SnapshotCommitted { snapshot, digest } => shown.next() == Some((*snapshot, *digest)),
            Event::RosterPublished { digest, .. } => chain.by_digest(digest).is_some(),
            _ => true,
        };
        if !there {
            return Err(Error::damaged("the visit log tells of a backup or a roster that the bank does not show"));
        }
    }
    Ok(())
}

/// What the log tells of the newest re-issue to this device: since when the phone is lost.
fn told(log: &VisitLog, device: DeviceId) -> Result<Option<Timestamp>> {
    let reissues = log.entries().filter_map(|entry| match &entry.event {
        Event::Reissued { device: d, lost_since, .. } if *d == device => Some(*lost_since),
        _ => None,
    });
    reissues.last().ok_or_else(|| Error::damaged("the visit log does not tell of the re-issue to this device"))
}

/// The newest backup of each device, or the newest that the bank took before the loss; and those that it took since.
fn choose(
    log: &VisitLog,
    (snapshots, chain): (&Snapshots, &RosterChain),
    lost_since: Option<Timestamp>,
) -> (Vec<SnapshotId>, Vec<SnapshotId>) {
    let told = Told::by(log);
    let is_later = |id: &SnapshotId| lost_since.is_some_and(|lost| told.since(id, lost));
    let later: Vec<_> = snapshots.headers().iter().map(|header| header.id).filter(is_later).collect();
    (snapshots.newest_of_each(chain, |header| !is_later(&header.id) && told.trusts(chain, header)), later)
}

fn only_later(newest: SnapshotId) -> Error {
    Error::Misuse(format!(
        "Every backup was made after the phone was lost, so none was chosen for you. If one of them is yours, say so: --snapshot {newest}. Nothing was changed."
    ))
}
