//! `dlocker identity`

use dlocker_client::{Result, connect, identity};
use dlocker_commands::Outcome;
use dlocker_commands::identity::{bind, check, present, presentation_id, show, stop};

use crate::args::Identity;
use crate::platform::Desktop;
use crate::qr;

pub(crate) async fn run(desktop: &Desktop, what: Option<Identity>) -> Result<Outcome> {
    match what {
        None => show(&connect(desktop).await?).await,
        Some(Identity::Bind) => Ok(drawn(bind(&connect(desktop).await?).await?)),
        Some(Identity::Present) => Ok(drawn(present(desktop).await?)),
        Some(Identity::Stop) => stop(&connect(desktop).await?).await,
        Some(Identity::Check { presentation }) => {
            let id = presentation_id(&presentation)?;
            let view = if identity::is_recovering(desktop)? {
                identity::evidence(desktop, id).await?
            } else {
                connect(desktop).await?.presentation(id).await?
            };
            check(&view)
        }
    }
}

/// The link as a QR code too, for a wallet on another phone.
fn drawn(asked: Outcome) -> Outcome {
    if let Some(link) = asked.json["link"].as_str() {
        qr::show(link);
    }
    asked
}
