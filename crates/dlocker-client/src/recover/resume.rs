//! After the Locker ID is back: unlock, check everything, open the newest backup.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::log::Event;

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home::{self, RestoredTo};
use crate::log::{EMPTY, VisitLog};
use crate::open::OpenSnapshot;
use crate::platform::Platform;
use crate::snapshots::Snapshots;
use crate::unlock::{Unlock, Unlocked};

/// The locker, open on the new device, before anything is rotated.
pub struct Regained {
    /// The unlocked locker.
    pub unlocked: Unlocked,
    /// The newest backup, if there is one.
    pub open: Option<OpenSnapshot>,
}

impl<P: Platform> Connection<'_, P> {
    /// Unlocks on the new device, and checks rosters, snapshots and the visit log against one another: the log must go on from the newest place
    /// that any snapshot has seen, and must tell of this re-issue.
    ///
    /// # Errors
    /// Those of unlocking; [`Error::Damaged`] if the bank's word does not fit what the owner's devices signed.
    pub async fn regain(&mut self, unlock: &Unlock) -> Result<Regained> {
        let unlocked = self.unlock(unlock).await?;
        let open = self.open_snapshot(&unlocked, None).await?;
        let log = self.read_log(EMPTY).await?;
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        if snapshots.headers().iter().any(|header| !log.extends(&header.log)) {
            return Err(Error::damaged("the visit log does not go on from what the lost device had seen of it"));
        }
        agree(&log, &unlocked.chain, &snapshots)?;
        let device = self.session.device();
        let told = log.entries().any(|e| matches!(&e.event, Event::Reissued { device: d, .. } if *d == device));
        if !told {
            return Err(Error::damaged("the visit log does not tell of the re-issue to this device"));
        }
        self.remember_log(log.head.position)?;
        Ok(Regained { unlocked, open })
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
