//! `dlocker recover --former`: a kit has turned up after its owner had started afresh.

use std::path::Path;

use dlocker_client::{Result, former_connection};
use dlocker_wallet::Selection;

use crate::args::Recover;
use crate::command::restore::{closing, open_target, something};
use crate::command::wallet::Wallet;
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

/// Opens the former locker and restores from it. Nothing of either locker is changed.
pub(super) async fn run(desktop: &Desktop, wanted: &Recover, to: &Path) -> Result<Outcome> {
    let options = super::options(wanted)?;
    let target = open_target(to, wanted.overwrite)?;
    let mut connection = former_connection(desktop).await?;
    let unlock = secrets::required(&wanted.unlock, &mut connection).await?;
    let regained = connection.regain(&unlock, &options).await?;
    let mut wallet = something(Wallet::of(&connection, &regained.unlocked, regained.open).await?)?;
    let everything = Selection::parse(Vec::<Vec<u8>>::new());
    let restored = wallet.restore(&connection, target, everything).await?;
    Ok(closing(&wallet, restored, to))
}
