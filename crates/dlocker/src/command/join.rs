//! `dlocker join`

use dlocker_client::Result;
use dlocker_commands::Outcome;
use dlocker_commands::join::join;

use crate::args::Join;
use crate::platform::Desktop;

pub(crate) async fn run(desktop: &Desktop, wanted: &Join) -> Result<Outcome> {
    let name = wanted.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(super::device_name);
    join(desktop, &wanted.link, &name).await
}
