//! What the owner is told: the part of the verified visit log that others did, or that changed what belongs to the locker.

use std::collections::BTreeSet;

use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::{DeviceId, MethodId, Timestamp};

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
    /// Whether what it tells of is over: nothing need be done about it any more.
    pub over: bool,
}

impl<P: Platform> Connection<'_, P> {
    /// Everything that the owner was told since this device asked to be let in, oldest first, from the verified visit log. A device that a
    /// recovery let in is also told what happened since the phone was lost, or since that recovery was asked for. What is shown now is not new
    /// next time.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if the log does not verify.
    pub async fn messages(&mut self) -> Result<Vec<Message>> {
        let log = self.visit_log().await?;
        let seen = home::load(self.platform())?.unwrap_or_default().seen;
        let own = self.session.device();
        let ended = log.ended();
        let entries: Vec<&LogEntry> = log.entries().collect();
        let begin = first_told(&entries, own);
        let opened: BTreeSet<_> = entries.iter().filter_map(|entry| opening(entry)).collect();
        let told = entries.into_iter().filter(|entry| entry.number >= begin && tells(entry, own, &opened));
        let messages: Vec<Message> = told
            .map(|entry| Message {
                number: entry.number,
                at: entry.at,
                entry: entry.clone(),
                new: entry.number > seen,
                over: ended.covers(entry),
            })
            .collect();
        let newest = log.head.position.number;
        if newest > seen && !self.former {
            home::change(self.platform(), |document| document.seen = document.seen.max(newest))?;
        }
        Ok(messages)
    }
}

/// Number of the entry from which on the owner of device `own` is told.
fn first_told(entries: &[&LogEntry], own: DeviceId) -> u64 {
    let first = |is: &dyn Fn(&LogEntry) -> bool| entries.iter().find(|entry| is(entry)).map(|entry| entry.number);
    let reissue = entries.iter().find_map(|entry| match &entry.event {
        Event::Reissued { case, device, lost_since, .. } if *device == own => Some((*case, *lost_since, entry.number)),
        _ => None,
    });
    if let Some((recovery, lost_since, number)) = reissue {
        let alarm = first(&|entry| matches!(&entry.event, Event::CaseAlarmed { case, .. } if *case == recovery));
        let loss = first(&|entry| lost_since.is_some_and(|lost| entry.at >= lost));
        return [alarm, loss].into_iter().flatten().min().unwrap_or(number).min(number);
    }
    let joined = first(&|entry| matches!(&entry.event, Event::JoinAsked { device, .. } if *device == own));
    joined.unwrap_or(1)
}

/// Which opening succeeded with this entry.
fn opening(entry: &LogEntry) -> Option<(DeviceId, MethodId, u64)> {
    match (&entry.actor, &entry.event) {
        (Actor::Device(device), Event::Opened { method, opening }) => Some((*device, *method, *opening)),
        _ => None,
    }
}

/// Whether the owner of device `own` is told of this: what other devices opened and put in, and everything that changes who may. Of a
/// release that opened the locker only the opening is told; one that did not was a wrong guess.
fn tells(entry: &LogEntry, own: DeviceId, opened: &BTreeSet<(DeviceId, MethodId, u64)>) -> bool {
    match (&entry.event, &entry.actor) {
        (Event::Invited | Event::Registered { .. } | Event::Evaluated { .. } | Event::KeyDestroyed { .. }, _) => false,
        (Event::Enrolled { device } | Event::Admitted { device }, _) => *device != own,
        (Event::Released { method, opening }, Actor::Device(device)) => {
            *device != own && !opened.contains(&(*device, *method, *opening))
        }
        (Event::Opened { .. } | Event::SnapshotCommitted { .. }, actor) => *actor != Actor::Device(own),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use dlocker_protocol::{CaseId, Digest, LinkId, LockerId, SnapshotId};

    use super::*;

    const OWN: DeviceId = DeviceId::from_array([1; 16]);
    const OTHER: DeviceId = DeviceId::from_array([2; 16]);
    const METHOD: MethodId = MethodId::from_array([3; 16]);

    fn entry(number: u64, actor: Actor, event: Event) -> LogEntry {
        let at = Timestamp::from_millis(number * 1000);
        LogEntry { locker: LockerId::from_array([9; 16]), number, previous: None, at, actor, event }
    }

    fn told(entry: &LogEntry) -> bool {
        tells(entry, OWN, &BTreeSet::new())
    }

    #[test]
    fn the_owner_is_told_what_others_did_and_not_what_this_device_did_itself() {
        let released = Event::Released { method: METHOD, opening: 1 };
        let put_in = Event::SnapshotCommitted { snapshot: SnapshotId::from_array([4; 16]), digest: Digest::plain(b"") };
        for event in [released, put_in] {
            assert!(told(&entry(1, Actor::Device(OTHER), event.clone())));
            assert!(!told(&entry(1, Actor::Device(OWN), event)));
        }
        let frozen = Event::LockerFrozen { lapses: None };
        assert!(told(&entry(1, Actor::Device(OWN), frozen)));
        assert!(!told(&entry(1, Actor::Bank, Event::Invited)));
        assert!(told(&entry(1, Actor::Bank, Event::Admitted { device: OTHER })));
    }

    #[test]
    fn an_opening_is_told_once_and_a_wrong_guess_too() {
        let right = entry(1, Actor::Device(OTHER), Event::Released { method: METHOD, opening: 1 });
        let wrong = entry(2, Actor::Device(OTHER), Event::Released { method: METHOD, opening: 2 });
        let open = entry(3, Actor::Device(OTHER), Event::Opened { method: METHOD, opening: 1 });
        let opened: BTreeSet<_> = [&right, &wrong, &open].into_iter().filter_map(opening).collect();
        let told = [&right, &wrong, &open].map(|entry| tells(entry, OWN, &opened));
        assert_eq!(told, [false, true, true]);
    }

    #[test]
    fn a_device_is_told_what_happened_since_it_asked_to_be_let_in() {
        let mut log: Vec<LogEntry> =
            (1..=3).map(|n| entry(n, Actor::Device(OTHER), Event::LockerFrozen { lapses: None })).collect();
        assert_eq!(first_told(&log.iter().collect::<Vec<_>>(), OWN), 1, "the locker's first device is told everything");
        log.push(entry(4, Actor::Device(OWN), Event::JoinAsked { device: OWN, link: LinkId::from_array([5; 16]) }));
        assert_eq!(first_told(&log.iter().collect::<Vec<_>>(), OWN), 4);
        assert_eq!(first_told(&log.iter().collect::<Vec<_>>(), OTHER), 1);
    }

    #[test]
    fn p5_a_device_that_a_recovery_let_in_is_told_what_happened_since_the_loss() {
        let case = CaseId::from_array([6; 16]);
        let log = |lost_since| {
            let frozen = |n| entry(n, Actor::Device(OTHER), Event::LockerFrozen { lapses: None });
            let alarm = Event::CaseAlarmed { case, device: OWN, due: Timestamp::from_millis(1) };
            let reissued = Event::Reissued { case, device: OWN, lost_since };
            let entries =
                [frozen(1), frozen(2), frozen(3), entry(4, Actor::Bank, alarm), entry(5, Actor::Bank, reissued)];
            first_told(&entries.iter().collect::<Vec<_>>(), OWN)
        };
        assert_eq!(log(None), 4);
        assert_eq!(log(Some(Timestamp::from_millis(2000))), 2);
        assert_eq!(log(Some(Timestamp::from_millis(4500))), 4);
    }
}
