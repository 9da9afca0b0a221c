//! `dlocker recover --continue`

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use dlocker_client::recover::{RecoverOptions, reissue};
use dlocker_client::{Connection, Error, Result, Unlock, home};
use dlocker_wallet::{Selection, Target};

use super::closing::closing;
use crate::args::Recover;
use crate::command::device_name;
use crate::command::restore::open_target;
use crate::command::wallet::Wallet;
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;
use crate::words::Names;

pub(super) async fn run(desktop: &Desktop, wanted: &Recover, to: &Path) -> Result<Outcome> {
    let options = super::options(wanted)?;
    // Where no recovery is under way, that is what its owner should hear, and not that the folder is full.
    let under_way = home::load(desktop)?.is_some_and(|document| document.recovery.is_some());
    let target = if under_way { target(desktop, to, wanted.overwrite)? } else { None };
    let mut connection = reissue(desktop).await?;
    let unlock = secrets::required(&wanted.unlock, &mut connection).await?;
    finish(&mut connection, &unlock, &options, to, target).await
}

/// Where to restore to; none if an interrupted recovery has put the whole wallet there already: then its owner may be using it. A place
/// that was left half done is gone over again.
fn target(desktop: &Desktop, to: &Path, overwrite: bool) -> Result<Option<Target>> {
    let recovery = home::load(desktop)?.and_then(|document| document.recovery);
    let before = recovery.and_then(|case| case.restored).filter(|restored| Some(&restored.place) == place(to).as_ref());
    let half = before.as_ref().is_some_and(|restored| !restored.whole);
    match open_target(to, overwrite || half) {
        Err(Error::Misuse(_)) if before.is_some_and(|restored| restored.whole) => Ok(None),
        other => other.map(Some),
    }
}

/// A folder that is there, as the home remembers it.
fn place(to: &Path) -> Option<String> {
    to.canonicalize().ok().map(|path| dlocker_wallet::display_path(&[path.as_os_str().as_bytes()]))
}

/// Unlock, check, restore, rotate. Interrupted anywhere, the same command goes on.
async fn finish(
    connection: &mut Connection<'_, Desktop>,
    unlock: &Unlock,
    options: &RecoverOptions,
    to: &Path,
    target: Option<Target>,
) -> Result<Outcome> {
    let mut regained = connection.regain(unlock, options).await?;
    let place = place(to).unwrap_or_default();
    let open = std::mem::take(&mut regained.open);
    let mut wallet = Wallet::of(connection, &regained.unlocked, open).await?;
    let restored = match target {
        Some(target) if !wallet.is_empty() => {
            connection.mark_restored(&place, false)?;
            wallet.restore(connection, target, Selection::parse(Vec::<Vec<u8>>::new())).await?
        }
        _ => wallet.totals()?,
    };
    connection.mark_restored(&place, true)?;
    let rotation = connection.rotate(&mut regained, unlock, &device_name()).await?;
    let names = Names::read(connection).await?;
    Ok(closing((&wallet, restored), &rotation, &names, to))
}
