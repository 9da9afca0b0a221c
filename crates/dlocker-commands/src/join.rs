//! `dlocker join`

use dlocker_client::{Platform, Result};
use serde_json::json;

use crate::Outcome;

/// `join`
///
/// # Errors
/// Those of [`dlocker_client::join`].
pub async fn join<P: Platform>(platform: &P, link: &str, name: &str) -> Result<Outcome> {
    let joined = dlocker_client::join(platform, link, name).await?;
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
