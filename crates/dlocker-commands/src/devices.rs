//! `dlocker devices`

use dlocker_client::device::{DeviceLine, DeviceLineState, Link};
use dlocker_client::{Connection, Error, Platform, Result, Unlock};
use dlocker_protocol::DeviceId;
use serde_json::{Value, json};

use crate::words::{Names, capital};
use crate::{Outcome, changed};

/// A device as it was typed.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn device_id(text: &str) -> Result<DeviceId> {
    text.parse().map_err(|_| Error::Misuse(format!("{text} is not a device. See: dlocker devices.")))
}

/// `devices`
///
/// # Errors
/// Those of a request.
pub async fn list<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
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

/// `devices add`
///
/// # Errors
/// Those of unlocking.
pub async fn add<P: Platform>(connection: &mut Connection<'_, P>, unlock: &Unlock) -> Result<(Link, Outcome)> {
    let link = connection.make_link(unlock).await?;
    let text = format!(
        "On your other device, until {}:\n\n    dlocker join {}\n\nThen, on this one: dlocker devices, and dlocker devices confirm ID.\nWhoever has this link can ask to join, once. Nobody joins before you confirm it here.",
        link.expires, *link.text
    );
    let outcome = Outcome::new(json!({ "link": *link.text, "expires": link.expires }), text);
    Ok((link, outcome))
}

/// `devices confirm`
///
/// # Errors
/// Those of unlocking; [`Error::Misuse`] if no such device asks.
pub async fn confirm<P: Platform>(
    connection: &mut Connection<'_, P>,
    id: DeviceId,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.confirm_device(id, unlock).await?;
    let names = Names::read(connection).await?;
    let text =
        format!("{} belongs to your locker now: it can back up, and open with your own key.", capital(&names.of(id)));
    Ok(changed::outcome(changed, json!({ "device": id }), text))
}

/// `devices revoke`
///
/// # Errors
/// Those of unlocking; [`Error::Misuse`] for this device itself.
pub async fn revoke<P: Platform>(connection: &mut Connection<'_, P>, id: DeviceId, unlock: &Unlock) -> Result<Outcome> {
    let changed = connection.revoke_device(id, unlock).await?;
    let names = Names::read(connection).await?;
    let text = format!(
        "{} is out: it gets nothing from the locker any more, and its backups stay. What it had copied before, it has.",
        capital(&names.of(id))
    );
    Ok(changed::outcome(changed, json!({ "device": id }), text))
}
