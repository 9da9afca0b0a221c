//! `dlocker devices`

use dlocker_client::device::{DeviceLine, DeviceLineState};
use dlocker_client::{Error, Result, connect};
use dlocker_protocol::DeviceId;
use serde_json::{Value, json};

use super::changed;
use crate::args::{Devices, ExistingFiles};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::words::{Names, capital};
use crate::{qr, secrets};

pub(crate) async fn run(desktop: &Desktop, what: Option<Devices>) -> Result<Outcome> {
    match what {
        None => list(desktop).await,
        Some(Devices::Add { unlock }) => add(desktop, &unlock).await,
        Some(Devices::Confirm { id, unlock }) => confirm(desktop, device_id(&id)?, &unlock).await,
        Some(Devices::Revoke { id, unlock }) => revoke(desktop, device_id(&id)?, &unlock).await,
    }
}

pub(crate) fn device_id(text: &str) -> Result<DeviceId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a device. See: dlocker devices.")))
}

async fn list(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let devices = connection.devices().await?;
    let names = Names::new(connection.device(), &devices, connection.history().await?);
    let json = devices.iter().map(entry).collect::<Vec<_>>().into();
    let lines: Vec<_> = devices.iter().map(|device| line(device, &names)).collect();
    let text = if lines.is_empty() {
        "The list begins with the first unlock method: dlocker method add kit --out kit.txt, or pin, or passphrase."
            .into()
    } else {
        lines.join("\n")
    };
    Ok(Outcome::new(json, text))
}

/// One of them for `--json`.
pub(crate) fn entry(device: &DeviceLine) -> Value {
    json!({
        "id": device.id,
        "name": device.name,
        "added": device.added,
        "state": device.state.name(),
        "this": device.this,
    })
}

/// One device in words.
pub(crate) fn line(device: &DeviceLine, names: &Names) -> String {
    let more = match device.state {
        DeviceLineState::Joining => {
            format!("  asks to join; if it is yours: dlocker devices confirm {}", device.id)
        }
        _ if device.this => "  (this device)".into(),
        _ => String::new(),
    };
    let name = names.name(device.id);
    format!("{:<9}  {name}  {}  since {}{more}", device.state.name(), device.id, device.added)
}

async fn add(desktop: &Desktop, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let link = connection.make_link(&unlock).await?;
    qr::show(&link.text);
    let text = format!(
        "On your other device, until {}:\n\n    dlocker join {}\n\nThen, on this one: dlocker devices, and dlocker devices confirm ID.\nWhoever has this link can ask to join, once. Nobody joins before you confirm it here.",
        link.expires, *link.text
    );
    Ok(Outcome::new(json!({ "link": *link.text, "expires": link.expires }), text))
}

async fn confirm(desktop: &Desktop, id: DeviceId, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.confirm_device(id, &unlock).await?;
    let names = Names::read(&mut connection).await?;
    let text =
        format!("{} belongs to your locker now: it can back up, and open with your own key.", capital(&names.of(id)));
    Ok(changed::outcome(changed, json!({ "device": id }), text))
}

async fn revoke(desktop: &Desktop, id: DeviceId, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.revoke_device(id, &unlock).await?;
    let names = Names::read(&mut connection).await?;
    let text = format!(
        "{} is out: it gets nothing from the locker any more, and its backups stay. What it had copied before, it has.",
        capital(&names.of(id))
    );
    Ok(changed::outcome(changed, json!({ "device": id }), text))
}
