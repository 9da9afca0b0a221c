//! Changes in words.

use dlocker_protocol::intent::{Change, ChangeKind};

use super::roster::{a_method, backups, contacts as told, the_method};
use super::{Names, evidence, keep};
use dlocker_client::period;

/// What a change does: it completes `… asks to`.
pub(crate) fn change(change: &Change, names: &Names) -> String {
    match change {
        Change::AddDevice(entry) => format!("let {} in", names.of(entry.id)),
        Change::AddMethod { entry, .. } => format!("add {} ({})", a_method(entry.kind), entry.id),
        Change::RemoveMethod { method } => format!("remove {}", the_method(*method, names)),
        Change::ShortenWait { seconds: Some(seconds) } => {
            format!("let recoveries wait only {}", period::words(*seconds))
        }
        Change::ShortenWait { seconds: None } => "let recoveries wait only as long as the bank's own rule says".into(),
        Change::ShortenHistory { retention: Some(rule) } => format!("keep only {} of old backups", keep(rule)),
        Change::ShortenHistory { retention: None } => "keep every backup".into(),
        Change::DeleteSnapshots { snapshots } => format!("delete {}", backups(snapshots)),
        Change::WeakenRecovery { rule: Some(rule) } => format!("let recoveries do with {}", evidence(rule)),
        Change::WeakenRecovery { rule: None } => "let recoveries do with what the bank's own rule asks for".into(),
        Change::ChooseContacts { contacts } => format!("tell {} too", told(contacts)),
        Change::CloseLocker => ChangeKind::CloseLocker.words().into(),
    }
}
