//! Appends to the hash chain of a locker.

use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, LockerId, Timestamp};
use minicbor::{Decode, Encode};

/// Where a log ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LogTip {
    /// Number and digest of the newest entry.
    #[n(0)]
    pub position: LogPosition,
    /// Its time.
    #[n(1)]
    pub at: Timestamp,
}

impl LogTip {
    /// The end of an empty log.
    #[must_use]
    pub const fn empty(now: Timestamp) -> Self {
        Self { position: LogPosition { number: 0, digest: Digest::from_array([0; 32]) }, at: now }
    }
}

/// The entry that follows `tip`, and moves it. Its time is never before the entry before, whatever the clock does.
pub fn append(tip: &mut LogTip, locker: LockerId, actor: &Actor, event: Event, now: Timestamp) -> LogEntry {
    let previous = (tip.position.number > 0).then_some(tip.position.digest);
    let at = now.max(tip.at);
    let entry =
        LogEntry { locker, number: tip.position.number.saturating_add(1), previous, at, actor: actor.clone(), event };
    *tip = LogTip { position: LogPosition { number: entry.number, digest: entry.digest() }, at };
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_entries_chain_without_gaps_and_never_go_back_in_time() {
        let locker = LockerId::from_array([1; 16]);
        let mut tip = LogTip::empty(Timestamp::from_millis(5));
        let first = append(&mut tip, locker, &Actor::Bank, Event::Invited, Timestamp::from_millis(10));
        let second = append(&mut tip, locker, &Actor::Bank, Event::Invited, Timestamp::from_millis(3));
        assert_eq!((first.number, first.previous), (1, None));
        assert_eq!((second.number, second.previous), (2, Some(first.digest())));
        assert_eq!(second.at, first.at);
        assert_eq!(tip.position.digest, second.digest());
    }
}
