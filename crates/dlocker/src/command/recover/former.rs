//! `dlocker recover --former`: a kit has turned up after its owner had started afresh.

use std::path::Path;

use dlocker_client::{Result, former_connection};
use dlocker_commands::restore::{closing, something};
use dlocker_commands::{Outcome, Wallet};

use crate::args::Recover;
use crate::command::restore::disk::restore_to;
use crate::command::restore::open_target;
use crate::platform::Desktop;
use crate::secrets;

/// Opens the former locker and restores from it. Nothing of either locker is changed.
pub(super) async fn run(desktop: &Desktop, wanted: &Recover, to: &Path) -> Result<Outcome> {
    let options = super::options(wanted)?;
    let target = open_target(to, wanted.overwrite)?;
    let mut connection = former_connection(desktop).await?;
    let unlock = secrets::required(&wanted.unlock, &mut connection).await?;
    let regained = connection.regain(&unlock, &options).await?;
    let wallet = something(Wallet::of(&connection, &regained.unlocked, regained.open).await?)?;
    let restored = restore_to(target, &connection, &wallet).await?;
    Ok(closing(&wallet, restored, &to.to_string_lossy()))
}
