//! Putting messages into the outbox, within the limits of a day.

use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::{Handle, Timestamp};

use super::{Change, ContactPlace, Lane, MailAddress, MessageRecord, Reader, State, Weight, weight};
use crate::device::State as DeviceState;
use crate::limits::TellingLimits;
use crate::locker::LockerRecord;

/// The day within which messages are counted, in milliseconds.
const DAY: u64 = 24 * 3600 * 1000;
/// How long what is over the limit is gathered: less than any change waits that could be hidden in a flood.
const GATHER: u64 = 3600 * 1000;
/// How many entries one message names.
const MOST_ENTRIES: usize = 50;

/// What the outbox holds for this locker already, in the lanes of mail.
pub type Kept<'k> = &'k [MessageRecord];

/// What one transaction did to a locker.
#[derive(Clone, Debug)]
pub struct News<'n> {
    /// The entries that it added to the visit log.
    pub entries: &'n [LogEntry],
    /// A device came onto the locker, or was put out. The log says that only by the digest of a roster.
    pub devices: bool,
    /// What became of the contacts.
    pub contacts: Change,
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
            contacts: Change::new(before, after),
        }
    }
}

/// What goes into the outbox because of what one transaction did: new messages, and waiting ones that were added to.
#[must_use]
pub fn place(
    kept: Kept<'_>,
    news: &News<'_>,
    handle: &Handle,
    limits: &TellingLimits,
    now: Timestamp,
) -> Vec<MessageRecord> {
    let told = worth_telling(news);
    let numbers: Vec<u64> = told.iter().map(|(number, _)| *number).collect();
    let heaviest = told.iter().map(|(_, weight)| *weight).max();
    let urgent = heaviest == Some(Weight::Urgent);
    let webhook = limits.webhook.then(|| fresh(Lane::Webhook, None, &numbers, urgent, now));
    let mail = |(lane, to, reader): (Lane, &str, Reader), numbers: &[u64], urgent: bool| {
        let address = MailAddress::parse(to).ok().filter(|_| limits.mail && !numbers.is_empty())?;
        let to = Some(address.as_str().to_owned());
        let reader = (reader != Reader::Owner).then_some(reader);
        let message = MessageRecord { reader, ..fresh(lane, to, numbers, urgent, now) };
        let room = sent_today(kept, &message, now) < limits.per_day;
        Some(if room { message } else { gather(kept, message, now) })
    };
    // The mail about the locker that is closed with it says it already, to the same address.
    let is_said = |number: &u64| {
        news.shut && news.entries.iter().any(|e| e.number == *number && matches!(e.event, Event::Closed { .. }))
    };
    let owner = mail((Lane::Mail, handle.as_str(), Reader::Owner), &numbers, urgent);
    let owner = owner.filter(|_| !numbers.iter().all(is_said));
    let readers = news.contacts.readers(news.entries);
    // Whose handle is their contact too is told once.
    let others = readers.iter().filter(|(contact, ..)| contact.as_str() != handle.as_str());
    let contacts = ContactPlace::ALL.into_iter().zip(others).filter_map(|(place, (contact, reader, entry))| {
        let whom = (Lane::Contact(place), contact.as_str(), *reader);
        match reader {
            Reader::Owner | Reader::Contact => mail(whom, &numbers, urgent),
            Reader::Named | Reader::Former => mail(whom, entry.as_slice(), false),
        }
    });
    webhook.filter(|_| heaviest.is_some()).into_iter().chain(owner).chain(contacts).collect()
}

/// The entries that are told. The approval that raises the alarm is told by the alarm, and what a re-issue gives the new device by the re-issue.
fn worth_telling(News { entries, devices, spent, .. }: &News<'_>) -> Vec<(u64, Weight)> {
    let alarmed = entries.iter().any(|entry| matches!(entry.event, Event::CaseAlarmed { .. }));
    let reissued = entries.iter().any(|entry| matches!(entry.event, Event::Reissued { .. }));
    let is_left_out = |event: &Event| match event {
        Event::CaseApproved { .. } => alarmed,
        Event::Thawed { .. } => reissued,
        Event::RosterPublished { .. } => !*devices,
        Event::Released { .. } => !*spent,
        _ => false,
    };
    let left = entries.iter().filter(|entry| !is_left_out(&entry.event));
    left.filter_map(|entry| Some((entry.number, weight(&entry.event)?))).collect()
}

fn fresh(lane: Lane, to: Option<String>, numbers: &[u64], urgent: bool, now: Timestamp) -> MessageRecord {
    let entries: Vec<u64> = numbers.iter().copied().take(MOST_ENTRIES).collect();
    let more = (numbers.len() - entries.len()) as u64;
    let state = State::Waiting { next: now, why: None };
    MessageRecord { lane, to, entries, more, made: now, urgent, gathers: false, attempts: 0, state, reader: None }
}

/// To one address. Urgent messages are counted apart from the others, so that neither uses up the other's day.
fn sent_today(kept: Kept<'_>, like: &MessageRecord, now: Timestamp) -> u32 {
    let counts = |message: &&MessageRecord| {
        let same = message.to == like.to && message.urgent == like.urgent;
        !message.gathers && same && now.millis_since(message.made) < DAY
    };
    u32::try_from(kept.iter().filter(counts).count()).unwrap_or(u32::MAX)
}

/// One message that goes when its hour is over, with what came meanwhile.
fn gather(kept: Kept<'_>, new: MessageRecord, now: Timestamp) -> MessageRecord {
    let is_open = |message: &&MessageRecord| {
        let waits = matches!(message.state, State::Waiting { next, .. } if next > now);
        let same = message.to == new.to && message.reader == new.reader;
        message.gathers && message.attempts == 0 && waits && same
    };
    match kept.iter().find(is_open) {
        None => {
            let state = State::Waiting { next: now.plus_millis(GATHER), why: None };
            MessageRecord { gathers: true, state, ..new }
        }
        Some(open) => {
            let room = MOST_ENTRIES.saturating_sub(open.entries.len());
            let mut open = open.clone();
            open.more += new.more + new.entries.len().saturating_sub(room) as u64;
            open.entries.extend(new.entries.into_iter().take(room));
            open.urgent |= new.urgent;
            open
        }
    }
}
