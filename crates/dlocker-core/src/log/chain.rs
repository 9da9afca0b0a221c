//! A verified stretch of the visit log.

use dlocker_protocol::log::{LogEntry, LogHead};
use dlocker_protocol::signature::{BadSignature, Document as _, Signed};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, LockerId, PublicKey, Timestamp, TrusteeId, cbor};

/// Entries of one locker's log that follow one another without a gap, from the first or from a position that is already believed.
#[derive(Clone)]
pub struct LogChain {
    locker: LockerId,
    start: LogPosition,
    entries: Vec<(Digest, LogEntry)>,
}

/// Why a log is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLog {
    /// An entry is not well-formed, of another locker, out of number, does not name the one before, or goes back in time.
    #[error("entry {number} of the visit log does not follow the one before it: the bank's log was altered")]
    Entry {
        /// The number that it should have had.
        number: u64,
    },
    /// The head is not signed by the bank's log key, or is of another bank or locker.
    #[error("{0}; the visit log cannot be believed")]
    Signature(#[from] BadSignature),
    /// The head is of another trustee or locker.
    #[error("this head belongs to another bank or locker; the visit log cannot be believed")]
    Place,
    /// The head denies entries that the bank itself handed out.
    #[error("the bank signed a head that contradicts its own log")]
    Head,
    /// The head goes further than the entries: more must be fetched.
    #[error("the visit log goes further than what was fetched; fetch the rest")]
    Short,
}

/// Before the first entry.
const EMPTY: LogPosition = LogPosition { number: 0, digest: Digest::from_array([0; 32]) };

impl LogChain {
    /// The empty log of a locker: entry 1 comes next.
    #[must_use]
    pub const fn new(locker: LockerId) -> Self {
        Self::after(locker, EMPTY)
    }

    /// A log of which everything up to `position` is already believed.
    #[must_use]
    pub const fn after(locker: LockerId, position: LogPosition) -> Self {
        Self { locker, start: position, entries: Vec::new() }
    }

    /// Verifies canonical entries, in order, that follow `previous` (the empty position, number 0 and zeros, for a log from its beginning).
    ///
    /// # Errors
    /// [`BadLog::Entry`] at the first that does not follow.
    pub fn verify<'a>(
        locker: LockerId,
        entries: impl IntoIterator<Item = &'a [u8]>,
        previous: LogPosition,
    ) -> Result<Self, BadLog> {
        let mut chain = Self::after(locker, previous);
        chain.extend(entries)?;
        Ok(chain)
    }

    /// Adds canonical entries that follow.
    ///
    /// # Errors
    /// [`BadLog::Entry`] at the first that does not; those before it stay.
    pub fn extend<'a>(&mut self, entries: impl IntoIterator<Item = &'a [u8]>) -> Result<(), BadLog> {
        entries.into_iter().try_for_each(|bytes| self.push(bytes))
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), BadLog> {
        let last = self.position();
        let number = last.number.saturating_add(1);
        let bad = BadLog::Entry { number };
        if bytes.len() > LogEntry::MAX_BYTES {
            return Err(bad);
        }
        let entry: LogEntry = cbor::decode(bytes, LogEntry::LABEL).map_err(|_| bad)?;
        let previous = (last.number > 0).then_some(last.digest);
        let follows = entry.locker == self.locker && entry.number == number && entry.previous == previous;
        if !follows || entry.at < self.newest_time() {
            return Err(bad);
        }
        self.entries.push((entry.digest(), entry));
        Ok(())
    }

    fn newest_time(&self) -> Timestamp {
        self.entries.last().map_or(Timestamp::from_millis(0), |(_, entry)| entry.at)
    }

    /// The newest place of the chain.
    #[must_use]
    pub fn position(&self) -> LogPosition {
        self.entries.last().map_or(self.start, |(digest, entry)| LogPosition { number: entry.number, digest: *digest })
    }

    /// The verified entries, in order.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &LogEntry> + ExactSizeIterator {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Whether this chain goes through `position`: what was seen there once is still so. A position from before the chain's own start
    /// is unknown to it, and therefore not extended.
    #[must_use]
    pub fn extends(&self, position: &LogPosition) -> bool {
        *position == self.start
            || *position == EMPTY
            || self.entries.iter().any(|(digest, entry)| is_at(position, digest, entry))
    }

    /// The position of the head, if the trustee with this log key signed it for this locker and it is exactly where the chain ends.
    ///
    /// # Errors
    /// [`BadLog::Short`] if the head is further on: fetch more, and verify a newer head against that. Anything else means that the bank is lying.
    pub fn verify_head(&self, head: &Signed<LogHead>, log_key: &PublicKey) -> Result<LogPosition, BadLog> {
        let head = head.verify(log_key)?;
        if head.locker != self.locker || head.trustee != TrusteeId::of(log_key) {
            return Err(BadLog::Place);
        }
        let end = self.position();
        match head.position.number {
            number if number > end.number => Err(BadLog::Short),
            _ if head.position == end => Ok(end),
            _ => Err(BadLog::Head),
        }
    }
}

fn is_at(position: &LogPosition, digest: &Digest, entry: &LogEntry) -> bool {
    position.number == entry.number && position.digest == *digest
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
