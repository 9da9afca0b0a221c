//! After the Locker ID is back: unlock, check everything, open the newest backup.

use dlocker_protocol::log::Event;

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::open::OpenSnapshot;
use crate::platform::Platform;
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
        let log = self.visit_log().await?;
        let snapshots = self.snapshots_of(&unlocked.chain).await?;
        if snapshots.headers().iter().any(|header| !log.extends(&header.log)) {
            return Err(Error::damaged("the visit log does not go on from what the lost device had seen of it"));
        }
        let device = self.session.device();
        let told = log.entries().any(|e| matches!(&e.event, Event::Reissued { device: d, .. } if *d == device));
        if !told {
            return Err(Error::damaged("the visit log does not tell of the re-issue to this device"));
        }
        Ok(Regained { unlocked, open })
    }

    /// Notes that the wallet is back on disk: what remains is the rotation.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if the home cannot be written.
    pub fn mark_restored(&self) -> Result<()> {
        home::change(self.platform(), |document| {
            if let Some(case) = &mut document.recovery {
                case.restored = true;
            }
        })
    }
}
