//! Changes in words.

use dlocker_protocol::intent::{Change, ChangeKind};

use super::Names;
use crate::period;

/// What a change does: it completes `… asks to`.
pub(crate) fn change(change: &Change, names: &Names) -> String {
    match change {
        Change::AddDevice(entry) => format!("let {} in", names.of(entry.id)),
        Change::AddMethod { entry, .. } => format!("add a {} ({})", entry.kind, entry.id),
        Change::RemoveMethod { method } => format!("remove the method {method}"),
        Change::ShortenWait { seconds: Some(seconds) } => {
            format!("let recoveries wait only {}", period::words(*seconds))
        }
        Change::ShortenWait { seconds: None } => "let recoveries wait only as long as the bank's own rule says".into(),
        Change::DeleteSnapshots { snapshots } => match snapshots.as_slice() {
            [one] => format!("delete the backup {one}"),
            some => format!("delete {} backups", some.len()),
        },
    }
}

/// The kind of a change in words: it completes `… asks to`.
pub(crate) const fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::AddDevice => "let another device in",
        ChangeKind::AddMethod => "add an unlock method",
        ChangeKind::RemoveMethod => "remove an unlock method",
        ChangeKind::ShortenWait => "shorten the waiting period of recoveries",
        ChangeKind::DeleteSnapshots => "delete backups",
    }
}
