//! `dlocker diff`

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::diff::{Pair, diff};
use dlocker_commands::snapshots::snapshot_id;

use crate::args::UnlockFiles;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, (first, second): (&str, &str), files: &UnlockFiles) -> Result<Outcome> {
    let ids = [snapshot_id(first)?, snapshot_id(second)?];
    let mut connection = connect(desktop).await?;
    let pair = Pair::find(&mut connection, ids).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let found = diff(&connection, &unlocked, pair).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(found)
}
