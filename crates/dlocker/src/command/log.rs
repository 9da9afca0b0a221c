//! `dlocker log`

use dlocker_client::{Result, connect};
use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::{DeviceId, signature::Document};
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let device = connection.device();
    let log = connection.visit_log().await?;
    let entries: Vec<Value> = log.entries().map(entry).collect();
    let head = json!({ "number": log.head.position.number, "digest": log.head.position.digest, "at": log.head.at });
    let mut lines: Vec<_> = log.entries().map(|e| sentence(e, device)).collect();
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

fn sentence(entry: &LogEntry, this: DeviceId) -> String {
    format!("{}  {}", entry.at, what(&entry.event, &who(&entry.actor, this), this))
}

fn who(actor: &Actor, this: DeviceId) -> String {
    match actor {
        Actor::Device(id) => name(*id, this),
        Actor::Staff(staff) => format!("{staff} of the bank"),
        Actor::Bank => "the bank".into(),
    }
}

fn name(id: DeviceId, this: DeviceId) -> String {
    if id == this { "this device".into() } else { id.to_string() }
}

fn what(event: &Event, who: &str, this: DeviceId) -> String {
    match event {
        Event::Invited => format!("{who} invited you: the locker was made."),
        Event::Enrolled { device } => format!("{} enrolled with the invite.", name(*device, this)),
        Event::Admitted { device } => format!("{} presented its Locker ID and was let in.", name(*device, this)),
        Event::Registered { kind, .. } => format!("{who} began to register a {kind}."),
        Event::Evaluated { .. } => format!("{who} used the bank's key for a registration."),
        Event::Released { opening, .. } => format!("{who} asked for an opening (number {opening} of its key)."),
        Event::Opened { opening, .. } => format!("{who} opened the locker (opening {opening})."),
        Event::RosterPublished { number, epoch, .. } => format!("{who} published roster {number} of epoch {epoch}."),
        Event::SnapshotCommitted { snapshot, .. } => format!("{who} put in {snapshot}."),
        Event::CaseAlarmed { case, due, .. } => {
            format!("A recovery was asked for ({case}); it can be carried out from {due}.")
        }
        Event::CaseApproved { case, .. } => format!("{who} approved {case}."),
        Event::CaseRejected { case } => format!("{who} rejected {case}."),
        Event::CaseVetoed { case } => format!("{who} vetoed {case}."),
        Event::CaseClosed { case } => format!("{case} was closed."),
        Event::Reissued { device, .. } => {
            format!("The Locker ID was re-issued to {}; all other devices are out.", name(*device, this))
        }
        Event::Thawed { device, .. } => format!("The guesses were given back, to {} alone.", name(*device, this)),
        Event::KeyDestroyed { .. } => "The bank's key of a replaced registration was destroyed.".into(),
    }
}
