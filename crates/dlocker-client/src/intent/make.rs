//! Asking for a change that has to wait.

use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{Change, Intent, IntentRequest, IntentView};
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::Draft;

use super::PendingIntent;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::publish::{TRIES, kept_changing};
use crate::unlock::Unlocked;

impl<P: Platform> Connection<'_, P> {
    /// Signs the intent with the owner key and hands it in; signed anew if somebody changes the roster meanwhile.
    pub(crate) async fn make_intent(&mut self, unlocked: &mut Unlocked, change: Change) -> Result<PendingIntent> {
        let id = IntentId::random(&mut self.platform().rng());
        for _ in 0..TRIES {
            let intent = Intent {
                locker: self.enrolled.locker,
                id,
                roster: unlocked.chain.current_digest(),
                device: self.session.device(),
                change: change.clone(),
                at: self.platform().now(),
            };
            let request = IntentRequest { intent: Draft::new(intent).sign(&unlocked.keys.owner) };
            let answer: core::result::Result<IntentView, _> =
                self.session.attempt(&self.path("intents"), &request).await?;
            match answer {
                Ok(view) if view.id == id => {
                    return Ok(PendingIntent {
                        id,
                        state: view.state,
                        by: view.by,
                        due: view.due,
                        stands: false,
                        change,
                    });
                }
                Ok(_) => return Err(Error::damaged("the bank took another change than the one that was asked for")),
                Err(problem) if problem.code == ProblemCode::Conflict => self.catch_up(unlocked).await?,
                Err(problem) => return Err(problem.into()),
            }
        }
        Err(kept_changing())
    }
}
