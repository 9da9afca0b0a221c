//! What the owner chose for recoveries, and when: a thief may make them harder at once, and what counts is what was in force before.

use dlocker_protocol::Timestamp;
use dlocker_protocol::roster::{Policy, RecoveryRule};
use minicbor::{Decode, Encode};

use super::{LockerRecord, RosterHead};

/// Most choices that are remembered.
const MOST: usize = 16;
/// How long a choice is remembered after it ended, where there is no room for all, in milliseconds.
const KEPT: u64 = 90 * 24 * 3600 * 1000;

/// A choice for recoveries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RecoveryChoice {
    /// Since when it holds.
    #[n(0)]
    pub since: Timestamp,
    /// How long they wait, in seconds; as long as the bank's own where absent.
    #[n(1)]
    pub wait: Option<u64>,
    /// What they must show; the bank's own rule where absent.
    #[n(2)]
    pub rule: Option<RecoveryRule>,
}

impl LockerRecord {
    /// Notes what a roster chose, unless it is what held before. Of too many, those go that ended long ago; and else the newest before, so that nobody can push out what
    /// was in force when the phone was lost by choosing often.
    pub fn note_choice(&mut self, policy: &Policy, now: Timestamp) {
        let chosen = RecoveryChoice { since: now, wait: policy.recovery_wait, rule: policy.recovery };
        let same = |held: &RosterHead| (held.recovery_wait, held.recovery_rule) == (chosen.wait, chosen.rule);
        if self.roster.as_ref().is_some_and(same) {
            return;
        }
        while self.choices.len() >= MOST {
            let ended_long_ago = self.choices.get(1).is_some_and(|next| now.millis_since(next.since) >= KEPT);
            let at = if ended_long_ago { 0 } else { self.choices.len() - 1 };
            self.choices.remove(at);
        }
        self.choices.push(chosen);
    }

    /// What holds now.
    #[must_use]
    pub fn chosen(&self) -> (Option<u64>, Option<RecoveryRule>) {
        self.roster.map_or((None, None), |head| (head.recovery_wait, head.recovery_rule))
    }

    /// What held at that moment. Before what is remembered it is as if nothing had been chosen.
    #[must_use]
    pub fn chosen_at(&self, at: Timestamp) -> (Option<u64>, Option<RecoveryRule>) {
        let held = self.choices.iter().rev().find(|choice| choice.since <= at);
        held.map_or((None, None), |choice| (choice.wait, choice.rule))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::{Handle, LockerId};

    use super::*;

    const DAY: u64 = 24 * 3600 * 1000;

    #[test]
    fn p7_choosing_often_does_not_push_out_what_was_chosen_before() {
        let start = Timestamp::from_millis(1_800_000_000_000);
        let handle = Handle::parse("owner@example.com").unwrap();
        let mut locker = LockerRecord::new(LockerId::from_array([1; 16]), handle, start);
        let waits = |seconds| Policy { recovery_wait: Some(seconds), ..Policy::default() };
        locker.note_choice(&waits(24), start);
        for at in 1..100 {
            locker.note_choice(&waits(24 + at), start.plus_millis(at));
        }
        assert_eq!(locker.choices.len(), MOST);
        assert_eq!(locker.choices[0], RecoveryChoice { since: start, wait: Some(24), rule: None });
        assert_eq!(locker.choices.last().map(|choice| choice.wait), Some(Some(123)));
        locker.note_choice(&Policy::default(), start.plus_millis(100 * DAY));
        assert_eq!(locker.choices[0].wait, Some(25), "what ended long ago goes first");
    }
}
