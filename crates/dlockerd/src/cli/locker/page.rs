//! A locker in words.

use dlocker_protocol::device::DeviceState;
use dlocker_protocol::intent::{ChangeKind, IntentState};
use dlocker_protocol::locker::{FreezeView, LockerState};
use dlocker_protocol::log::Actor;
use dlocker_protocol::method::MethodState;
use dlocker_protocol::staff::{StaffDeviceView, StaffIntentView, StaffLockerView, StaffMethodView};

use crate::cli::case::standing;

/// Everything that staff may know about a locker.
pub(super) fn page(view: &StaffLockerView) -> String {
    let mut lines = vec![
        format!("Locker    {}", view.id),
        format!("Handle    {}", view.handle),
        format!("State     {}", state(view)),
        format!("Made      {}", view.created),
    ];
    if let Some(closed) = view.closed {
        lines.push(format!("Closed    {closed}"));
        lines.extend(rows("Devices", "none", view.devices.iter().map(device)));
        return lines.join("\n");
    }
    lines.extend(rows("Devices", "none yet", view.devices.iter().map(device)));
    lines.extend(rows("Methods", "none yet", view.methods.iter().map(method)));
    lines.extend(rows("Waiting", "no changes wait", view.intents.iter().map(intent)));
    let cases = view.cases.iter().map(|case| format!("{}  {}", case.id, standing(case)));
    lines.extend(rows("Cases", "none under way", cases));
    if view.untold > 0 {
        lines.push(format!(
            "Untold    {} could not be sent; `dlockerd doctor` says why of those that were given up",
            messages(view.untold)
        ));
    }
    lines.push(format!("Recovery  waits {}", wait(view.recovery_wait)));
    lines.push(format!("Used      {} of {}", size(view.used), size(view.quota)));
    if !view.former.is_empty() {
        lines.extend(rows("Former", "", view.former.iter().map(|id| format!("{id}, shut and kept"))));
    }
    lines.join("\n")
}

/// A heading and what stands under it.
fn rows(heading: &str, none: &str, rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = rows.map(|row| format!("          {row}")).collect();
    match lines.first_mut() {
        Some(first) => first.replace_range(..heading.len(), heading),
        None => lines.push(format!("{heading:<10}{none}")),
    }
    lines
}

fn state(view: &StaffLockerView) -> String {
    match (view.state, &view.freeze) {
        (LockerState::Frozen, Some(freeze)) => frozen(freeze),
        (LockerState::Frozen, None) => "frozen: nothing opens and nothing changes; backups and recoveries go on".into(),
        (LockerState::New, _) => "new: no unlock method yet, so nothing can be put in".into(),
        (LockerState::Open, _) => "open".into(),
        (LockerState::Closed, _) => {
            "closed by its owner: nothing of what was in it is left, and the handle is free for a new invite".into()
        }
        (LockerState::Shut, _) => "shut: its owner started afresh in another locker".into(),
    }
}

fn frozen(freeze: &FreezeView) -> String {
    let by = match &freeze.by {
        Actor::Device(device) => device.to_string(),
        Actor::Staff(name) => name.clone(),
        Actor::Bank => "the bank".into(),
    };
    let end = freeze.lapses.map_or_else(|| "until it is lifted".to_owned(), |lapses| format!("lapses {lapses}"));
    format!("frozen since {} by {by}, {end}; backups and recoveries go on", freeze.since)
}

fn device(device: &StaffDeviceView) -> String {
    let state = match device.state {
        DeviceState::Issued => "let in, has not presented its Locker ID yet",
        DeviceState::Active => "active",
        DeviceState::Suspended => "suspended: opens nothing, has no say",
        DeviceState::Replaced => "replaced: out for good",
    };
    format!("{}  {state}, since {}", device.id, device.since)
}

fn method(method: &StaffMethodView) -> String {
    let state = match method.state {
        MethodState::Active => "opens",
        MethodState::Frozen => "frozen: no guesses left",
        MethodState::Renew => "opens; is registered anew at its next use",
    };
    format!("{}  {}, {state}", method.id, method.kind.words())
}

fn intent(intent: &StaffIntentView) -> String {
    let what = match intent.what {
        ChangeKind::AddDevice => "adds a device",
        ChangeKind::AddMethod => "adds a method",
        ChangeKind::RemoveMethod => "removes a method",
        ChangeKind::ShortenWait => "shortens the wait of recoveries",
        ChangeKind::WeakenRecovery => "makes recoveries easier",
        ChangeKind::ShortenHistory => "keeps fewer old backups",
        ChangeKind::DeleteSnapshots => "deletes snapshots",
        ChangeKind::ChooseContacts => "changes who else is told",
        ChangeKind::CloseLocker => "closes the locker for good",
    };
    let state = match intent.state {
        IntentState::Waiting => "waits until",
        IntentState::Due => "due since",
        IntentState::Completed | IntentState::Stopped | IntentState::Cancelled | IntentState::Lapsed => "over; was due",
    };
    format!("{}  {what}, by {}; {state} {}", intent.id, intent.by, intent.due)
}

fn messages(count: u64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

/// Seconds as people say them.
fn wait(seconds: u64) -> String {
    match seconds {
        0 => "not at all".into(),
        _ if seconds.is_multiple_of(3600) => format!("{} h", seconds / 3600),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

/// Bytes as people say them, rounded up.
fn size(bytes: u64) -> String {
    match bytes {
        0 => "0 KiB".into(),
        _ if bytes < 10 << 20 => format!("{} KiB", bytes.div_ceil(1 << 10)),
        _ if bytes < 10 << 30 => format!("{} MiB", bytes.div_ceil(1 << 20)),
        _ => format!("{} GiB", bytes.div_ceil(1 << 30)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use dlocker_protocol::method::MethodKind;
    use dlocker_protocol::{DeviceId, Handle, IntentId, LockerId, MethodId, Timestamp};

    const THEN: Timestamp = Timestamp::from_millis(0);

    fn view() -> StaffLockerView {
        let device = DeviceId::from_array([2; 16]);
        StaffLockerView {
            id: LockerId::from_array([1; 16]),
            handle: Handle::parse("owner@example.com").unwrap(),
            state: LockerState::Frozen,
            freeze: Some(FreezeView { since: THEN, by: Actor::Staff("officer1".into()), lapses: None }),
            created: THEN,
            closed: None,
            devices: vec![StaffDeviceView { id: device, state: DeviceState::Suspended, since: THEN }],
            methods: vec![StaffMethodView {
                id: MethodId::from_array([3; 16]),
                kind: MethodKind::Pin,
                state: MethodState::Frozen,
            }],
            intents: vec![StaffIntentView {
                id: IntentId::from_array([4; 16]),
                what: ChangeKind::AddDevice,
                by: device,
                state: IntentState::Waiting,
                due: THEN,
            }],
            cases: Vec::new(),
            untold: 2,
            recovery_wait: 72 * 3600,
            used: (10 << 20) + 1,
            quota: 10 << 30,
            former: vec![LockerId::from_array([5; 16])],
        }
    }

    #[test]
    fn a_page_says_where_a_locker_stands() {
        let page = page(&view());
        for words in [
            "frozen since 1970-01-01T00:00:00.000Z by officer1, until it is lifted",
            "suspended: opens nothing",
            "PIN, frozen: no guesses left",
            "adds a device, by device-",
            "waits until 1970",
            "Cases     none under way",
            "Untold    2 messages could not be sent",
            "Recovery  waits 72 h",
            "Used      11 MiB of 10 GiB",
            "shut and kept",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
    }

    #[test]
    fn of_a_closed_locker_a_page_says_when_and_nothing_of_methods_and_room() {
        let page = page(&StaffLockerView { state: LockerState::Closed, closed: Some(THEN), freeze: None, ..view() });
        assert!(page.contains("State     closed by its owner") && page.contains("Closed    1970-01-01"), "{page}");
        assert!(!page.contains("Methods") && !page.contains("Used"), "{page}");
    }

    #[test]
    fn waits_and_sizes_are_said_in_the_largest_unit_that_is_exact_enough() {
        assert_eq!([0, 59, 120, 7200].map(wait), ["not at all", "59 s", "2 min", "2 h"]);
        assert_eq!([0, 1, 10 << 20, 10 << 30].map(size), ["0 KiB", "1 KiB", "10 MiB", "10 GiB"]);
    }
}
