use data_encoding::HEXLOWER;
use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::roster::{Contact, Contacts};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Digest, Handle, LockerId, MethodId, SnapshotId, Timestamp};

use super::super::{Change, Failure, Lane, MailAddress, MessageRecord, News, Reader, State, place};
use super::{HOUR, NOW, alarm, approval, entry, intent, owner};
use crate::Record;
use crate::device::{DeviceRecord, State as DeviceState};
use crate::limits::TellingLimits;
use crate::locker::LockerRecord;

fn limits() -> TellingLimits {
    TellingLimits { mail: true, webhook: false, per_day: 2, first_pause: 60_000 }
}

/// An outbox to which one transaction after the other adds.
struct Outbox {
    limits: TellingLimits,
    rows: Vec<MessageRecord>,
    entries: u64,
}

impl Outbox {
    fn new(limits: TellingLimits) -> Self {
        Self { limits, rows: Vec::new(), entries: 0 }
    }

    fn happens(&mut self, event: Event, now: Timestamp) {
        self.entries += 1;
        let entries = [entry(self.entries, event)];
        let news = News { entries: &entries, devices: false, shut: false, spent: false, contacts: Change::default() };
        for row in place(&self.rows, &news, &owner(), &self.limits, now) {
            self.rows.retain(|kept| (kept.lane, kept.number()) != (row.lane, row.number()));
            self.rows.push(row);
        }
    }
}

fn placed(entries: &[LogEntry], handle: &str, limits: &TellingLimits) -> Vec<MessageRecord> {
    place(
        &[],
        &News { entries, devices: false, shut: false, spent: false, contacts: Change::default() },
        &Handle::parse(handle).unwrap(),
        limits,
        NOW,
    )
}

#[test]
fn what_needs_nobodys_eyes_is_not_told() {
    let backup = Event::SnapshotCommitted { snapshot: SnapshotId::from_array([1; 16]), digest: Digest::plain(b"h") };
    for event in [Event::Invited, backup] {
        assert_eq!(placed(&[entry(1, event)], "owner@example.com", &limits()), []);
    }
    assert_eq!(placed(&[], "owner@example.com", &limits()), []);
}

#[test]
fn one_transaction_is_told_once_and_the_first_approval_by_the_alarm() {
    let entries = [entry(7, alarm()), entry(8, approval()), entry(9, Event::LockerThawed)];
    let [message] = placed(&entries, "owner@example.com", &limits()).try_into().unwrap();
    assert_eq!((message.lane, message.to.as_deref()), (Lane::Mail, Some("owner@example.com")));
    assert_eq!((message.entries, message.urgent, message.more), (vec![7, 9], true, 0));
    assert_eq!(placed(&[entry(8, approval())], "owner@example.com", &limits()).len(), 1, "a second approval is told");
}

#[test]
fn a_roster_is_told_where_a_device_came_or_was_put_out_and_nowhere_else() {
    let entries = [entry(5, Event::RosterPublished { number: 3, epoch: 1, digest: Digest::plain(b"r") })];
    assert_eq!(placed(&entries, "owner@example.com", &limits()), []);
    let mut before = LockerRecord::new(LockerId::from_array([1; 16]), owner(), NOW);
    let key = SigningKey::from_bytes(&[7; 32]).unwrap().public_key();
    before.devices.push(DeviceRecord::issued(key, NOW));
    let mut after = before.clone();
    assert!(!News::new(&entries, Some(&before), &after, false).devices);
    after.devices[0].state = DeviceState::Active;
    assert!(!News::new(&entries, Some(&before), &after, false).devices, "it presented its Locker ID: it was in before");
    after.devices[0].state = DeviceState::Replaced;
    for (before, after) in [(&before, &after), (&after, &before)] {
        let news = News::new(&entries, Some(before), after, false);
        let [message] = place(&[], &news, &owner(), &limits(), NOW).try_into().unwrap();
        assert!(message.urgent && message.entries == [5], "{message:?}");
    }
}

#[test]
fn an_opening_is_told_where_it_took_the_last_guess_and_nowhere_else() {
    let entries = [entry(9, Event::Released { method: MethodId::from_array([5; 16]), opening: 4 })];
    let told = |spent| {
        let news = News { entries: &entries, devices: false, shut: false, spent, contacts: Change::default() };
        place(&[], &news, &owner(), &limits(), NOW).len()
    };
    assert_eq!((told(false), told(true)), (0, 1));
}

#[test]
fn a_locker_that_was_left_behind_is_closed_without_a_mail_of_its_own() {
    let entries = [entry(9, Event::Closed { closing: Digest::plain(b"c") })];
    let both = TellingLimits { webhook: true, ..limits() };
    let lanes = |shut| -> Vec<Lane> {
        let news = News { entries: &entries, devices: false, shut, spent: false, contacts: Change::default() };
        place(&[], &news, &owner(), &both, NOW).iter().map(|message| message.lane).collect()
    };
    assert_eq!(lanes(false), [Lane::Webhook, Lane::Mail]);
    assert_eq!(lanes(true), [Lane::Webhook], "the bank's own systems hear of each locker");
}

#[test]
fn what_a_bank_does_not_send_is_not_written_down() {
    let entries = [entry(1, alarm())];
    let off = TellingLimits { mail: false, webhook: false, ..limits() };
    assert_eq!(placed(&entries, "owner@example.com", &off), []);
    assert_eq!(placed(&entries, "customer-4711", &limits()), [], "a handle that is no address gets no mail");
    let both = TellingLimits { webhook: true, ..limits() };
    assert_eq!(placed(&entries, "owner@example.com", &both).len(), 2);
    let [message] = placed(&entries, "customer-4711", &both).try_into().unwrap();
    assert_eq!((message.lane, message.to), (Lane::Webhook, None));
}

#[test]
fn a_flood_is_gathered_into_one_message_an_hour() {
    let mut outbox = Outbox::new(limits());
    for minute in 0..600 {
        outbox.happens(intent(ChangeKind::AddMethod), NOW.plus_millis(minute * 60_000));
    }
    let (gathered, alone): (Vec<_>, Vec<_>) = outbox.rows.iter().partition(|row| row.gathers);
    assert_eq!((alone.len(), gathered.len()), (2, 10));
    let told: u64 = outbox.rows.iter().map(|row| row.entries.len() as u64 + row.more).sum();
    assert_eq!(told, 600, "nothing is left untold");
    assert!(outbox.rows.iter().all(|row| row.entries.len() <= 50), "and no message is without end");
}

#[test]
fn a_flood_does_not_hold_an_alarm_up() {
    let mut outbox = Outbox::new(limits());
    for _ in 0..50 {
        outbox.happens(intent(ChangeKind::AddMethod), NOW);
    }
    for event in [alarm(), intent(ChangeKind::CloseLocker)] {
        outbox.happens(event, NOW);
        let newest = outbox.rows.last().unwrap();
        assert!(newest.urgent && !newest.gathers && newest.due() == Some(NOW), "{newest:?}");
    }
    outbox.happens(intent(ChangeKind::CloseLocker), NOW);
    let gathering = outbox.rows.iter().find(|row| row.gathers).unwrap();
    assert!(gathering.urgent, "urgent ones have a limit of their own");
    assert_eq!(gathering.due(), Some(NOW.plus_millis(HOUR)), "and are gathered for an hour at most");
}

#[test]
fn a_new_day_begins_with_room() {
    let mut outbox = Outbox::new(limits());
    for hours in [0, 0, 24] {
        outbox.happens(intent(ChangeKind::AddMethod), NOW.plus_millis(hours * HOUR));
    }
    assert!(outbox.rows.iter().all(|row| !row.gathers));
}

#[test]
fn a_message_is_in_the_hands_of_one_sender() {
    let [message] = placed(&[entry(1, alarm())], "owner@example.com", &limits()).try_into().unwrap();
    assert_eq!(message.clone().claim(Timestamp::from_millis(NOW.millis() - 1)), None, "not before it is due");
    let taken = message.claim(NOW).unwrap();
    assert!(taken.is_held(1) && !taken.is_held(2));
    assert_eq!(taken.clone().claim(NOW.plus_millis(119_999)), None, "somebody has it");
    let again = taken.clone().claim(NOW.plus_millis(120_000)).unwrap();
    assert!(again.is_held(2) && !again.is_held(1), "whoever had it says nothing about it any more");
    let sent = again.sent(NOW);
    assert_eq!(
        (sent.due(), sent.clone().claim(NOW.plus_millis(HOUR))),
        (None, None),
        "what was sent is not sent again"
    );
    assert_eq!(sent.over(), Some(NOW.plus_millis(48 * HOUR)));
}

#[test]
fn pauses_double_up_to_four_hours_and_after_a_week_it_is_given_up() {
    let [mut message] = placed(&[entry(1, alarm())], "owner@example.com", &limits()).try_into().unwrap();
    let (mut now, mut pauses) = (NOW, Vec::new());
    let given_up = loop {
        let taken = message.claim(now).unwrap();
        message = taken.failed(&Failure::passing("connection\r\nrefused"), 60_000, now);
        let Some(next) = message.due() else { break message };
        pauses.push(next.millis_since(now) / 60_000);
        now = next;
    };
    assert_eq!(pauses[..9], [1, 2, 4, 8, 16, 32, 64, 128, 240]);
    let State::GivenUp { at, why } = &given_up.state else { panic!("{given_up:?}") };
    assert!((168 * HOUR..172 * HOUR).contains(&at.millis_since(NOW)));
    assert_eq!(why, "connectionrefused", "no line of the reason is a line of its own");
    assert_eq!(given_up.over(), Some(at.plus_millis(720 * HOUR)));
}

#[test]
fn an_address_that_was_refused_for_good_ends_the_message_at_once() {
    let [message] = placed(&[entry(1, alarm())], "owner@example.com", &limits()).try_into().unwrap();
    let ended = message.claim(NOW).unwrap().failed(&Failure::for_good("550 nobody"), 60_000, NOW);
    assert_eq!(ended.state, State::GivenUp { at: NOW, why: "550 nobody".into() });
    assert_eq!((ended.due(), ended.has_failed()), (None, true));
}

#[test]
fn a_row_is_read_as_it_was_written_and_keeps_its_form() {
    let [message] = placed(&[entry(1, alarm())], "owner@example.com", &limits()).try_into().unwrap();
    let taken = message.clone().claim(NOW).unwrap();
    assert_eq!(
        HEXLOWER.encode(&message.to_row()),
        "018901716f776e6572406578616d706c652e636f6d8101001b0000019a7afd1e00f5f4008200811b0000019a7afd1e00"
    );
    for row in [message, taken.clone(), taken.clone().failed(&Failure::passing("x"), 1, NOW), taken.sent(NOW)] {
        assert_eq!(MessageRecord::from_row(&row.to_row()).unwrap(), row);
    }
}

#[test]
fn an_address_is_plain_or_it_is_none() {
    for good in ["owner@example.com", "a.b+c@mail.example.co", "o'hara@example.com", "x@a-b.example"] {
        assert!(MailAddress::parse(good).is_ok(), "{good}");
    }
    let long = format!("{}@example.com", "x".repeat(65));
    for bad in [
        "",
        "owner",
        "@example.com",
        "owner@",
        "owner@example",
        "owner@.com",
        "owner@example.com.",
        "a@b@example.com",
        "a b@example.com",
        "a\r\nbcc:x@example.com",
        "<owner@example.com>",
        "\"a b\"@example.com",
        "a..b@example.com",
        ".a@example.com",
        "ö@example.com",
        "a@exämple.com",
        "a@[127.0.0.1]",
        "a@-x.com",
        "a,b@example.com",
        "a@example.com,b@example.com",
        &long,
    ] {
        assert!(MailAddress::parse(bad).is_err(), "{bad}");
    }
}

fn contacts(named: &[&str]) -> Contacts {
    Contacts::of(named.iter().map(|text| Contact::parse(text).unwrap()).collect()).unwrap()
}

fn told(entries: &[LogEntry], contacts: Change) -> Vec<(String, Option<Reader>, Vec<u64>)> {
    let news = News { entries, devices: false, shut: false, spent: false, contacts };
    let placed = place(&[], &news, &owner(), &limits(), NOW);
    placed.into_iter().map(|row| (row.to.unwrap(), row.reader, row.entries)).collect()
}

#[test]
fn a_contact_is_told_what_the_owner_is_told() {
    let ann = contacts(&["ann@example.com"]);
    let change = Change { before: ann.clone(), after: ann, asked: Contacts::NONE };
    let owner = (owner().to_string(), None, vec![1]);
    assert_eq!(told(&[entry(1, alarm())], change), [owner, ("ann@example.com".into(), Some(Reader::Contact), vec![1])]);
}

#[test]
fn who_is_to_go_is_told_before_and_who_is_to_come_is_told_that_and_nothing_else() {
    let (ann, bob) = (contacts(&["ann@example.com"]), contacts(&["bob@example.com"]));
    let asked = Change { before: ann.clone(), after: ann.clone(), asked: bob.clone() };
    let entries = [entry(1, intent(ChangeKind::ChooseContacts))];
    let before = told(&entries, asked);
    assert_eq!(
        before[1..],
        [
            ("ann@example.com".into(), Some(Reader::Contact), vec![1]),
            ("bob@example.com".into(), Some(Reader::Named), vec![1]),
        ]
    );
    let made = Change { before: ann, after: bob, asked: Contacts::NONE };
    let roster = Event::RosterPublished { number: 3, epoch: 1, digest: Digest::plain(b"r") };
    assert_eq!(
        told(&[entry(2, roster), entry(3, Event::LockerThawed)], made)[1..],
        [
            ("ann@example.com".into(), Some(Reader::Former), vec![2]),
            ("bob@example.com".into(), Some(Reader::Named), vec![2]),
        ]
    );
}
