//! `dlocker status`

use dlocker_client::{Result, Status, connect};
use serde_json::{Value, json};

use super::method;
use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop) -> Result<Outcome> {
    let connection = connect(desktop).await?;
    let status = connection.status().await?;
    Ok(Outcome::new(json_of(&status, &connection.device()), text(&status)))
}

fn json_of(status: &Status, device: &dlocker_protocol::DeviceId) -> Value {
    let locker = &status.locker;
    json!({
        "locker": locker.id,
        "handle": locker.handle,
        "bank": status.home.enrolled.as_ref().map(|e| &e.bank.url),
        "device": device,
        "devices": locker.devices,
        "methods": locker.methods.iter().map(method::view_json).collect::<Vec<_>>(),
        "last_backup": status.home.last_backup.as_ref().map(|b| json!({
            "snapshot": b.snapshot, "number": b.number, "at": b.at, "items": b.items, "bytes": b.bytes,
        })),
        "last_proved": status.home.last_proof.as_ref().map(|p| json!({ "at": p.at, "kind": p.kind, "snapshot": p.snapshot })),
        "cases": locker.cases,
        "roster": locker.roster_number,
        "log": locker.log.number,
        "used": locker.used,
        "quota": locker.quota,
    })
}

fn text(status: &Status) -> String {
    let locker = &status.locker;
    let mut lines = vec![format!("Locker of {}", locker.handle)];
    if locker.methods.is_empty() {
        lines.push("No unlock method yet: nothing can be put in before there is one.".into());
    }
    lines.extend(locker.methods.iter().map(|m| format!("  {}", method::line(m))));
    lines.push(match &status.home.last_backup {
        Some(b) => format!("Last backup from this device: {}, {} items, {} bytes", b.at, b.items, b.bytes),
        None => "No backup from this device yet".into(),
    });
    lines.push(match &status.home.last_proof {
        Some(p) => format!("Last opened for real here: {} with your {}", p.at, p.kind),
        None => "Never opened for real here yet: try dlocker rehearse".into(),
    });
    lines.extend(locker.devices.iter().map(|d| format!("  {:?} {}", d.state, d.id).to_lowercase()));
    for case in &locker.cases {
        lines.push(format!(
            "SOMEBODY ASKS TO RECOVER THIS LOCKER: {}. If it is not you: dlocker veto {}",
            case.id, case.id
        ));
    }
    lines.push(format!("{} of {} bytes used", locker.used, locker.quota));
    lines.join("\n")
}
