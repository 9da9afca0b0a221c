//! `dlocker items`

use dlocker_client::restore::RestoredLabel;
use dlocker_core::snapshot::{WalkedBody, WalkedEntry};
use dlocker_wallet::warning::{Seen, Warning, warnings};
use dlocker_wallet::{Facets, KeyMark, Kind, display_path};
use serde_json::{Value, json};

use crate::{Outcome, Wallet, backup};

/// `items`
#[must_use]
pub fn outcome(wallet: &Wallet) -> Outcome {
    let found = told(wallet.entries());
    let items: Vec<Value> = wallet.entries().filter_map(item).map(|item| with_warnings(item, &found)).collect();
    let mut lines: Vec<String> = items.iter().map(line).collect();
    lines.extend(found.iter().map(|warning| format!("! {} {}", warning.path, warning.text)));
    let text = if lines.is_empty() { "Nothing is in the locker yet.".to_owned() } else { lines.join("\n") };
    Outcome::new(Value::Array(items), text)
}

/// What the owner should be warned of, from the labels in the manifest.
fn told<'a>(entries: impl Iterator<Item = &'a WalkedEntry>) -> Vec<Warning> {
    let files: Vec<(String, &RestoredLabel)> = entries.filter_map(labelled).collect();
    warnings(files.iter().map(|(path, label)| Seen {
        path,
        kind: Kind::from_code(label.kind).unwrap_or(Kind::File),
        facets: Facets::from_bits(label.facets.unwrap_or_default()),
        key: label.key.map(KeyMark),
    }))
}

fn labelled(entry: &WalkedEntry) -> Option<(String, &RestoredLabel)> {
    match &entry.body {
        WalkedBody::File { label, .. } => Some((display_path(&entry.path), label)),
        _ => None,
    }
}

/// An item about which there is something to warn of has it with it.
fn with_warnings(mut item: Value, found: &[Warning]) -> Value {
    let own: Vec<Value> =
        found.iter().filter(|warning| item["path"] == warning.path.as_str()).map(backup::warning_json).collect();
    if !own.is_empty() {
        item["warnings"] = Value::Array(own);
    }
    item
}

/// Files and links; folders only hold them together.
fn item(entry: &WalkedEntry) -> Option<Value> {
    let path = display_path(&entry.path);
    match &entry.body {
        WalkedBody::Folder => None,
        WalkedBody::Link { target } => Some(json!({
            "path": path, "kind": Kind::Link.name(), "label": Value::Null, "bytes": 0, "target": display_path(&[target]),
        })),
        WalkedBody::File { len, label, .. } => Some(file(&path, *len, label)),
    }
}

fn file(path: &str, len: u64, label: &RestoredLabel) -> Value {
    let kind = Kind::from_code(label.kind).unwrap_or(Kind::File);
    let mut value = json!({ "path": path, "kind": kind.name(), "label": label.label, "bytes": len });
    if let Some(issuer) = &label.issuer {
        value["issuer"] = json!(issuer);
    }
    if let Some(expires) = &label.expires {
        value["expires"] = json!(expires);
    }
    value
}

fn line(item: &Value) -> String {
    let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let mut line = format!("{:<21} {:>10}  {}", text("kind"), item["bytes"].to_string(), text("path"));
    for (key, word) in [("label", ""), ("issuer", "by "), ("expires", "until ")] {
        if !text(key).is_empty() {
            line.push_str(&format!("  {word}{}", text(key)));
        }
    }
    line
}
