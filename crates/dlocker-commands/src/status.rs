//! `dlocker status`

use dlocker_client::device::DeviceLineState;
use dlocker_client::{Connection, Platform, Result, Status};
use dlocker_protocol::case::{CaseState, CaseView};
use dlocker_protocol::locker::FreezeView;
use dlocker_protocol::roster::Contacts;
use serde_json::{Value, json};

use crate::words::{Names, contacts, keep, keep_json};
use crate::{Outcome, devices, intents, method};

/// `status`
///
/// # Errors
/// Those of a request.
pub async fn status<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let status = connection.status().await?;
    let devices = connection.devices().await?;
    let intents = connection.intents().await?;
    let names = Names::new(connection.device(), &devices, connection.history().await?);
    let mut json = json_of(&status, &connection.device());
    json["intents"] = intents.iter().map(|intent| intents::entry(intent, &names)).collect();
    let joining: Vec<_> = devices.iter().filter(|d| d.state == DeviceLineState::Joining).collect();
    json["joining"] = joining.iter().map(|device| devices::entry(device)).collect();
    let mut lines = text(&status);
    lines.extend(devices.iter().filter(|d| d.state != DeviceLineState::Replaced).map(|d| devices::line(d, &names)));
    lines.extend(intents.iter().map(|intent| intents::line(intent, &names)));
    let policy = connection.policy().await?;
    json["contacts"] = json!(policy.contacts);
    if policy.contacts != Contacts::NONE {
        lines.push(format!("Told too: {}", contacts(&policy.contacts)));
    }
    let rule = policy.retention;
    json["keep"] = json!(rule.as_ref().map(keep_json));
    lines.extend(rule.as_ref().map(|rule| format!("Your rule keeps of each device {}", keep(rule))));
    lines.push(format!("{} of {} bytes used", status.locker.used, status.locker.quota));
    Ok(Outcome::new(json, lines.join("\n")))
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
        "state": locker.state,
        "freeze": locker.freeze,
        "cases": locker.cases,
        "roster": locker.roster_number,
        "log": locker.log.number,
        "used": locker.used,
        "quota": locker.quota,
    })
}

fn text(status: &Status) -> Vec<String> {
    let locker = &status.locker;
    let mut lines = vec![format!("Locker of {}", locker.handle)];
    lines.extend(locker.freeze.as_ref().map(frozen));
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
    lines.extend(locker.cases.iter().map(recovery));
    lines
}

fn recovery(case: &CaseView) -> String {
    let id = case.id;
    if case.state == CaseState::Vetoed {
        return format!(
            "SOMEBODY ASKS TO RECOVER THIS LOCKER: {id}. It was vetoed, and goes on only if two officers see the owner face to face. If it is not you, tell your bank."
        );
    }
    let due = case.due.map(|due| format!(", from {due} on")).unwrap_or_default();
    format!("SOMEBODY ASKS TO RECOVER THIS LOCKER{due}: {id}. If it is not you: dlocker veto {id}")
}

fn frozen(freeze: &FreezeView) -> String {
    let until = freeze.lapses.map_or_else(|| "your bank lifts it".to_owned(), |lapses| lapses.to_string());
    format!("FROZEN until {until}: no openings and no changes. Backups and recoveries go on.")
}
