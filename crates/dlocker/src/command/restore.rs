//! `dlocker restore`

pub(super) mod disk;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use dlocker_client::restore::Restored;
use dlocker_client::{Error, OpenSnapshot, Result, connect};
use dlocker_wallet::{Selection, Target, TargetError};
use serde_json::json;

use super::wallet::Wallet;
use super::which;
use crate::args::{UnlockFiles, Which};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::secrets;

/// What to restore, and where to.
pub(crate) struct Wanted {
    pub(crate) to: PathBuf,
    pub(crate) overwrite: bool,
    pub(crate) which: Which,
    pub(crate) items: Vec<OsString>,
}

pub(crate) async fn run(desktop: &Desktop, wanted: Wanted, files: &UnlockFiles) -> Result<Outcome> {
    let backup = which::Wanted::parse(&wanted.which)?;
    // Before a guess is spent: a target that cannot be used is found out first.
    let target = open_target(&wanted.to, wanted.overwrite)?;
    let mut connection = connect(desktop).await?;
    let chosen = backup.find(&mut connection).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let mut wallet = something(Wallet::open(&connection, &unlocked, chosen).await?)?;
    let selection = Selection::parse(wanted.items.into_iter().map(OsString::into_vec));
    let restored = wallet.restore(&connection, target, selection).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(closing(&wallet, restored, &wanted.to))
}

/// The wallet, or words for a locker into which nothing was put.
pub(crate) fn something(wallet: Wallet) -> Result<Wallet> {
    match wallet.is_empty() {
        true => Err(Error::Misuse("Nothing is in the locker yet, so there is nothing to restore.".into())),
        false => Ok(wallet),
    }
}

/// What came back, and from when.
pub(crate) fn closing(wallet: &Wallet, restored: Restored, to: &Path) -> Outcome {
    let header = wallet.newest().map(OpenSnapshot::header);
    let json = json!({
        "snapshot": header.map(|h| h.id),
        "number": header.map(|h| h.number),
        "created": header.map(|h| h.created),
        "device": header.map(|h| h.device),
        "snapshots": wallet.json(),
        "to": to.to_string_lossy(),
        "items": restored.items,
        "bytes": restored.bytes,
        "resumed_bytes": restored.resumed,
    });
    let from = header.map_or_else(String::new, |h| format!(" of the backup of {} (number {})", h.created, h.number));
    let first = format!("{} items ({} bytes){from} are back in {}.", restored.items, restored.bytes, to.display());
    let lines: Vec<String> = std::iter::once(first).chain(wallet.others()).collect();
    Outcome::new(json, lines.join("\n"))
}

pub(crate) fn open_target(to: &Path, overwrite: bool) -> Result<Target> {
    Target::open(to, overwrite).map_err(|error| match error {
        TargetError::NotEmpty(..) => {
            Error::Misuse(format!("{error}. Nothing was touched; --overwrite restores over what is there."))
        }
        other => Error::Misuse(other.to_string()),
    })
}
