//! `dlocker log`

use dlocker_client::{Connection, Platform, Result};
use dlocker_protocol::log::LogEntry;
use dlocker_protocol::signature::Document;
use serde_json::{Value, json};

use crate::Outcome;
use crate::words::{Names, sentence};

/// `log`, and one sentence for each entry.
///
/// # Errors
/// [`Error::Damaged`](dlocker_client::Error::Damaged) if it does not verify.
pub async fn log<P: Platform>(connection: &mut Connection<'_, P>) -> Result<(Outcome, Vec<String>)> {
    let log = connection.visit_log().await?;
    let names = Names::read(connection).await?;
    let entries: Vec<Value> = log.entries().map(entry).collect();
    let head = json!({ "number": log.head.position.number, "digest": log.head.position.digest, "at": log.head.at });
    let ended = log.ended();
    let sentences: Vec<String> = log.entries().map(|e| sentence(e, &names, ended.covers(e))).collect();
    let mut lines: Vec<_> = log.entries().zip(&sentences).map(|(e, said)| format!("{}  {said}", e.at)).collect();
    lines.push(format!("{} entries, every link and the bank's signature checked.", log.entries().len()));
    let outcome = Outcome::new(json!({ "verified": true, "head": head, "entries": entries }), lines.join("\n"));
    Ok((outcome, sentences))
}

fn entry(entry: &LogEntry) -> Value {
    let mut value = serde_json::to_value(&entry.event).unwrap_or_default();
    value["number"] = json!(entry.number);
    value["at"] = json!(entry.at);
    value["by"] = json!(entry.actor);
    value["digest"] = json!(entry.digest());
    value
}
