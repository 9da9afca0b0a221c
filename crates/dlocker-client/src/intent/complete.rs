//! Completing a change that has waited.

use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::log::Event;

use super::PendingIntent;
use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::publish::Outcome;
use crate::unlock::{Unlock, Unlocked};

impl<P: Platform> Connection<'_, P> {
    /// Completes a change that is due: signs the roster that carries it out. Before that it says how long it waits, and spends no opening.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there is no such change, or it would close the locker ([`close`](Self::close) does that); [`Error::Refused`] if it was stopped or cancelled; those of unlocking.
    pub async fn complete_intent(&mut self, intent: IntentId, unlock: &Unlock) -> Result<Changed> {
        let Some(pending) = self.intents().await?.into_iter().find(|pending| pending.id == intent) else {
            return self.how_it_ended(intent).await;
        };
        if pending.state == IntentState::Waiting {
            return Ok(Changed::Waits(pending.waiting()));
        }
        if pending.change == Change::CloseLocker {
            return Err(Error::Misuse(
                "A locker is not closed in passing: what is in it is exported first. See: close. Nothing was changed."
                    .into(),
            ));
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.complete(&mut unlocked, &pending).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    /// Completes it, or says that it still waits.
    pub(crate) async fn complete(&mut self, unlocked: &mut Unlocked, pending: &PendingIntent) -> Result<Changed> {
        if pending.state == IntentState::Waiting {
            return Ok(Changed::Waits(pending.waiting()));
        }
        self.check_told(pending).await?;
        match self.apply(unlocked, &pending.change).await? {
            Outcome::Taken => Ok(Changed::Done),
            Outcome::Waits => match self.intents().await?.iter().find(|still| still.id == pending.id) {
                Some(still) => Ok(Changed::Waits(still.waiting())),
                None => self.how_it_ended(pending.id).await,
            },
        }
    }

    /// What the bank shows as due must be so by its log: told when it was made, its time over, and neither stopped nor cancelled since. Nothing
    /// is signed for a change that somebody has stopped.
    pub(crate) async fn check_told(&mut self, pending: &PendingIntent) -> Result<()> {
        let log = self.visit_log().await?;
        let mut due = None;
        for entry in log.entries() {
            match &entry.event {
                Event::IntentMade { intent, due: told, .. } if *intent == pending.id => due = Some(*told),
                Event::IntentStopped { intent }
                | Event::IntentCancelled { intent }
                | Event::IntentCompleted { intent }
                    if *intent == pending.id =>
                {
                    return Err(Error::damaged("the bank shows a change as due that is over by its own visit log"));
                }
                _ => {}
            }
        }
        match due {
            Some(due) if due <= log.head.at => Ok(()),
            _ => Err(Error::damaged("the bank shows a change as due whose time is not over by its visit log")),
        }
    }

    /// What the visit log tells of an intent that is no longer there.
    async fn how_it_ended(&mut self, intent: IntentId) -> Result<Changed> {
        let log = self.visit_log().await?;
        let over = |how: &str| {
            let detail = format!("This change was {how}. Nothing was changed. Ask for it again if you still want it.");
            Err(Error::Refused { code: "intent-over", detail })
        };
        for entry in log.entries() {
            match &entry.event {
                Event::IntentCompleted { intent: i } if *i == intent => return Ok(Changed::Done),
                Event::IntentStopped { intent: i } if *i == intent => {
                    return over("stopped by a device of this locker");
                }
                Event::IntentCancelled { intent: i } if *i == intent => {
                    return over("cancelled, or nobody completed it in time");
                }
                _ => {}
            }
        }
        Err(Error::Misuse(format!("There is no {intent} that waits. See: intents.")))
    }
}
