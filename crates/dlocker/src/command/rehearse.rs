//! `dlocker rehearse`

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::rehearse::rehearse;

use crate::args::UnlockFiles;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, files: &UnlockFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    rehearse(&mut connection, &unlock).await
}
