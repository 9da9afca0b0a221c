//! `dlocker close`: exports everything, asks for the closing, and when the wait is over closes the locker and forgets it here. It can be cut off
//! anywhere: the same command goes on.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use dlocker_client::home::Closed;
use dlocker_client::{Closing, Connection, Error, Result, Unlocked, connect};
use dlocker_commands::{Chosen, Outcome, Wallet, close};
use dlocker_wallet::Target;
use serde_json::Value;

use super::backup::TRIALS;
use super::restore::disk::restore_to;
use super::restore::open_target;
use crate::args::Close;
use crate::platform::{Desktop, KEY_FILE};
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, wanted: Close) -> Result<Outcome> {
    if let Some(closed) = close::known(desktop)? {
        return cleared(desktop, closed, None);
    }
    let mut connection = connect(desktop).await?;
    let standing = connection.closing().await?;
    if let Closing::Closed(closed) = standing {
        return cleared(desktop, closed, None);
    }
    let export = Export::wanted(&wanted, &mut connection).await?;
    match (&standing, export) {
        (Closing::Waits(waiting), None) => Ok(close::waits(waiting, None)),
        (_, export) => {
            if !matches!(standing, Closing::Waits(_)) {
                sure(&wanted, connection.enrolled().handle.as_str())?;
            }
            let unlock = secrets::required(&wanted.unlock, &mut connection).await?;
            let mut unlocked = connection.unlock(&unlock).await?;
            let exported = match export {
                Some(export) => export.carry_out(&connection, &unlocked).await?,
                None => None,
            };
            if !matches!(standing, Closing::Due(_)) {
                super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
            }
            let outcome = close::go_on(&mut connection, &mut unlocked, exported.clone()).await?;
            match close::known(desktop)? {
                Some(closed) => cleared(desktop, closed, exported),
                None => Ok(outcome),
            }
        }
    }
}

/// Nothing readable stays here.
fn cleared(desktop: &Desktop, closed: Closed, exported: Option<Value>) -> Result<Outcome> {
    close::forget(desktop, &[TRIALS, KEY_FILE])?;
    desktop.forget_folder();
    Ok(close::done(closed, exported))
}

/// An export that is still to be made.
struct Export {
    target: Target,
    place: String,
}

impl Export {
    /// None where everything was exported already, or nothing is to be.
    async fn wanted(wanted: &Close, connection: &mut Connection<'_, Desktop>) -> Result<Option<Self>> {
        if wanted.without_export || connection.newest_backups().await?.is_empty() {
            return Ok(None);
        }
        let before = close::place(connection)?;
        let named = wanted.to.as_deref().map(|to| std::path::absolute(to).unwrap_or_else(|_| to.to_owned()));
        let to = named.or_else(|| before.clone().map(PathBuf::from)).ok_or_else(|| {
            Error::Misuse(
                "What is in the locker goes with it, so it is exported first: name a folder with --to DIR. If you do not want it back: --without-export. Nothing was changed.".into(),
            )
        })?;
        let place = to.to_string_lossy().into_owned();
        if is_there(&to) && close::is_exported(connection, &place).await? {
            return Ok(None);
        }
        // What this command wrote there itself is brought up to date; nothing else is written over without a word.
        let ours = before.as_deref() == Some(place.as_str());
        let target = open_target(&to, wanted.overwrite || ours)?;
        Ok(Some(Self { target, place }))
    }

    async fn carry_out(self, connection: &Connection<'_, Desktop>, unlocked: &Unlocked) -> Result<Option<Value>> {
        let wallet = Wallet::open(connection, unlocked, Chosen::Each(None)).await?;
        if wallet.is_empty() {
            return Ok(None);
        }
        let restored = restore_to(self.target, connection, &wallet).await?;
        close::exported_to(connection, &wallet, restored, &self.place).map(Some)
    }
}

fn is_there(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Whether it is meant: on a terminal the owner types the handle, elsewhere `--yes` says so.
fn sure(wanted: &Close, handle: &str) -> Result<()> {
    if wanted.yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::Misuse("This closes the locker for good, and nobody can be asked here: add --yes.".into()));
    }
    let warning = "This closes the locker for good: everything in it is deleted at the bank, earlier backups too.";
    let _ = write!(std::io::stderr().lock(), "{warning}\nType {handle} if you mean it: ");
    let mut typed = String::new();
    let read = std::io::stdin().read_line(&mut typed);
    read.map_err(|e| Error::Misuse(format!("The terminal cannot be read: {e}.")))?;
    if typed.trim() == handle { Ok(()) } else { Err(Error::Misuse("That is not it. Nothing was changed.".into())) }
}
