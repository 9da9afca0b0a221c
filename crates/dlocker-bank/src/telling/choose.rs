//! What is told.

use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::log::Event;

/// How much an event matters to somebody who is not at a device. Greater is heavier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// A person should know.
    Plain,
    /// It may be the last moment to say no, or too late: not to be held up by how much else was told that day.
    Urgent,
}

/// Whether an event is told, and how heavy it is. A roster is told only where it changed which devices are in: see [`News`](super::News). Openings, backups and what the owner's own device has just shown are not: who is told of everything
/// soon reads nothing.
#[must_use]
pub const fn weight(event: &Event) -> Option<Weight> {
    match event {
        Event::CaseAlarmed { .. }
        | Event::Reissued { .. }
        | Event::RosterPublished { .. }
        | Event::Shut { .. }
        | Event::Closed { .. } => Some(Weight::Urgent),
        Event::IntentMade { change: ChangeKind::CloseLocker, .. } => Some(Weight::Urgent),
        Event::CaseApproved { .. }
        | Event::CasePresented { .. }
        | Event::CaseVouched { .. }
        | Event::IdentityBound { .. }
        | Event::IdentityWaits { .. }
        | Event::IdentityStopped { .. }
        | Event::CaseRejected { .. }
        | Event::CaseVetoed { .. }
        | Event::CaseClosed { .. }
        | Event::Thawed { .. }
        | Event::IntentMade { .. }
        | Event::IntentStopped { .. }
        | Event::IntentCompleted { .. }
        | Event::IntentCancelled { .. }
        | Event::LockerFrozen { .. }
        | Event::LockerThawed
        | Event::DeviceSuspended { .. }
        | Event::DeviceReinstated { .. } => Some(Weight::Plain),
        Event::Invited
        | Event::Enrolled { .. }
        | Event::Admitted { .. }
        | Event::Registered { .. }
        | Event::Evaluated { .. }
        | Event::Released { .. }
        | Event::Opened { .. }
        | Event::SnapshotCommitted { .. }
        | Event::KeyDestroyed { .. }
        | Event::LinkMade { .. }
        | Event::JoinAsked { .. }
        | Event::SnapshotDeleted { .. } => None,
    }
}
