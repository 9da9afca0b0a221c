//! `dlocker veto`

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::veto::{case_id, veto};

use crate::args::ExistingFiles;
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, case: &str, files: &ExistingFiles) -> Result<Outcome> {
    let case = case_id(case)?;
    let unlock = secrets::from_existing(files)?;
    veto(&mut connect(desktop).await?, case, unlock.as_ref()).await
}
