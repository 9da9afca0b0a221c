//! `dlocker recover --continue`

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use dlocker_client::recover::reissue;
use dlocker_client::restore::Restored;
use dlocker_client::{Connection, Error, Result, home};
use dlocker_commands::recover::{Place, Restorer, finish};
use dlocker_commands::{Outcome, Wallet};
use dlocker_wallet::Target;

use crate::args::Recover;
use crate::command::device_name;
use crate::command::restore::disk::restore_to;
use crate::command::restore::open_target;
use crate::platform::Desktop;
use crate::secrets;

pub(super) async fn run(desktop: &Desktop, wanted: &Recover, to: &Path) -> Result<Outcome> {
    let options = super::options(wanted)?;
    // Where no recovery is under way, that is what its owner should hear, and not that the folder is full.
    let under_way = home::load(desktop)?.is_some_and(|document| document.recovery.is_some());
    let target = if under_way { target(desktop, to, wanted.overwrite)? } else { None };
    let mut connection = reissue(desktop).await?;
    let unlock = secrets::required(&wanted.unlock, &mut connection).await?;
    let (kept_as, told_as) = (place(to).unwrap_or_default(), to.to_string_lossy());
    let place = Place { kept_as: &kept_as, told_as: &told_as, wanted: target.is_some() };
    finish(&mut connection, &unlock, (&options, &device_name()), &place, &mut Folder(target)).await
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

/// The folder, if it is to be restored to.
struct Folder(Option<Target>);

impl Restorer<Desktop> for Folder {
    async fn restore(&mut self, connection: &Connection<'_, Desktop>, wallet: &Wallet) -> Result<Restored> {
        match self.0.take() {
            Some(target) => restore_to(target, connection, wallet).await,
            None => wallet.totals(),
        }
    }
}
