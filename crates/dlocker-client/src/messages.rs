//! What the owner is told: the part of the verified visit log that others did, or that changed what belongs to the locker.

use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::{DeviceId, Timestamp};

use crate::connect::Connection;
use crate::error::Result;
use crate::home;
use crate::platform::Platform;

/// One thing that the owner is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Number of its entry in the visit log.
    pub number: u64,
    /// When, by the bank's clock.
    pub at: Timestamp,
    /// What happened.
    pub entry: LogEntry,
    /// Whether it was not shown on this device before.
    pub new: bool,
}

impl<P: Platform> Connection<'_, P> {
    /// Everything that the owner was told so far, oldest first, from the verified visit log. What is shown now is not new next time.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if the log does not verify.
    pub async fn messages(&mut self) -> Result<Vec<Message>> {
        let log = self.visit_log().await?;
        let seen = home::load(self.platform())?.unwrap_or_default().seen;
        let own = self.session.device();
        let told = log.entries().filter(|entry| tells(entry, own));
        let messages: Vec<Message> = told
            .map(|entry| Message { number: entry.number, at: entry.at, entry: entry.clone(), new: entry.number > seen })
            .collect();
        let newest = log.head.position.number;
        if newest > seen && !self.former {
            home::change(self.platform(), |document| document.seen = document.seen.max(newest))?;
        }
        Ok(messages)
    }
}

/// Whether the owner of device `own` is told of this: what other devices opened and put in, and everything that changes who may.
fn tells(entry: &LogEntry, own: DeviceId) -> bool {
    match &entry.event {
        Event::Invited | Event::Registered { .. } | Event::Evaluated { .. } | Event::KeyDestroyed { .. } => false,
        Event::Enrolled { device } | Event::Admitted { device } => *device != own,
        Event::Released { .. } | Event::Opened { .. } | Event::SnapshotCommitted { .. } => {
            entry.actor != Actor::Device(own)
        }
        _ => true,
    }
}
