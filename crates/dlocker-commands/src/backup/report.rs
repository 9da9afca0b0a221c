//! What a backup ends with.

use dlocker_client::backup::Committed;
use dlocker_wallet::warning::Warning;
use serde_json::{Value, json};

use crate::{Ending, Outcome};

/// What is to be told about the wallet besides the snapshot.
#[derive(Default)]
pub struct Report {
    /// Path and reason of what is not in the backup and should be.
    pub unread: Vec<(String, String)>,
    /// Path and kind of what holds no data.
    pub skipped: Vec<(String, String)>,
    /// Path and remark about what is in the backup.
    pub noted: Vec<(String, String)>,
    /// What would be found out too late.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// One line for each.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let told = self.unread.iter().chain(&self.skipped).chain(&self.noted);
        let warned = self.warnings.iter().map(|warning| format!("{} {}", warning.path, warning.text));
        told.map(|(path, why)| format!("{path} {why}")).chain(warned)
    }
}

/// A backup that was made, and what is to be told besides.
pub struct Done {
    /// The snapshot.
    pub committed: Committed,
    /// The rest.
    pub report: Report,
}

impl Done {
    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let Self { committed: done, report } = self;
        json!({
            "snapshot": done.snapshot,
            "number": done.number,
            "created": done.created,
            "items": done.items,
            "bytes": done.bytes,
            "bytes_sent": done.bytes_sent,
            "resumed_bytes": done.resumed_bytes,
            "let_go": done.let_go,
            "unread": listed(&report.unread),
            "skipped": listed(&report.skipped),
            "warnings": report.warnings.iter().map(warning_json).collect::<Value>(),
        })
    }

    /// One line, for people and for the journal.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { committed: done, report } = self;
        let unread = match report.unread.len() {
            0 => String::new(),
            some => format!(" {some} could not be read and are NOT in it."),
        };
        let gone = match done.let_go.len() {
            0 => String::new(),
            some => format!(" {} went by your rule.", backups(some)),
        };
        format!(
            "Backed up as number {}: {} items ({} bytes), {} bytes sent, {}.{gone}{unread}",
            done.number, done.items, done.bytes, done.bytes_sent, done.snapshot
        )
    }

    /// The end of a single backup.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let Self { committed: done, report } = self;
        let mut text = format!(
            "{} items ({} bytes) are in the locker as number {}: {}. {} bytes were sent.",
            done.items, done.bytes, done.number, done.snapshot, done.bytes_sent
        );
        if done.resumed_bytes > 0 {
            text.push_str(&format!("\n{} bytes had arrived already when it was interrupted.", done.resumed_bytes));
        }
        if !done.let_go.is_empty() {
            text.push_str(&format!("\n{} went by your rule.", backups(done.let_go.len())));
        }
        if !report.unread.is_empty() {
            text.push_str(&format!("\n{} could not be read and are NOT in it; see above.", report.unread.len()));
        }
        let ending = if report.unread.is_empty() { Ending::Done } else { Ending::Partly };
        Outcome { json: self.json(), text, ending }
    }
}

/// A warning about the wallet as `backup` and `items` write it.
#[must_use]
pub fn warning_json(warning: &Warning) -> Value {
    json!({ "path": warning.path, "code": warning.code.name(), "text": warning.text })
}

fn backups(number: usize) -> String {
    if number == 1 { "1 older backup".into() } else { format!("{number} older backups") }
}

fn listed(found: &[(String, String)]) -> Value {
    found.iter().map(|(path, why)| json!({ "path": path, "why": why })).collect()
}
