//! What a roster changed, in words.

use dlocker_client::history::RosterStep;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{Contact, Contacts, RosterChange};
use dlocker_protocol::{MethodId, SnapshotId};

use super::{Names, evidence, keep};
use dlocker_client::period;

/// What one roster did: it completes a sentence that begins with who published it.
pub(super) fn step(step: &RosterStep, names: &Names) -> String {
    match step {
        RosterStep::First { kind } => {
            format!("added the first unlock method, {}: the locker is in use", a_method(*kind))
        }
        RosterStep::NewKeys => "gave the locker new keys after a recovery".into(),
        RosterStep::Changes(changes) => {
            let said: Vec<String> = changes.iter().map(|change| said(change, names)).collect();
            said.join(", and ")
        }
    }
}

fn said(change: &RosterChange, names: &Names) -> String {
    match change {
        RosterChange::DeviceAdded(entry) => format!("let {} in", names.of(entry.id)),
        RosterChange::DeviceRevoked(id) => format!("shut {} out", names.of(*id)),
        RosterChange::MethodAdded(entry) => format!("added {} ({})", a_method(entry.kind), entry.id),
        RosterChange::MethodRemoved { method, kind } => format!("removed {} ({method})", a_method(*kind)),
        RosterChange::MethodRenewed(id) => format!("registered {} anew", the_method(*id, names)),
        RosterChange::GuessesLowered(id) => format!("allowed fewer guesses for {}", the_method(*id, names)),
        RosterChange::WaitChosen(Some(seconds)) => format!("let recoveries wait {}", period::words(*seconds)),
        RosterChange::WaitChosen(None) => "let recoveries wait as long as the bank's own rule says".into(),
        RosterChange::RuleChosen(Some(rule)) => format!("let recoveries ask for {}", evidence(rule)),
        RosterChange::RuleChosen(None) => "let recoveries ask for what the bank's own rule says".into(),
        RosterChange::RetentionChosen { after: Some(rule), .. } => {
            format!("chose to keep {} of old backups", keep(rule))
        }
        RosterChange::RetentionChosen { after: None, .. } => "chose to keep every backup".into(),
        RosterChange::ContactsChosen { after, .. } => format!("chose to tell {} too", contacts(after)),
        RosterChange::SnapshotsDeleted(ids) => format!("deleted {}", backups(ids)),
    }
}

/// Which backups, or how many.
pub(super) fn backups(ids: &[SnapshotId]) -> String {
    match ids {
        [one] => format!("the backup {one}"),
        some => format!("{} backups", some.len()),
    }
}

/// Who is told too.
pub(crate) fn contacts(contacts: &Contacts) -> String {
    let named: Vec<_> = contacts.as_slice().iter().map(Contact::as_str).collect();
    if named.is_empty() { "no other address".into() } else { named.join(", ") }
}

/// A method of this kind.
pub(super) fn a_method(kind: MethodKind) -> String {
    match kind {
        MethodKind::Device => "the method “device”, by which one device opens without asking".into(),
        kind => format!("a {kind}"),
    }
}

/// This method, by its kind and id.
pub(super) fn the_method(id: MethodId, names: &Names) -> String {
    match names.kind(id) {
        Some(MethodKind::Device) => format!("the method “device” ({id})"),
        Some(kind) => format!("the {kind} ({id})"),
        None => format!("the method {id}"),
    }
}
