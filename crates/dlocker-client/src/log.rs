//! The visit log: fetched, checked against what this device has seen, remembered.

use dlocker_core::log::LogChain;
use dlocker_protocol::Digest;
use dlocker_protocol::log::{LogEntry, LogHead, LogPage};
use dlocker_protocol::snapshot::LogPosition;

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

/// A visit log that was checked.
#[derive(Clone)]
pub struct VisitLog {
    /// The head that the bank signed.
    pub head: LogHead,
    pub(crate) chain: LogChain,
}

impl VisitLog {
    /// The entries that were asked for, oldest first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &LogEntry> {
        self.chain.entries()
    }

    /// Whether the log goes through this place.
    #[must_use]
    pub fn extends(&self, position: &LogPosition) -> bool {
        self.chain.extends(position)
    }
}

/// No log that a device reads is longer: some hundred MiB in memory.
const MOST_ENTRIES: usize = 1 << 20;

/// The place before the first entry.
pub(crate) const EMPTY: LogPosition = LogPosition { number: 0, digest: Digest::from_array([0; 32]) };

impl<P: Platform> Connection<'_, P> {
    /// The whole log from the first entry, every link and the head's signature checked, and checked to go on from what this device has seen.
    ///
    /// # Errors
    /// [`Error::Damaged`] if anything does not fit.
    pub async fn visit_log(&mut self) -> Result<VisitLog> {
        let log = self.read_log(EMPTY).await?;
        self.remember_log(log.head.position)?;
        Ok(log)
    }

    /// Checks what was added since this device last looked, and gives the newest place.
    pub(crate) async fn newest_log_position(&mut self) -> Result<LogPosition> {
        let from = self.enrolled.log;
        let position = self.read_log(from).await?.head.position;
        self.remember_log(position)?;
        Ok(position)
    }

    /// Checked, and not yet remembered: what is checked against more than itself is remembered after that.
    pub(crate) async fn read_log(&self, from: LogPosition) -> Result<VisitLog> {
        let seen = self.enrolled.log;
        let mut chain = LogChain::after(self.enrolled.locker, from);
        let head = loop {
            if chain.entries().len() > MOST_ENTRIES {
                return Err(Error::damaged("the visit log has no end"));
            }
            let path = self.path(&format!("log?from={}", chain.position().number + 1));
            let page: LogPage = self.session.get(&path).await?;
            chain.extend(page.entries.iter().map(|bytes| bytes.0.as_slice())).map_err(Error::damaged)?;
            if page.entries.is_empty() || chain.position().number >= page.head.unverified().position.number {
                break page.head;
            }
        };
        chain.verify_head(&head, &self.enrolled.bank.log_key).map_err(Error::damaged)?;
        if !chain.extends(&seen) {
            return Err(Error::damaged("the visit log does not go on from what this device has seen of it"));
        }
        Ok(VisitLog { head: head.unverified().clone(), chain })
    }

    pub(crate) fn remember_log(&mut self, position: LogPosition) -> Result<()> {
        if position.number <= self.enrolled.log.number {
            return Ok(());
        }
        self.enrolled.log = position;
        home::change_enrolled(self.session.platform(), self.enrolled.locker, |enrolled| {
            if enrolled.log.number < position.number {
                enrolled.log = position;
            }
        })
    }
}
