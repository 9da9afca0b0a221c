//! `dlocker restore`

pub(super) mod disk;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use dlocker_client::{Error, Result, connect};
use dlocker_commands::restore::{closing, something};
use dlocker_commands::{Outcome, Wallet};
use dlocker_wallet::{Selection, Target, TargetError};

use crate::args::{UnlockFiles, Which};
use crate::platform::Desktop;
use crate::secrets;
use disk::restore_to;

/// What to restore, and where to.
pub(crate) struct Wanted {
    pub(crate) to: PathBuf,
    pub(crate) overwrite: bool,
    pub(crate) which: Which,
    pub(crate) items: Vec<OsString>,
}

pub(crate) async fn run(desktop: &Desktop, wanted: Wanted, files: &UnlockFiles) -> Result<Outcome> {
    let backup = super::wanted(&wanted.which)?;
    // Before a guess is spent: a target that cannot be used is found out first.
    let target = open_target(&wanted.to, wanted.overwrite)?;
    let mut connection = connect(desktop).await?;
    let chosen = backup.find(&mut connection).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let mut wallet = something(Wallet::open(&connection, &unlocked, chosen).await?)?;
    wallet.select(Selection::parse(wanted.items.into_iter().map(OsString::into_vec)))?;
    let restored = restore_to(target, &connection, &wallet).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(closing(&wallet, restored, &wanted.to.to_string_lossy()))
}

pub(crate) fn open_target(to: &Path, overwrite: bool) -> Result<Target> {
    Target::open(to, overwrite).map_err(|error| match error {
        TargetError::NotEmpty(..) => {
            Error::Misuse(format!("{error}. Nothing was touched; --overwrite restores over what is there."))
        }
        other => Error::Misuse(other.to_string()),
    })
}
