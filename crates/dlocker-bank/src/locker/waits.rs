//! Which recovery waits the owner chose when: a thief may lengthen the wait at once, and what counts is what was in force before.

use dlocker_protocol::Timestamp;
use minicbor::{Decode, Encode};

use super::LockerRecord;

/// Most choices of a recovery wait that are remembered.
const MOST_WAITS: usize = 16;
/// How long a choice is remembered after it ended, where there is no room for all, in milliseconds.
const WAITS_KEPT: u64 = 90 * 24 * 3600 * 1000;

/// A choice of a recovery wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct WaitChoice {
    /// Since when it holds.
    #[n(0)]
    pub since: Timestamp,
    /// In seconds; the bank's own where absent.
    #[n(1)]
    pub seconds: Option<u64>,
}

impl LockerRecord {
    /// Notes a choice of a recovery wait. Of too many, those go that ended long ago; and else the newest before, so that nobody can push out what
    /// was in force when the phone was lost by choosing often.
    pub fn note_wait(&mut self, seconds: Option<u64>, now: Timestamp) {
        while self.waits.len() >= MOST_WAITS {
            let ended_long_ago = self.waits.get(1).is_some_and(|next| now.millis_since(next.since) >= WAITS_KEPT);
            let at = if ended_long_ago { 0 } else { self.waits.len() - 1 };
            self.waits.remove(at);
        }
        self.waits.push(WaitChoice { since: now, seconds });
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
        locker.note_wait(Some(24), start);
        for at in 1..100 {
            locker.note_wait(Some(24 + at), start.plus_millis(at));
        }
        assert_eq!(locker.waits.len(), MOST_WAITS);
        assert_eq!(locker.waits[0], WaitChoice { since: start, seconds: Some(24) });
        assert_eq!(locker.waits.last().map(|choice| choice.seconds), Some(Some(123)));
        locker.note_wait(None, start.plus_millis(100 * DAY));
        assert_eq!(locker.waits[0].seconds, Some(25), "what ended long ago goes first");
    }
}
