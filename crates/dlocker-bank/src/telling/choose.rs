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

/// Whether an event is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Always.
    Told(Weight),
    /// Where something else holds too, in words: see [`News`](super::News).
    Where(Weight, &'static str),
    /// Not, for this reason.
    Not(&'static str),
}

/// How heavy an event is, if it is told.
#[must_use]
pub const fn weight(event: &Event) -> Option<Weight> {
    match choice(event) {
        Choice::Told(weight) | Choice::Where(weight, _) => Some(weight),
        Choice::Not(_) => None,
    }
}

/// Whether an event is told, how heavy it is, and why not: who is told of everything soon reads nothing. `docs/operate` shows this as a table.
#[must_use]
pub const fn choice(event: &Event) -> Choice {
    match event {
        Event::CaseAlarmed { .. } | Event::Reissued { .. } | Event::Shut { .. } => Choice::Told(Weight::Urgent),
        Event::RosterPublished { .. } => Choice::Where(Weight::Urgent, "a device came onto the locker or was put out"),
        Event::Closed { .. } => {
            Choice::Where(Weight::Urgent, "the mail about the locker in its place does not say it; the webhook always")
        }
        Event::IntentMade { change: ChangeKind::CloseLocker, .. } => Choice::Told(Weight::Urgent),
        Event::CaseApproved { .. } => Choice::Where(Weight::Plain, "the alarm does not tell it"),
        Event::Thawed { .. } => Choice::Where(Weight::Plain, "the re-issue does not tell it"),
        Event::Released { .. } => Choice::Where(Weight::Plain, "it took the last guess"),
        Event::CasePresented { .. }
        | Event::CaseVouched { .. }
        | Event::IdentityBound { .. }
        | Event::IdentityWaits { .. }
        | Event::IdentityStopped { .. }
        | Event::CaseRejected { .. }
        | Event::CaseVetoed { .. }
        | Event::CaseClosed { .. }
        | Event::IntentMade { .. }
        | Event::IntentStopped { .. }
        | Event::IntentCompleted { .. }
        | Event::IntentCancelled { .. }
        | Event::LockerFrozen { .. }
        | Event::LockerThawed
        | Event::DeviceSuspended { .. }
        | Event::DeviceReinstated { .. } => Choice::Told(Weight::Plain),
        Event::Invited | Event::Enrolled { .. } | Event::Admitted { .. } => {
            Choice::Not("the owner asked for it at the bank or stands before the device")
        }
        Event::Registered { .. } | Event::Evaluated { .. } => {
            Choice::Not("nothing opens by it before a roster names the method, and what weakens waits")
        }
        Event::Opened { .. } => Choice::Not("everyday use"),
        Event::SnapshotCommitted { .. } => Choice::Not("everyday use, and nothing is lost by it"),
        Event::SnapshotDeleted { .. } => Choice::Not("hidden, not gone, for as long as a change waits"),
        Event::KeyDestroyed { .. } => Choice::Not("follows from a change that was told"),
        Event::LinkMade { .. } | Event::JoinAsked { .. } => {
            Choice::Not("nobody is in by it: the roster that lets the device in is told")
        }
    }
}
