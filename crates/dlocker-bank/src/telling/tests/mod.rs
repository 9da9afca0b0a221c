mod chosen;
mod outbox;
mod written;

use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::{CaseId, DeviceId, Digest, Handle, IntentId, LockerId, Timestamp};

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_763_000_000_000);
pub(super) const HOUR: u64 = 3_600_000;

pub(super) fn owner() -> Handle {
    Handle::parse("owner@example.com").unwrap()
}

pub(super) fn entry(number: u64, event: Event) -> LogEntry {
    let actor = Actor::Staff("officer1".into());
    LogEntry { locker: LockerId::from_array([1; 16]), number, previous: None, at: NOW, actor, event }
}

pub(super) fn alarm() -> Event {
    let (case, device) = (CaseId::from_array([2; 16]), DeviceId::from_array([3; 16]));
    Event::CaseAlarmed { case, device, due: NOW.plus_millis(72 * HOUR) }
}

pub(super) fn approval() -> Event {
    let case = CaseId::from_array([2; 16]);
    Event::CaseApproved { case, approval: Digest::plain(b"a"), face_to_face: false, lost_since: None }
}

pub(super) fn intent(change: ChangeKind) -> Event {
    Event::IntentMade { intent: IntentId::from_array([4; 16]), change, due: NOW.plus_millis(24 * HOUR) }
}
