//! Staff suspend a device that was reported lost, while a case with evidence is under way; it comes back if that ends without a recovery.

use dlocker_protocol::log::Event;
use dlocker_protocol::{CaseId, DeviceId, Timestamp};

use crate::case::CaseRecord;
use crate::device::State;
use crate::locker::{LockerRecord, in_use};
use crate::refusal::{self, Decided, Decision, Stop};

/// Suspends the device. The same for a retry, and for one that is suspended already.
///
/// # Errors
/// `shut`, `not-found`, `conflict` without a case that has evidence and is not over, `replaced`.
pub fn suspend(locker: &mut LockerRecord, cases: &[CaseRecord], device: DeviceId, now: Timestamp) -> Decision<()> {
    in_use(locker)?;
    let case = under_way(cases, now).ok_or_else(refusal::no_case_to_suspend_for)?;
    let record = locker.device_mut(device).ok_or_else(refusal::no_device)?;
    match record.state {
        State::Suspended => Ok(Decided::again(())),
        State::Replaced => Err(Stop::Refuse(refusal::replaced())),
        State::Active | State::Issued => {
            record.enter(State::Suspended, now);
            record.suspended_for = Some(case);
            Ok(Decided::with((), Event::DeviceSuspended { device, case }))
        }
    }
}

/// The case with evidence that can be carried out for longest.
pub(crate) fn under_way(cases: &[CaseRecord], now: Timestamp) -> Option<CaseId> {
    let alive = cases.iter().filter(|case| case.is_alive(now));
    let with_evidence = alive.filter_map(|case| case.stage.evidence().map(|evidence| (evidence.due, case.id)));
    with_evidence.max().map(|(_, case)| case)
}

/// Lets the devices in again that were suspended for a case of which `is_over` says that it is over. A re-issue leaves none of them, and one
/// that a roster revoked meanwhile stays out.
pub fn reinstate(locker: &mut LockerRecord, is_over: impl Fn(CaseId) -> bool, now: Timestamp) -> Vec<Event> {
    let mut events = Vec::new();
    for device in &mut locker.devices {
        if device.suspended_for.take_if(|case| is_over(*case)).is_some() && device.state == State::Suspended {
            device.enter(State::Active, now);
            events.push(Event::DeviceReinstated { device: device.id });
        }
    }
    events
}
