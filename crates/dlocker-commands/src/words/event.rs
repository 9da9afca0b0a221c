//! One plain sentence for each thing that the visit log tells.

use dlocker_client::Message;
use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::{CaseId, Digest, Timestamp};

use super::roster::{self, a_method, the_method};
use super::{Names, capital};

/// What happened, without the time. What is `over` needs no advice.
pub(crate) fn sentence(entry: &LogEntry, names: &Names, over: bool) -> String {
    capital(&what(&entry.event, &names.actor(&entry.actor), names, over))
}

fn what(event: &Event, who: &str, names: &Names, over: bool) -> String {
    of_use(event, who, names)
        .or_else(|| advised(event, who, over))
        .or_else(|| of_case(event, who, names))
        .or_else(|| of_change(event, who, names))
        .unwrap_or_else(|| format!("{who} did something that this program does not know."))
}

/// What happened, for somebody who is told only of releases that opened nothing.
pub(crate) fn message(message: &Message, names: &Names) -> String {
    let entry = &message.entry;
    match &entry.event {
        Event::Released { method, .. } => capital(&format!(
            "{} tried {} and the locker did not open: a wrong guess, or it was cut off.",
            names.actor(&entry.actor),
            the_method(*method, names)
        )),
        _ => sentence(entry, names, message.over),
    }
}

/// What the owner can do something about while it is not over.
fn advised(event: &Event, who: &str, over: bool) -> Option<String> {
    let unless = |advice: String| if over { "; that is over.".to_owned() } else { format!("; {advice}") };
    Some(match event {
        Event::CaseAlarmed { case, due, .. } => {
            let advice = unless(format!("if it is not you: dlocker veto {case}"));
            format!("Somebody asked to recover this locker on a new phone, from {due} on{advice}")
        }
        Event::IntentMade { intent, change, due } => {
            let advice = unless(format!("if it was not you: dlocker intents stop {intent}"));
            format!("{who} asked to {}, from {due} on{advice}", change.words())
        }
        _ => return None,
    })
}

/// Everyday use: devices, methods, openings, backups.
fn of_use(event: &Event, who: &str, names: &Names) -> Option<String> {
    Some(match event {
        Event::Invited => format!("{who} made this locker and an invite for it."),
        Event::Enrolled { device } => format!("{} was given the Locker ID of this locker.", names.of(*device)),
        Event::Admitted { device } => format!("{} presented its Locker ID and was let in.", names.of(*device)),
        Event::Registered { kind, .. } => format!("{who} began to register {}.", a_method(*kind)),
        Event::Evaluated { .. } => format!("{who} used the bank's key for a registration."),
        Event::Released { method, opening } => {
            format!("{who} asked for opening {opening} with {}.", the_method(*method, names))
        }
        Event::Opened { method, opening } => {
            format!("{who} opened the locker, opening {opening} with {}.", the_method(*method, names))
        }
        Event::RosterPublished { number, digest, .. } => published(who, *number, digest, names),
        Event::SnapshotCommitted { snapshot, .. } => format!("{who} put in the backup {snapshot}."),
        Event::KeyDestroyed { .. } => "The bank's key of a replaced registration was destroyed.".into(),
        Event::Thawed { method, device } => {
            format!("{who} gave the guesses for {} back, to {} alone.", the_method(*method, names), names.of(*device))
        }
        _ => return None,
    })
}

fn published(who: &str, number: u64, digest: &Digest, names: &Names) -> String {
    match names.step(digest) {
        Some(step) => format!("{who} {}.", roster::step(step, names)),
        None => format!("{who} changed what belongs to the locker (roster {number})."),
    }
}

/// The way back after a lost phone.
fn of_case(event: &Event, who: &str, names: &Names) -> Option<String> {
    Some(match event {
        Event::CaseApproved { case, face_to_face, lost_since, .. } => approved(who, *case, *face_to_face, *lost_since),
        Event::CasePresented { case, entry } => {
            format!("somebody presented a credential ({}) in the recovery {case}, and it names the owner.", kind(entry))
        }
        Event::CaseVouched { case } => {
            format!("{who}, with the locker open, vouched for the new phone of the recovery {case}.")
        }
        Event::CaseRejected { case } => format!("{who} rejected the recovery {case}."),
        Event::CaseVetoed { case, unlocked: false } => format!("{who} said no to the recovery {case}."),
        Event::CaseVetoed { case, unlocked: true } => {
            format!("{who}, with the locker open, said no to the recovery {case}.")
        }
        Event::CaseClosed { case } => format!("the recovery {case} was closed after three wrong codes."),
        Event::Reissued { device, lost_since, .. } => format!(
            "the bank let {} in after a recovery{}; all other devices are out until it keeps them.",
            names.of(*device),
            lost(*lost_since)
        ),
        Event::DeviceSuspended { device, case } => {
            format!("{who} suspended {} for as long as the recovery {case} is under way.", names.of(*device))
        }
        Event::DeviceReinstated { device } => format!("{} is let in again.", names.of(*device)),
        Event::Shut { device } => {
            format!("{} started afresh in a new locker; this one is shut and kept.", names.of(*device))
        }
        _ => return None,
    })
}

fn approved(who: &str, case: CaseId, face_to_face: bool, lost_since: Option<Timestamp>) -> String {
    let how = if face_to_face { ", face to face with the owner" } else { "" };
    format!("{who} approved the recovery {case}{how}{}.", lost(lost_since))
}

fn lost(since: Option<Timestamp>) -> String {
    since.map(|since| format!(" (the phone is said to be lost since {since})")).unwrap_or_default()
}

/// What the bank calls a kind of credential: a word, whatever a lying bank writes.
fn kind(entry: &str) -> String {
    entry.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(64).collect()
}

/// Changes of the locker, and its freezing.
fn of_change(event: &Event, who: &str, names: &Names) -> Option<String> {
    Some(match event {
        Event::IdentityBound { entry } => {
            format!("{who} showed a credential, by which the bank knows the owner now: {}.", kind(entry))
        }
        Event::IdentityWaits { entry, due } => {
            let advice = "; if it was not you: dlocker identity stop";
            format!(
                "{who} showed a credential ({}) by which the bank is to know the owner from {due} on{advice}",
                kind(entry)
            )
        }
        Event::IdentityStopped { entry } => {
            format!("a credential ({}) that waited to be taken does not count.", kind(entry))
        }
        Event::LinkMade { .. } => format!("{who} made a link by which another device may join."),
        Event::JoinAsked { device, .. } => format!("{} asked to join, by a link.", names.of(*device)),
        Event::IntentStopped { intent } => format!("{who} stopped the change {intent}."),
        Event::IntentCompleted { intent } => format!("{who} carried out the change {intent}."),
        Event::IntentCancelled { intent } => format!("the change {intent} ended without being carried out."),
        Event::LockerFrozen { lapses: Some(lapses) } => {
            format!("{who} froze the locker until {lapses}: no openings and no changes.")
        }
        Event::LockerFrozen { lapses: None } => {
            format!("{who} froze the locker until the bank lifts it: no openings and no changes.")
        }
        Event::LockerThawed => "The freeze of the locker ended.".into(),
        Event::Closed { .. } => format!("{who} closed the locker: everything in it is deleted."),
        Event::SnapshotDeleted { snapshot } => {
            format!("the backup {snapshot} is off the list; the bank removes what only it held.")
        }
        _ => return None,
    })
}
