//! The closing screen of a recovery.

use std::path::Path;

use dlocker_client::OpenSnapshot;
use dlocker_client::recover::{Regained, Rotation};
use dlocker_client::restore::Restored;
use serde_json::{Value, json};

use crate::outcome::Outcome;

pub(super) fn closing(open: Option<&OpenSnapshot>, restored: Restored, rotation: &Rotation, to: &Path) -> Outcome {
    let header = open.map(OpenSnapshot::header);
    let methods: Vec<Value> = rotation
        .kept
        .iter()
        .map(|(id, kind, fresh)| json!({ "id": id, "kind": kind, "state": if *fresh { "active" } else { "renew" } }))
        .collect();
    let json = json!({
        "state": "recovered",
        "to": to.to_string_lossy(),
        "snapshot": header.map(|h| h.id),
        "number": header.map(|h| h.number),
        "created": header.map(|h| h.created),
        "items": restored.items,
        "bytes": restored.bytes,
        "epoch": rotation.epoch,
        "replaced": rotation.replaced,
        "methods": methods,
    });
    Outcome::new(json, words(header, restored, rotation, to))
}

fn words(
    header: Option<&dlocker_protocol::snapshot::SnapshotHeader>,
    restored: Restored,
    rotation: &Rotation,
    to: &Path,
) -> String {
    let mut lines = vec![match header {
        Some(h) => format!(
            "Your wallet is back in {}: {} items, {} bytes, from the backup of {} (number {}).\nIf you remember a later backup than that, tell your bank before you go on.",
            to.display(),
            restored.items,
            restored.bytes,
            h.created,
            h.number
        ),
        None => "The locker is yours again. Nothing had been put into it.".to_owned(),
    }];
    lines.push(format!("The locker has new keys. Devices shut out for good: {}.", rotation.replaced.len()));
    for (_, kind, fresh) in &rotation.kept {
        let more = if *fresh { "registered anew" } else { "kept; it is registered anew at its next use" };
        lines.push(format!("  {kind}: still opens ({more})"));
    }
    lines.push("What to do now: back up this wallet from here (dlocker backup), and tell issuers if the lost phone was not locked: what it had copied before, it has.".to_owned());
    lines.join("\n")
}
