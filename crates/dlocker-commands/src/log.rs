//! `dlocker log`

use dlocker_client::{Result, connect};
use dlocker_protocol::log::LogEntry;
use dlocker_protocol::signature::Document;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::words::{Names, sentence};

pub(crate) async fn run(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let log = connection.visit_log().await?;
    let names = Names::read(&mut connection).await?;
    let entries: Vec<Value> = log.entries().map(entry).collect();
    let head = json!({ "number": log.head.position.number, "digest": log.head.position.digest, "at": log.head.at });
    let ended = log.ended();
    let line = |e: &LogEntry| format!("{}  {}", e.at, sentence(e, &names, ended.covers(e)));
    let mut lines: Vec<_> = log.entries().map(line).collect();
    lines.push(format!("{} entries, every link and the bank's signature checked.", log.entries().len()));
    Ok(Outcome::new(json!({ "verified": true, "head": head, "entries": entries }), lines.join("\n")))
}

fn entry(entry: &LogEntry) -> Value {
    let mut value = serde_json::to_value(&entry.event).unwrap_or_default();
    value["number"] = json!(entry.number);
    value["at"] = json!(entry.at);
    value["by"] = json!(entry.actor);
    value["digest"] = json!(entry.digest());
    value
}
