//! What the owner may choose: what a recovery must show, how long it waits, and which backups stay.

use dlocker_protocol::intent::Change;
use dlocker_protocol::locker::Terms;
use dlocker_protocol::roster::{Contact, Contacts, EvidenceKind, Policy, RecoveryBounds, RecoveryRule, Retention};

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
    /// What a recovery must show, by the bank's word.
    pub rule: RecoveryRule,
    /// What the owner chose of it, by the owner's roster.
    pub chosen_rule: Option<RecoveryRule>,
    /// Within what the owner may choose, and the bank's own rule.
    pub bounds: RecoveryBounds,
    /// How long weakening changes wait.
    pub changes_wait: u64,
    /// Which backups stay when newer ones come; all of them where none is chosen.
    pub retention: Option<Retention>,
    /// E-mail addresses that are told too.
    pub contacts: Contacts,
}

/// How many backups of each device are to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keep {
    /// The last so many.
    pub last: Option<u32>,
    /// The newest of each of the last so many days.
    pub daily: Option<u32>,
    /// The newest of each of the last so many weeks.
    pub weekly: Option<u32>,
    /// The newest of each of the last so many months.
    pub monthly: Option<u32>,
    /// The newest of each of the last so many years.
    pub yearly: Option<u32>,
}

impl Keep {
    /// The rule with these numbers; none where there is no number. What is put in stays for at least as long as changes wait, and for as long as it
    /// would have stayed before.
    fn retention(self, policy: &PolicyView) -> Result<Option<Retention>> {
        let Self { last, daily, weekly, monthly, yearly } = self;
        if self == Self::default() {
            return Ok(None);
        }
        let young = policy.retention.map_or(0, |before| before.young).max(policy.changes_wait);
        let retention = Retention { young, last, daily, weekly, monthly, yearly };
        let wrong =
            || Error::Misuse("Keep 1 to 10,000 of each; nothing was changed. Say `off` to keep everything.".into());
        if retention.is_sound() { Ok(Some(retention)) } else { Err(wrong()) }
    }
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
            recovery_rule: rule,
            recovery_bounds: bounds,
            ..
        } = self.view().await?.terms;
        let policy = self.chain().await?.map(|chain| chain.current().policy.clone()).unwrap_or_default();
        let Policy { recovery_wait: chosen, retention, recovery: chosen_rule, contacts } = policy;
        Ok(PolicyView {
            recovery_wait,
            chosen,
            default,
            min,
            max,
            rule,
            chosen_rule,
            bounds,
            changes_wait,
            retention,
            contacts,
        })
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

    /// Chooses what a recovery must show; `None` is the bank's own rule. Asking for more is at once, for less waits.
    ///
    /// # Errors
    /// [`Error::Misuse`] outside the bank's bounds; those of unlocking.
    pub async fn set_recovery_rule(&mut self, rule: Option<RecoveryRule>, unlock: &Unlock) -> Result<Changed> {
        let policy = self.policy().await?;
        if rule.is_some_and(|rule| !policy.bounds.allows(&rule)) {
            return Err(Error::Misuse(outside(&policy.bounds)));
        }
        if policy.chosen_rule == rule {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::WeakenRecovery { rule }).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    /// Chooses which backups stay when newer ones come; without numbers all do. Keeping more is at once, keeping less waits.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a number that is not from 1 to 10,000; those of unlocking.
    pub async fn set_retention(&mut self, keep: Keep, unlock: &Unlock) -> Result<Changed> {
        let policy = self.policy().await?;
        let retention = keep.retention(&policy)?;
        if policy.retention == retention {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::ShortenHistory { retention }).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    /// Names one more address that is told. On the locker's first day at once, later it waits. One that is told already is not named twice.
    ///
    /// # Errors
    /// [`Error::Misuse`] where there are four already; those of unlocking.
    pub async fn add_contact(&mut self, contact: Contact, unlock: &Unlock) -> Result<Changed> {
        let held = self.policy().await?.contacts;
        let full = || {
            Error::Misuse(
                "Four addresses are told already, and more cannot be; nothing was changed. Remove one first.".into(),
            )
        };
        let contacts = held.with(contact).ok_or_else(full)?;
        self.set_contacts(&held, contacts, unlock).await
    }

    /// Takes an address away from those that are told. It waits.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that is not told; those of unlocking.
    pub async fn remove_contact(&mut self, contact: &Contact, unlock: &Unlock) -> Result<Changed> {
        let held = self.policy().await?.contacts;
        if !held.has(contact) {
            return Err(Error::Misuse(format!(
                "{contact} is not among the addresses that are told; nothing was changed. See: dlocker policy contact list."
            )));
        }
        self.set_contacts(&held, held.without(contact), unlock).await
    }

    async fn set_contacts(&mut self, held: &Contacts, contacts: Contacts, unlock: &Unlock) -> Result<Changed> {
        if *held == contacts {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::ChooseContacts { contacts }).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }
}

/// What can be chosen at this bank.
fn outside(bounds: &RecoveryBounds) -> String {
    let kinds: Vec<&str> = bounds.from.iter().map(EvidenceKind::word).collect();
    let agreed = match bounds.wait_agreed_min {
        None => "there is no shorter wait where an officer and a credential agree".into(),
        Some(0) => "where an officer and a credential agree, the wait may be any".into(),
        Some(min) => {
            format!("where an officer and a credential agree, the wait may be {} or more", period::words(min))
        }
    };
    format!(
        "Recoveries at this bank may ask for {} to {} pieces of evidence, from {}; {agreed}. Nothing was changed. Choose within that, or `default` for the bank's own rule.",
        bounds.needed_min,
        bounds.needed_max,
        kinds.join(", "),
    )
}
