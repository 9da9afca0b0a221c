//! Closing the locker for good.

use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::locker::{self, CloseRequest, ClosingView};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::signature::{Draft, Signed};
use dlocker_protocol::{IntentId, SnapshotId};

use crate::change::Waiting;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home::{self, Closed};
use crate::intent::PendingIntent;
use crate::platform::Platform;
use crate::publish::{TRIES, kept_changing};
use crate::unlock::Unlocked;

/// How far the closing of a locker is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closing {
    /// Nobody has asked for it.
    Open,
    /// It was asked for and waits: every device is told, and any of them may stop it.
    Waits(Waiting),
    /// Its wait is over.
    Due(IntentId),
    /// The locker is closed, by its owner's signature.
    Closed(Closed),
}

impl<P: Platform> Connection<'_, P> {
    /// How far it is, from what the owner signed.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the bank says that the locker is closed and cannot show that its owner signed that.
    pub async fn closing(&mut self) -> Result<Closing> {
        match self.closing_intent().await {
            Ok(None) => Ok(Closing::Open),
            Ok(Some(pending)) if pending.state == IntentState::Waiting => Ok(Closing::Waits(pending.waiting())),
            Ok(Some(pending)) => Ok(Closing::Due(pending.id)),
            Err(Error::Refused { code, .. }) if code == ProblemCode::LockerClosed.text() => {
                self.how_closed().await.map(Closing::Closed)
            }
            Err(error) => Err(error),
        }
    }

    /// Goes one step towards the closing: asks for it, says how long it waits, or closes the locker. After that nothing of what was in it is at the bank.
    ///
    /// # Errors
    /// [`Error::Waiting`] while a recovery is under way; [`Error::Refused`] if it was stopped meanwhile.
    pub async fn close(&mut self, unlocked: &mut Unlocked) -> Result<Closing> {
        match self.closing_intent().await? {
            None => Ok(Closing::Waits(self.make_intent(unlocked, Change::CloseLocker).await?.waiting())),
            Some(pending) if pending.state == IntentState::Waiting => Ok(Closing::Waits(pending.waiting())),
            Some(pending) => {
                self.check_told(&pending).await?;
                self.sign_closing(unlocked, pending.id).await.map(Closing::Closed)
            }
        }
    }

    /// The newest backup of each device, which is what a restore without further words gives: found out without opening anything.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the list does not verify.
    pub async fn newest_backups(&mut self) -> Result<Vec<SnapshotId>> {
        let Some(chain) = self.chain().await? else { return Ok(Vec::new()) };
        let snapshots = self.snapshots_of(&chain).await?;
        self.newest_that_stand(&chain, &snapshots, None).await
    }

    async fn closing_intent(&mut self) -> Result<Option<PendingIntent>> {
        Ok(self.intents().await?.into_iter().find(|intent| intent.change == Change::CloseLocker))
    }

    async fn sign_closing(&mut self, unlocked: &mut Unlocked, intent: IntentId) -> Result<Closed> {
        for _ in 0..TRIES {
            let closing = locker::Closing {
                locker: self.enrolled.locker,
                intent,
                roster: unlocked.chain.current_digest(),
                device: self.session.device(),
                at: self.platform().now(),
            };
            let signed = Draft::new(closing).sign(&unlocked.keys.owner);
            let request = CloseRequest { closing: signed.clone() };
            let answer: core::result::Result<ClosingView, Problem> =
                self.session.attempt(&self.path("closing"), &request).await?;
            match answer {
                Ok(view) if view.closing.digest() == signed.digest() => return self.believe(&view),
                Ok(_) => return Err(Error::damaged("the bank took another closing")),
                Err(problem) if problem.code == ProblemCode::Conflict => self.catch_up(unlocked).await?,
                // Another device was quicker, or the answer to this one was lost.
                Err(problem) if problem.code == ProblemCode::LockerClosed => return self.how_closed().await,
                Err(problem) => return Err(problem.into()),
            }
        }
        Err(kept_changing())
    }

    /// How the locker was closed. The bank's word alone is not believed: this device would forget all that it has of the locker.
    async fn how_closed(&self) -> Result<Closed> {
        let view: ClosingView = self.session.get(&self.path("closing")).await?;
        let pinned = self.enrolled.roster;
        let rosters = self.kept_rosters()?;
        let newest = rosters.iter().find(|roster| Some(roster.digest()) == pinned);
        let unproven = || {
            Error::damaged(
                "the bank says that this locker was closed, and what it shows is not signed with the owner key that this device knows",
            )
        };
        let owner = newest.ok_or_else(unproven)?.unverified().owner_key;
        let signed: &Signed<locker::Closing> = &view.closing;
        let closing = signed.verify(&owner).map_err(|_| unproven())?;
        if closing.locker != self.enrolled.locker {
            return Err(unproven());
        }
        self.believe(&view)
    }

    fn believe(&self, view: &ClosingView) -> Result<Closed> {
        let closed = Closed { at: view.at, by: view.closing.unverified().device };
        home::change(self.platform(), |document| document.closed = Some(closed))?;
        Ok(closed)
    }
}
