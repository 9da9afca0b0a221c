//! `dlocker devices`

use dlocker_client::{Connection, Result, Unlock, connect};
use dlocker_commands::Outcome;
use dlocker_commands::devices::{self, device_id};

use crate::args::{Devices, ExistingFiles};
use crate::platform::Desktop;
use crate::{qr, secrets};

pub(crate) async fn run(desktop: &Desktop, what: Option<Devices>) -> Result<Outcome> {
    match what {
        None => devices::list(&mut connect(desktop).await?).await,
        Some(Devices::Add { unlock }) => add(desktop, &unlock).await,
        Some(Devices::Confirm { id, unlock }) => {
            let id = device_id(&id)?;
            let (mut connection, unlock) = opening(desktop, &unlock).await?;
            devices::confirm(&mut connection, id, &unlock).await
        }
        Some(Devices::Revoke { id, unlock }) => {
            let id = device_id(&id)?;
            let (mut connection, unlock) = opening(desktop, &unlock).await?;
            devices::revoke(&mut connection, id, &unlock).await
        }
    }
}

async fn add(desktop: &Desktop, files: &ExistingFiles) -> Result<Outcome> {
    let (mut connection, unlock) = opening(desktop, files).await?;
    let (link, outcome) = devices::add(&mut connection, &unlock).await?;
    qr::show(&link.text);
    Ok(outcome)
}

async fn opening<'p>(desktop: &'p Desktop, files: &ExistingFiles) -> Result<(Connection<'p, Desktop>, Unlock)> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    Ok((connection, unlock))
}
