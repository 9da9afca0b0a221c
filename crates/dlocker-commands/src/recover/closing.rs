//! The closing screen of a recovery.

use dlocker_client::OpenSnapshot;
use dlocker_client::recover::Rotation;
use dlocker_client::restore::Restored;
use dlocker_protocol::MethodId;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::snapshot::SnapshotHeader;
use serde_json::{Value, json};

use crate::words::Names;
use crate::{Outcome, Wallet, reissue};

pub(super) fn closing(
    (wallet, restored): (&Wallet, Restored),
    rotation: &Rotation,
    names: &Names,
    to: &str,
) -> Outcome {
    let header = wallet.newest().map(OpenSnapshot::header);
    let methods: Vec<Value> = rotation
        .kept
        .iter()
        .map(|(id, kind, fresh)| json!({ "id": id, "kind": kind, "state": if *fresh { "active" } else { "renew" } }))
        .collect();
    let named = |(id, kind): &(MethodId, MethodKind)| json!({ "id": id, "kind": kind });
    let came_back: Vec<Value> = rotation.came_back.iter().map(named).collect();
    let dropped: Vec<Value> = rotation.dropped.iter().map(named).collect();
    let lost = reissue::lost(wallet);
    let json = json!({
        "state": "recovered",
        "to": to,
        "snapshot": header.map(|h| h.id),
        "number": header.map(|h| h.number),
        "created": header.map(|h| h.created),
        "snapshots": wallet.json(),
        "items": restored.items,
        "bytes": restored.bytes,
        "resumed_bytes": restored.resumed,
        "epoch": rotation.epoch,
        "replaced": rotation.replaced,
        "kept_devices": rotation.kept_devices,
        "methods": methods,
        "came_back": came_back,
        "dropped_methods": dropped,
        "lost_since": rotation.lost_since,
        "later": rotation.later,
        "to_reissue": lost,
    });
    let mut lines = vec![back(header, restored, to)];
    lines.extend(wallet.others());
    lines.extend(rotated(rotation, names));
    if lost > 0 {
        let what = if lost == 1 { "1 credential was" } else { "credentials were" };
        let count = if lost == 1 { String::new() } else { format!("{lost} kinds of ") };
        lines.push(format!(
            "{count}{what} bound to the lost phone and must be issued again. Whom to ask: dlocker reissue"
        ));
    }
    Outcome::new(json, lines.join("\n"))
}

/// What the locker is like now.
fn rotated(rotation: &Rotation, names: &Names) -> Vec<String> {
    let mut lines = since_the_loss(rotation);
    lines.push("The locker has new keys.".to_owned());
    lines.extend(rotation.replaced.iter().map(|id| format!("  {} is shut out for good", names.of(*id))));
    lines.extend(
        rotation
            .kept_devices
            .iter()
            .map(|id| format!("  {} stays, as you said; it opens once to go on", names.of(*id))),
    );
    for (_, kind, fresh) in &rotation.kept {
        let more = if *fresh { "registered anew" } else { "kept; it is registered anew at its next use" };
        lines.push(format!("  {kind}: still opens ({more})"));
    }
    lines.extend(rotation.came_back.iter().map(|(_, kind)| {
        format!("  {kind}: came back. Somebody removed it after the phone was lost; the bank had kept it")
    }));
    lines.extend(rotation.dropped.iter().map(|(id, kind)| format!("  {kind} {id}: opens no more (dropped)")));
    lines.push("What to do now: back up this wallet from here (dlocker backup), and tell issuers if the lost phone was not locked: what it had copied before, it has.".to_owned());
    lines
}

fn back(header: Option<&SnapshotHeader>, restored: Restored, to: &str) -> String {
    match header {
        Some(h) => format!(
            "Your wallet is back in {}: {} items, {} bytes, from the backup of {} (number {}).\nIf you remember a later backup than that, tell your bank before you go on.",
            to, restored.items, restored.bytes, h.created, h.number
        ),
        None => "The locker is yours again. Nothing had been put into it.".to_owned(),
    }
}

/// What happened after the phone was lost and is not trusted.
fn since_the_loss(rotation: &Rotation) -> Vec<String> {
    let Some(lost) = rotation.lost_since else { return Vec::new() };
    let mut lines = vec![format!("The phone is said to be lost since {lost}: nothing from after that was taken.")];
    lines.extend(rotation.later.iter().map(|id| {
        format!("  {id} is from after that. Was it you? It is still in the locker: dlocker restore --snapshot {id} --to FOLDER")
    }));
    lines
}
