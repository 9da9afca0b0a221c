//! `dlocker snapshots`

use dlocker_client::{Result, connect};
use dlocker_commands::{Outcome, snapshots};

use crate::args::{ExistingFiles, Snapshots};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, what: Option<Snapshots>) -> Result<Outcome> {
    match what {
        None => snapshots::list(&mut connect(desktop).await?).await,
        Some(Snapshots::Delete { ids, unlock }) => delete(desktop, &ids, &unlock).await,
    }
}

async fn delete(desktop: &Desktop, ids: &[String], files: &ExistingFiles) -> Result<Outcome> {
    let chosen = snapshots::chosen(ids)?;
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    snapshots::delete(&mut connection, chosen, &unlock).await
}
