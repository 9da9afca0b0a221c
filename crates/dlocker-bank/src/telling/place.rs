//! Putting messages into the outbox, within the limits of a day.

use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::{Handle, Timestamp};

use super::{Lane, MailAddress, MessageRecord, State, Weight, weight};
use crate::device::State as DeviceState;
use crate::limits::TellingLimits;
use crate::locker::LockerRecord;

/// The day within which messages are counted, in milliseconds.
const DAY: u64 = 24 * 3600 * 1000;
/// How long what is over the limit is gathered: less than any change waits that could be hidden in a flood.
const GATHER: u64 = 3600 * 1000;
/// How many entries one message names.
const MOST_ENTRIES: usize = 50;

/// What the outbox holds for this locker already, in the lane of mail.
pub type Kept<'k> = &'k [MessageRecord];

/// What one transaction did to a locker.
#[derive(Clone, Copy, Debug)]
pub struct News<'n> {
    /// The entries that it added to the visit log.
    pub entries: &'n [LogEntry],
    /// A device came onto the locker, or was put out. The log says that only by the digest of a roster.
    pub devices: bool,
    /// The locker was shut before: its owner started afresh in another, which tells what happens from then on.
    pub shut: bool,
    /// An opening took the last guess of its method. The log has no word for that: the right secret gives the guesses back.
    pub spent: bool,
}

impl<'n> News<'n> {
    /// The news of a transaction that found the locker as `before`, and leaves it as `after`.
    #[must_use]
    pub fn new(entries: &'n [LogEntry], before: Option<&LockerRecord>, after: &LockerRecord, spent: bool) -> Self {
        let within = |locker: &LockerRecord| -> Vec<_> {
            let devices = locker.devices.iter().filter(|device| device.state != DeviceState::Replaced);
            devices.map(|device| device.id).collect()
        };
        Self {
            entries,
            devices: before.is_some_and(|before| within(before) != within(after)),
            shut: before.is_some_and(|before| before.shut.is_some()),
            spent,
        }
    }
}

/// What goes into the outbox because of what one transaction did: new messages, and a waiting one that was added to.
#[must_use]
pub fn place(
    kept: Kept<'_>,
    news: News<'_>,
    handle: &Handle,
    limits: &TellingLimits,
    now: Timestamp,
) -> Vec<MessageRecord> {
    let told = worth_telling(news);
    let Some(heaviest) = told.iter().map(|(_, weight)| *weight).max() else { return Vec::new() };
    let numbers: Vec<u64> = told.iter().map(|(number, _)| *number).collect();
    let urgent = heaviest == Weight::Urgent;
    let webhook = limits.webhook.then(|| fresh(Lane::Webhook, None, &numbers, urgent, now));
    let address = MailAddress::parse(handle.as_str()).ok().filter(|_| limits.mail);
    // The mail about the locker that is closed with it says it already, to the same address.
    let is_said = |number: &u64| {
        news.shut && news.entries.iter().any(|e| e.number == *number && matches!(e.event, Event::Closed { .. }))
    };
    let mail = address.filter(|_| !numbers.iter().all(is_said)).map(|to| {
        let to = Some(to.as_str().to_owned());
        if sent_today(kept, urgent, now) < limits.per_day {
            fresh(Lane::Mail, to, &numbers, urgent, now)
        } else {
            gather(kept, to, &numbers, urgent, now)
        }
    });
    webhook.into_iter().chain(mail).collect()
}

/// The entries that are told. The approval that raises the alarm is told by the alarm, and what a re-issue gives the new device by the re-issue.
fn worth_telling(News { entries, devices, spent, .. }: News<'_>) -> Vec<(u64, Weight)> {
    let alarmed = entries.iter().any(|entry| matches!(entry.event, Event::CaseAlarmed { .. }));
    let reissued = entries.iter().any(|entry| matches!(entry.event, Event::Reissued { .. }));
    let is_left_out = |event: &Event| match event {
        Event::CaseApproved { .. } => alarmed,
        Event::Thawed { .. } => reissued,
        Event::RosterPublished { .. } => !devices,
        Event::Released { .. } => !spent,
        _ => false,
    };
    let left = entries.iter().filter(|entry| !is_left_out(&entry.event));
    left.filter_map(|entry| Some((entry.number, weight(&entry.event)?))).collect()
}

fn fresh(lane: Lane, to: Option<String>, numbers: &[u64], urgent: bool, now: Timestamp) -> MessageRecord {
    let entries: Vec<u64> = numbers.iter().copied().take(MOST_ENTRIES).collect();
    let more = (numbers.len() - entries.len()) as u64;
    let state = State::Waiting { next: now, why: None };
    MessageRecord { lane, to, entries, more, made: now, urgent, gathers: false, attempts: 0, state }
}

/// Urgent messages are counted apart from the others, so that neither uses up the other's day.
fn sent_today(kept: Kept<'_>, urgent: bool, now: Timestamp) -> u32 {
    let counts =
        |message: &&MessageRecord| !message.gathers && message.urgent == urgent && now.millis_since(message.made) < DAY;
    u32::try_from(kept.iter().filter(counts).count()).unwrap_or(u32::MAX)
}

/// One message that goes when its hour is over, with what came meanwhile.
fn gather(kept: Kept<'_>, to: Option<String>, numbers: &[u64], urgent: bool, now: Timestamp) -> MessageRecord {
    let is_open = |message: &&MessageRecord| {
        let waits = matches!(message.state, State::Waiting { next, .. } if next > now);
        message.gathers && message.attempts == 0 && waits && message.to == to
    };
    match kept.iter().find(is_open) {
        None => {
            let state = State::Waiting { next: now.plus_millis(GATHER), why: None };
            MessageRecord { gathers: true, state, ..fresh(Lane::Mail, to, numbers, urgent, now) }
        }
        Some(open) => {
            let room = MOST_ENTRIES.saturating_sub(open.entries.len());
            let mut open = open.clone();
            open.entries.extend(numbers.iter().take(room));
            open.more += numbers.len().saturating_sub(room) as u64;
            open.urgent |= urgent;
            open
        }
    }
}
