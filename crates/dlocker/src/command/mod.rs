//! One file for each command.

mod backup;
mod changed;
mod devices;
mod diff;
mod enrol;
mod freeze;
mod intents;
mod items;
mod join;
mod log;
mod messages;
mod method;
mod policy;
mod recover;
mod rehearse;
mod restore;
mod snapshots;
mod status;
mod veto;
mod wallet;
mod which;

use std::path::PathBuf;

pub(crate) use backup::Timing;

use dlocker_client::{Connection, Error, Result, Unlock, Unlocked};

use crate::args::{Args, Command};
use crate::outcome::{Outcome, note};
use crate::platform::{Desktop, check_address};

/// Runs the command in its home.
pub(crate) async fn run(args: Args) -> Result<Outcome> {
    let home = args.home.map_or_else(default_home, Ok)?;
    let desktop = Desktop::new(home);
    match args.command {
        Command::Enrol { bank, invite } => enrol::run(&desktop, &bank, &invite).await,
        Command::Method(method) => method::run(&desktop, method).await,
        Command::Backup { paths, watch } => {
            let timing = watch.timing().map_err(Error::Misuse)?;
            backup::run(&desktop, &paths, timing, args.json).await
        }
        Command::Snapshots { what } => snapshots::run(&desktop, what).await,
        Command::Items { which, unlock } => items::run(&desktop, &which, &unlock).await,
        Command::Diff { first, second, unlock } => diff::run(&desktop, (&first, &second), &unlock).await,
        Command::Restore { to, overwrite, which, unlock, items } => {
            let wanted = restore::Wanted { to, overwrite, which, items };
            restore::run(&desktop, wanted, &unlock).await
        }
        Command::Rehearse { unlock } => rehearse::run(&desktop, &unlock).await,
        Command::Status => status::run(&desktop).await,
        Command::Recover(wanted) => recover::run(&desktop, wanted).await,
        Command::Veto { case, unlock } => veto::run(&desktop, &case, &unlock).await,
        Command::Devices { what } => devices::run(&desktop, what).await,
        Command::Join(wanted) => join::run(&desktop, &wanted).await,
        Command::Intents { what } => intents::run(&desktop, what).await,
        Command::Policy(args) => policy::run(&desktop, args).await,
        Command::Freeze => freeze::run(&desktop).await,
        Command::Messages => messages::run(&desktop).await,
        Command::Log { .. } => log::run(&desktop).await,
    }
}

/// A warning about the wallet as `backup` and `items` write it.
fn warning_json(warning: &dlocker_wallet::warning::Warning) -> serde_json::Value {
    serde_json::json!({ "path": warning.path, "code": warning.code.name(), "text": warning.text })
}

/// `$XDG_DATA_HOME/dlocker`, or `~/.local/share/dlocker`.
fn default_home() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("dlocker")).ok_or_else(|| {
        Error::Misuse("There is no data folder here (HOME is not set). Name one with --home DIR.".into())
    })
}

/// An address at which a bank may be asked: found out before anything is sent or made.
fn bank_address(url: &str) -> Result<()> {
    check_address(url).map_err(|why| Error::Misuse(format!("{why}. Nothing was sent.")))
}

/// What is due after an unlock: the method that was just used is registered anew, and an index that this device has lost is rebuilt. What the
/// command did is done whatever comes of it: the next use tries again.
pub(crate) async fn after_unlock(connection: &mut Connection<'_, Desktop>, unlocked: &mut Unlocked, unlock: &Unlock) {
    if let Err(error) = connection.renew_if_due(unlocked, unlock).await {
        note(&format!(
            "This method could not be registered anew yet; it still opens, and its next use tries again. {error}"
        ));
    }
    match connection.rebuild_index_if_lost(unlocked).await {
        Ok(true) => note(
            "This device had lost its index of what is in the locker; it is rebuilt, so that the next backup sends only what is new.",
        ),
        Ok(false) => {}
        Err(error) => note(&format!(
            "This device's index of what is in the locker could not be rebuilt yet; the next backup sends more than it would have to. {error}"
        )),
    }
}

/// This device's name for the roster: the machine's, or `device`.
pub(crate) fn device_name() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "device".into() } else { name }
}
