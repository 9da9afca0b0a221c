use dlocker_protocol::cbor;
use dlocker_protocol::log::{Event, LogEntry};
use serde_json::Value;

use super::super::{Choice, Weight, choice};

const VECTOR: &str = include_str!("../../../../../spec/vectors/wire/log.json");
const OPERATE: &str = include_str!("../../../../../docs/operate/README.md");

/// Every event once: the vector of the log holds each.
fn events() -> Vec<Event> {
    let vector: Value = serde_json::from_str(VECTOR).unwrap();
    let bytes = |hex: &Value| data_encoding::HEXLOWER.decode(hex.as_str().unwrap().as_bytes()).unwrap();
    let entries = vector["entries"].as_array().unwrap().iter();
    entries.map(|hex| cbor::decode::<LogEntry>(&bytes(hex), "log entry").unwrap().event).collect()
}

/// An event's line of the table in `docs/operate`.
fn row(event: &Event) -> String {
    let name = serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned();
    let heavy = |weight| if weight == Weight::Urgent { "urgent" } else { "yes" };
    let told = match choice(event) {
        Choice::Told(weight) => heavy(weight).to_owned(),
        Choice::Where(weight, condition) => format!("{}, where {condition}", heavy(weight)),
        Choice::Not(why) => format!("no: {why}"),
    };
    format!("| `{name}` | {told} |")
}

#[test]
fn the_table_for_operators_says_of_every_event_whether_it_is_told() {
    let (_, after) = OPERATE.split_once("| event | told |\n|---|---|\n").expect("the table");
    let table: Vec<&str> = after.lines().take_while(|line| line.starts_with('|')).collect();
    let rows: Vec<String> = events().iter().map(row).collect();
    assert_eq!(table, rows, "write into docs/operate:\n{}", rows.join("\n"));
}
