//! `dlocker restore`

mod disk;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use dlocker_client::restore::Restored;
use dlocker_client::{Connection, Error, OpenSnapshot, Result, connect};
use dlocker_core::snapshot::WalkedEntry;
use dlocker_wallet::{Selection, Target, TargetError, display_path};
use serde_json::json;

use super::items::{self, something};
use crate::args::{UnlockFiles, Which};
use crate::outcome::{Outcome, note};
use crate::platform::Desktop;
use crate::secrets;
use disk::Disk;

/// What to restore, and where to.
pub(crate) struct Wanted {
    pub(crate) to: PathBuf,
    pub(crate) overwrite: bool,
    pub(crate) which: Which,
    pub(crate) items: Vec<OsString>,
}

pub(crate) async fn run(desktop: &Desktop, wanted: Wanted, files: &UnlockFiles) -> Result<Outcome> {
    let backup = items::Wanted::parse(&wanted.which)?;
    // Before a guess is spent: a target that cannot be used is found out first.
    let target = open_target(&wanted.to, wanted.overwrite)?;
    let mut connection = connect(desktop).await?;
    let id = backup.find(&mut connection).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let mut open = something(connection.open_snapshot(&unlocked, id).await?)?;
    let selection = Selection::parse(wanted.items.into_iter().map(OsString::into_vec));
    let restored = restore(&connection, &mut open, target, selection).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(closing(&open, restored, &wanted.to))
}

/// What came back, and from when.
pub(crate) fn closing(open: &OpenSnapshot, restored: Restored, to: &Path) -> Outcome {
    let header = open.header();
    let json = json!({
        "snapshot": header.id,
        "number": header.number,
        "created": header.created,
        "device": header.device,
        "to": to.to_string_lossy(),
        "items": restored.items,
        "bytes": restored.bytes,
    });
    let text = format!(
        "{} items ({} bytes) of the backup of {} (number {}) are back in {}.",
        restored.items,
        restored.bytes,
        header.created,
        header.number,
        to.display()
    );
    Outcome::new(json, text)
}

pub(crate) fn open_target(to: &Path, overwrite: bool) -> Result<Target> {
    Target::open(to, overwrite).map_err(|error| match error {
        TargetError::NotEmpty(..) => {
            Error::Misuse(format!("{error}. Nothing was touched; --overwrite restores over what is there."))
        }
        other => Error::Misuse(other.to_string()),
    })
}

/// Restores what is selected; every argument must name something.
pub(crate) async fn restore(
    connection: &Connection<'_, Desktop>,
    open: &mut OpenSnapshot,
    target: Target,
    mut selection: Selection,
) -> Result<Restored> {
    let entries = connection.entries(open).await?;
    let chosen: Vec<WalkedEntry> = entries.into_iter().filter(|entry| selection.matches(&entry.path)).collect();
    if let Some(missing) = selection.unmatched().next() {
        return Err(Error::Misuse(format!("{} is not in this backup. See: items.", display_path(&[missing]))));
    }
    let total = chosen.iter().map(disk::bytes_of).sum();
    let mut disk = Disk::new(target, total);
    let restored = connection.restore(open, &chosen, &mut disk).await?;
    for inexact in disk.finish()? {
        note(&format!("{}: {}", inexact.path, inexact.what));
    }
    Ok(restored)
}
