//! `dlocker join`

use dlocker_client::Result;
use dlocker_client::device::join;
use serde_json::json;

use crate::args::Join;
use crate::outcome::Outcome;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, wanted: &Join) -> Result<Outcome> {
    let name = wanted.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(super::device_name);
    let joined = join(desktop, &wanted.link, &name).await?;
    let earlier = if joined.name == name { "" } else { " It asked under that name before, so that one counts." };
    let text = format!(
        "This device asks to join, as “{}”.{earlier} Confirm it on the device that made the link:\n\n    dlocker devices confirm {}",
        joined.name, joined.device
    );
    Ok(Outcome::new(
        json!({ "device": joined.device, "locker": joined.locker, "name": joined.name, "state": "joining" }),
        text,
    ))
}
