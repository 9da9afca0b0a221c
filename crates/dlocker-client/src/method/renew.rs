//! Registering a method anew: after a rotation that kept it without its secret at hand.

use super::register::{Epoch, Wanted};
use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;
use crate::unlock::{Unlock, Unlocked};

impl<P: Platform> Connection<'_, P> {
    /// Registers the method that just opened the locker anew, if its state asks for it. Every unlock of the SDK ends with this.
    /// Interrupted, the method stays in state `renew` and still opens.
    ///
    /// # Errors
    /// Those of a registration.
    pub async fn renew_if_due(&mut self, unlocked: &mut Unlocked, unlock: &Unlock) -> Result<bool> {
        if !unlocked.renew {
            return Ok(false);
        }
        let current = unlocked.chain.current();
        let Some(entry) = current.methods.iter().find(|m| m.id == unlocked.method).cloned() else { return Ok(false) };
        let owner_key = unlocked.keys.owner.public_key();
        let epoch = Epoch { number: current.epoch, seed: unlocked.seed()?, owner_key };
        let wanted =
            Wanted { method: entry.id, secret: &unlock.secret, guesses: Some(entry.guesses), added: entry.added };
        let pending = self.register(&wanted, &epoch).await?;
        self.change_roster(unlocked, vec![pending.part], |roster| {
            for method in &mut roster.methods {
                if method.id == pending.entry.id {
                    *method = pending.entry.clone();
                }
            }
        })
        .await?;
        unlocked.renew = false;
        Ok(true)
    }
}
