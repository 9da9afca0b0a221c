//! What the owner may choose: how long a recovery waits.

use dlocker_protocol::intent::Change;
use dlocker_protocol::locker::Terms;

use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::period;
use crate::platform::Platform;
use crate::unlock::Unlock;

/// What holds for this locker. Durations in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyView {
    /// How long a recovery waits now, by the bank's word.
    pub recovery_wait: u64,
    /// What the owner chose, by the owner's roster.
    pub chosen: Option<u64>,
    /// How long it waits where the owner chose nothing.
    pub default: u64,
    /// The shortest that may be chosen.
    pub min: u64,
    /// The longest that may be chosen.
    pub max: u64,
    /// How long weakening changes wait.
    pub changes_wait: u64,
}

impl<P: Platform> Connection<'_, P> {
    /// What the owner chose, and what the bank makes of it.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the rosters do not verify.
    pub async fn policy(&mut self) -> Result<PolicyView> {
        let Terms {
            changes_wait,
            recovery_wait,
            recovery_wait_default: default,
            recovery_wait_min: min,
            recovery_wait_max: max,
            ..
        } = self.view().await?.terms;
        let chosen = self.chain().await?.and_then(|chain| chain.current().policy.recovery_wait);
        Ok(PolicyView { recovery_wait, chosen, default, min, max, changes_wait })
    }

    /// Chooses how long a recovery waits, in seconds; `None` is the bank's own. Longer is at once, shorter waits.
    ///
    /// # Errors
    /// [`Error::Misuse`] outside the bank's bounds; those of unlocking.
    pub async fn set_recovery_wait(&mut self, seconds: Option<u64>, unlock: &Unlock) -> Result<Changed> {
        let policy = self.policy().await?;
        if seconds.is_some_and(|seconds| !(policy.min..=policy.max).contains(&seconds)) {
            let (min, max) = (period::words(policy.min), period::words(policy.max));
            return Err(Error::Misuse(format!(
                "Recoveries at this bank may wait {min} to {max}; nothing was changed. Choose a time between, or `default` for the bank's own."
            )));
        }
        if policy.chosen == seconds {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::ShortenWait { seconds }).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }
}
