//! What was in the locker when it was recovered.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::Timestamp;

use crate::connect::Connection;
use crate::error::Result;
use crate::open::OpenSnapshot;
use crate::platform::Platform;
use crate::unlock::Unlocked;

impl<P: Platform> Connection<'_, P> {
    /// What the owner had put in before the last recovery, as [`open_newest_of_each_at`](Self::open_newest_of_each_at) gives it: without what a lost
    /// device put in after its loss. `None` where the locker was never recovered.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if a backup does not open.
    pub async fn open_before_recovery(&self, unlocked: &Unlocked) -> Result<Option<Vec<OpenSnapshot>>> {
        match recovered(&unlocked.chain) {
            Some(at) => {
                let before = Timestamp::from_millis(at.millis().saturating_sub(1));
                self.open_newest_of_each_at(unlocked, before).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// When the newest epoch began, if it is not the first.
fn recovered(chain: &RosterChain) -> Option<Timestamp> {
    let epoch = chain.current().epoch;
    chain.rosters().find(|roster| epoch > 1 && roster.epoch == epoch).map(|roster| roster.signed_at)
}
