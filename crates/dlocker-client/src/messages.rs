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

#[cfg(test)]
mod tests {
    use dlocker_protocol::{Digest, LockerId, MethodId, SnapshotId};

    use super::*;

    #[test]
    fn the_owner_is_told_what_others_did_and_not_what_this_device_did_itself() {
        let (own, other) = (DeviceId::from_array([1; 16]), DeviceId::from_array([2; 16]));
        let entry = |actor: Actor, event: Event| LogEntry {
            locker: LockerId::from_array([9; 16]),
            number: 1,
            previous: None,
            at: Timestamp::from_millis(1),
            actor,
            event,
        };
        let released = Event::Released { method: MethodId::from_array([3; 16]), opening: 1 };
        let put_in = Event::SnapshotCommitted { snapshot: SnapshotId::from_array([4; 16]), digest: Digest::plain(b"") };
        for event in [released, put_in] {
            assert!(tells(&entry(Actor::Device(other), event.clone()), own));
            assert!(!tells(&entry(Actor::Device(own), event), own));
        }
        let frozen = Event::LockerFrozen { lapses: None };
        assert!(tells(&entry(Actor::Device(own), frozen), own));
        assert!(!tells(&entry(Actor::Bank, Event::Invited), own));
        assert!(tells(&entry(Actor::Bank, Event::Admitted { device: other }), own));
    }
}
