//! A message in plain words. Text alone, and nothing in it that opens or proves anything: no code, no name of a member of staff, no link that acts.

use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::{CaseId, Handle, IntentId, Timestamp, TrusteeId};

use super::{Reader, weight};

/// Which locker it is about, and where its owner can do something.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The bank.
    pub trustee: TrusteeId,
    /// The locker's handle.
    pub handle: &'p Handle,
    /// Origin of the page, without a slash at its end; none where this bank has none.
    pub page: Option<&'p str>,
    /// Whom the letter speaks to.
    pub reader: Reader,
}

/// What is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// The text; lines end with `\n`.
    pub text: String,
}

/// The letter that tells of these entries, and that `more` happened.
#[must_use]
pub fn letter(place: Place<'_>, entries: &[LogEntry], more: u64) -> Letter {
    if matches!(place.reader, Reader::Named | Reader::Former) {
        return contact_letter(place, entries);
    }
    // The heaviest gives the subject, and of equals the newest.
    let heaviest = entries.iter().max_by_key(|entry| (weight(&entry.event), entry.number));
    let subject = heaviest.map_or("Your digital locker", |entry| subject(&entry.event));
    let mut text = format!("This is about your digital locker {} at your bank.\n", place.handle);
    if place.reader == Reader::Contact {
        text.clear();
        let about = format!(
            "This is about the digital locker {} at its bank. Its owner named you to be told too: where \"your\" is said, the owner's is meant. \
             Speak to the owner, by a way that you know.",
            place.handle
        );
        wrap(&mut text, &about);
    }
    for entry in entries {
        text.push('\n');
        wrap(&mut text, &format!("{}: {}", moment(entry.at), what(entry)));
        if let Some(advice) = advice(place, &entry.event) {
            advice.lines().for_each(|line| wrap(&mut text, line));
        }
    }
    if more > 0 {
        text.push_str(&format!("\n{more} more of the kind happened; `dlocker log` shows everything.\n"));
    }
    text.push('\n');
    wrap(&mut text, FOOT);
    text.push_str(&format!("\nBank: {}\n", place.trustee));
    Letter { subject: subject.to_owned(), text }
}

/// What somebody is told who comes or goes as a contact: nothing of what happens in the locker.
fn contact_letter(place: Place<'_>, entries: &[LogEntry]) -> Letter {
    let handle = place.handle;
    let who = entries.first().map_or_else(|| "the bank".to_owned(), |entry| by(&entry.actor));
    let waits = entries.first().is_some_and(|entry| matches!(entry.event, Event::IntentMade { .. }));
    let (subject, said) = match place.reader {
        Reader::Former => (
            "You are no longer told about a digital locker",
            format!("The digital locker {handle} no longer names this address. You get nothing more about it."),
        ),
        _ if waits => (
            "You are to be told about a digital locker",
            format!(
                "{who} asked that this address be told when something weighty happens to the digital locker {handle}."
            ),
        ),
        _ => (
            "You are told about a digital locker",
            format!(
                "{who} named this address: it is told when something weighty happens to the digital locker {handle}."
            ),
        ),
    };
    let mut text = String::new();
    wrap(&mut text, &said);
    text.push('\n');
    wrap(
        &mut text,
        "There is nothing to do, and with this message nothing can be done. If you do not know whose this is, ignore it.",
    );
    text.push_str(&format!("\nBank: {}\n", place.trustee));
    Letter { subject: subject.to_owned(), text }
}

/// As somebody is told who has nothing to do with the locker yet.
fn by(actor: &Actor) -> String {
    match actor {
        Actor::Device(device) => format!("The owner's device {device}"),
        Actor::Staff(_) => "A member of the bank's staff".to_owned(),
        Actor::Bank => "The bank".to_owned(),
    }
}

/// Adds a paragraph in lines of at most 72 characters; what is indented stays as it is, so that it can be copied.
fn wrap(text: &mut String, paragraph: &str) {
    if paragraph.starts_with(' ') {
        text.push_str(paragraph);
        return text.push('\n');
    }
    let mut room = WIDTH;
    for word in paragraph.split_whitespace() {
        if room < WIDTH && word.len() + 1 > room {
            text.push('\n');
            room = WIDTH;
        }
        if room < WIDTH {
            text.push(' ');
            room -= 1;
        }
        text.push_str(word);
        room = room.saturating_sub(word.len());
    }
    text.push('\n');
}

/// Characters in a line. Longer ones make a mail be written in an encoding that fewer eyes can read raw.
const WIDTH: usize = 72;

const FOOT: &str = "Whoever reads this message can do nothing with it: only a device that is on your locker, with its own key, can say no. \
The bank never asks by mail for a PIN, a passphrase, a recovery kit or a code. If you have no such device at hand, call the bank, by the \
number that you know and not by one from a message: it can freeze the locker while you find out.";

/// `2026-11-28 03:10 UTC`.
fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    format!("{} {} UTC", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
}

const fn subject(event: &Event) -> &'static str {
    match event {
        Event::CaseAlarmed { .. } => "Is it you? Somebody asks for your locker on a new phone",
        Event::CaseApproved { .. } => "Your locker: the bank approved a recovery",
        Event::CasePresented { .. } => "Your locker: a credential was presented in a recovery",
        Event::CaseVouched { .. } => "Your locker: one of your devices vouched in a recovery",
        Event::IdentityWaits { .. } => "Is it you? Your locker is to know you by another credential",
        Event::IdentityBound { .. } => "Your locker knows you by a credential",
        Event::IdentityStopped { .. } => "Your locker: a credential was refused",
        Event::CaseRejected { .. } => "Your locker: a recovery was rejected",
        Event::CaseVetoed { .. } => "Your locker: one of your devices said no to a recovery",
        Event::CaseClosed { .. } => "Your locker: a recovery was closed",
        Event::Reissued { .. } => "Your locker was given to a new phone",
        Event::RosterPublished { .. } => "Your locker: a device came or was put out",
        Event::Shut { .. } => "Your locker was started afresh",
        Event::Thawed { .. } => "Your locker: guesses were given back",
        Event::IntentMade { change: ChangeKind::CloseLocker, .. } => "Is it you? Your locker is to be closed for good",
        Event::IntentMade { .. } => "Is it you? A change of your locker waits",
        Event::IntentStopped { .. } => "Your locker: a change was stopped",
        Event::IntentCompleted { .. } => "Your locker was changed",
        Event::IntentCancelled { .. } => "Your locker: a change ended",
        Event::LockerFrozen { .. } => "Your locker is frozen",
        Event::LockerThawed => "Your locker is no longer frozen",
        Event::DeviceSuspended { .. } => "Your locker: a device was suspended",
        Event::DeviceReinstated { .. } => "Your locker: a device is let in again",
        Event::Released { .. } => "Is it you? The last guess at your locker was made",
        Event::Closed { .. } => "Your locker was closed",
        _ => "Your digital locker",
    }
}

/// One or two sentences.
fn what(entry: &LogEntry) -> String {
    let who = who(&entry.actor);
    of_case(&entry.event, &who)
        .or_else(|| of_change(&entry.event, &who))
        .unwrap_or_else(|| "something happened that `dlocker log` shows.".to_owned())
}

fn who(actor: &Actor) -> String {
    match actor {
        Actor::Device(device) => format!("your device {device}"),
        Actor::Staff(_) => "a member of the bank's staff".to_owned(),
        Actor::Bank => "the bank".to_owned(),
    }
}

fn of_case(event: &Event, who: &str) -> Option<String> {
    Some(match event {
        Event::CaseAlarmed { case, device, due } => format!(
            "somebody asks the bank to let a new phone ({device}) into your locker, and {who} has accepted a first proof \
             that it is you. Once enough proof is there, and not before {}, that phone takes the place of all your devices. \
             The recovery is called {case}.",
            moment(*due)
        ),
        Event::CaseApproved { case, face_to_face, .. } => {
            let how = if *face_to_face { ", face to face" } else { "" };
            format!("{who} approved the recovery {case}{how}.")
        }
        Event::CasePresented { case, entry } => {
            format!(
                "a credential ({entry}) was presented in the recovery {case}, and it names the owner of this locker."
            )
        }
        Event::CaseVouched { case } => {
            format!(
                "{who}, with the locker open, vouched for whoever holds the new phone of the recovery {case}. If that was not you, say no on any of your devices: \
                 `dlocker veto {case}`. Then it counts no more."
            )
        }
        Event::CaseRejected { case } => format!("{who} rejected the recovery {case}. It is over."),
        Event::CaseVetoed { case, .. } => {
            format!(
                "{who} said no to the recovery {case}. Only two officers who see the owner face to face can go on with it."
            )
        }
        Event::CaseClosed { case } => format!("the recovery {case} was closed after three wrong codes."),
        Event::Reissued { case, device, .. } => {
            format!(
                "the recovery {case} was carried out: the new phone ({device}) is in, and all your other devices are out until it keeps them."
            )
        }
        Event::DeviceSuspended { device, case } => {
            format!(
                "{who} suspended the device {device}, which was reported lost, while the recovery {case} is under way."
            )
        }
        Event::DeviceReinstated { device } => format!("the device {device} is let in again."),
        Event::Thawed { device, .. } => {
            format!("{who} gave the guesses of an unlock method back to the device {device}.")
        }
        Event::Shut { device } => {
            format!("the device {device} started afresh in a new, empty locker. The old one stays shut, and is kept.")
        }
        _ => return None,
    })
}

fn of_change(event: &Event, who: &str) -> Option<String> {
    Some(match event {
        Event::IdentityBound { entry } => {
            format!(
                "{who}, with the locker open, showed a credential ({entry}) by which the bank knows the owner from now on."
            )
        }
        Event::IdentityWaits { entry, due } => {
            format!(
                "{who}, with the locker open, showed a credential ({entry}) by which the bank is to know the owner from {} on. If it was not you, say no on any \
                 device: `dlocker identity stop`.",
                moment(*due)
            )
        }
        Event::IdentityStopped { entry } => {
            format!(
                "the credential ({entry}) that waited to be taken does not count: {who} said no, or the locker was frozen."
            )
        }
        Event::IntentMade { intent, change, due } => {
            format!(
                "{who}, with the locker open, asked to {}. That may be done from {} on. The change is called {intent}.",
                change.words(),
                moment(*due)
            )
        }
        Event::RosterPublished { .. } => {
            format!(
                "{who}, with the locker open, changed which devices are on it. `dlocker devices` shows them, on a device that still is."
            )
        }
        Event::IntentStopped { intent } => format!("{who} stopped the change {intent}."),
        Event::IntentCompleted { intent } => format!("{who} carried out the change {intent}."),
        Event::IntentCancelled { intent } => format!("the change {intent} ended without being carried out."),
        Event::LockerFrozen { lapses: Some(lapses) } => {
            format!("{who} froze the locker until {}: no openings and no changes. Backups go on.", moment(*lapses))
        }
        Event::LockerFrozen { lapses: None } => {
            format!("{who} froze the locker until the bank lifts it: no openings and no changes. Backups go on.")
        }
        Event::LockerThawed => "the freeze of the locker ended.".to_owned(),
        Event::Released { .. } => format!(
            "{who} made the last guess at an unlock method. Unless it was right, that method is frozen now. Nothing is lost: your other methods open the locker, \
             and the bank can identify you."
        ),
        Event::Closed { .. } => format!("{who} closed the locker for good. Everything in it is deleted."),
        _ => return None,
    })
}

/// What to do if it is not the owner.
fn advice(place: Place<'_>, event: &Event) -> Option<String> {
    match event {
        Event::CaseAlarmed { case, .. } | Event::CaseApproved { case, .. } => Some(say_no(place, *case)),
        Event::IntentMade { intent, .. } => Some(stop(place, *intent)),
        Event::Released { .. } => {
            Some("If this was not you, somebody has that device: call the bank, which can freeze the locker.".to_owned())
        }
        Event::Reissued { .. } | Event::Shut { .. } | Event::RosterPublished { .. } => Some(
            "If this was not you, call the bank at once: what was copied before is copied, but the locker can be frozen.".to_owned(),
        ),
        _ => None,
    }
}

fn say_no(place: Place<'_>, case: CaseId) -> String {
    let page = place.page.map(|page| format!("  {page}/#case={case}\n")).unwrap_or_default();
    format!(
        "If this is you, there is nothing to do. If it is not, say no from a device that is on your locker:\n{page}  dlocker veto {case}"
    )
}

fn stop(place: Place<'_>, intent: IntentId) -> String {
    let page = place.page.map(|page| format!("  {page}/#change={intent}\n")).unwrap_or_default();
    format!(
        "If this was you, there is nothing to do. If it was not, stop it from a device that is on your locker:\n{page}  dlocker intents stop {intent}"
    )
}
