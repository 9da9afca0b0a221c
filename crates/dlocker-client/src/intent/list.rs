//! What waits, as the owner signed it.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::intent::{Change, IntentState, IntentView};
use dlocker_protocol::{DeviceId, IntentId, LockerId, Timestamp};

use crate::change::Waiting;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;

/// A change that waits or is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingIntent {
    /// Which.
    pub id: IntentId,
    /// Waiting or due.
    pub state: IntentState,
    /// The device at which it was made.
    pub by: DeviceId,
    /// When it may be completed, by the bank's clock. While its clock stands, that moves on with the time.
    pub due: Timestamp,
    /// The locker is frozen: the clock of this change stands still until that is over.
    pub stands: bool,
    /// What is to change, as the owner signed it.
    pub change: Change,
}

impl PendingIntent {
    /// What is told of it where it is in the way.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting { intent: self.id, what: self.change.kind(), due: self.due, stands: self.stands }
    }
}

impl<P: Platform> Connection<'_, P> {
    /// The changes that wait or are due, each checked to be signed with the owner key of the present epoch.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the bank shows one that the owner did not sign.
    pub async fn intents(&mut self) -> Result<Vec<PendingIntent>> {
        let view = self.view().await?;
        // After the view: an intent may name a roster that is newer than what this device has seen.
        let Some(chain) = self.chain().await? else { return Ok(Vec::new()) };
        let frozen = view.freeze.is_some();
        view.intents.iter().map(|intent| verified(&chain, self.enrolled.locker, intent, frozen)).collect()
    }
}

fn verified(chain: &RosterChain, locker: LockerId, view: &IntentView, frozen: bool) -> Result<PendingIntent> {
    let forged = || Error::damaged("a change that waits is not one that this locker's owner signed");
    let current = chain.current();
    let roster = chain.by_digest(&view.intent.unverified().roster).ok_or_else(forged)?;
    let intent = view.intent.verify(&current.owner_key).map_err(|_| forged())?;
    let fits = roster.epoch == current.epoch
        && intent.locker == locker
        && intent.id == view.id
        && intent.device == view.by
        && matches!(view.state, IntentState::Waiting | IntentState::Due);
    if !fits {
        return Err(forged());
    }
    let change = intent.change.clone();
    let stands = frozen && view.state == IntentState::Waiting;
    Ok(PendingIntent { id: view.id, state: view.state, by: view.by, due: view.due, stands, change })
}
