//! One file for each command.

mod backup;
mod close;
mod devices;
mod diff;
mod enrol;
mod identity;
mod intents;
mod items;
mod join;
mod method;
mod policy;
mod recover;
mod rehearse;
mod reissue;
mod restore;
mod snapshots;
mod veto;
mod vouch;

use std::path::PathBuf;

pub(crate) use backup::Timing;

use dlocker_client::{Connection, Error, Result, Unlock, Unlocked, connect};
use dlocker_commands::{Outcome, Wanted, freeze, log, messages, status};

use crate::args::{Args, Command, Which};
use crate::outcome::note;
use crate::platform::{Desktop, check_address};

/// Runs the command in its home.
pub(crate) async fn run(args: Args) -> Result<Outcome> {
    let home = args.home.map_or_else(default_home, Ok)?;
    let desktop = Desktop::new(home);
    match args.command {
        Command::Enrol(args) => enrol::run(&desktop, args).await,
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
        Command::Reissue { which, unlock } => reissue::run(&desktop, &which, &unlock).await,
        Command::Status => status::status(&mut connect(&desktop).await?).await,
        Command::Recover(wanted) => recover::run(&desktop, wanted).await,
        Command::Veto { case, unlock } => veto::run(&desktop, &case, &unlock).await,
        Command::Vouch { case, code_file, unlock } => vouch::run(&desktop, &case, code_file.as_deref(), &unlock).await,
        Command::Devices { what } => devices::run(&desktop, what).await,
        Command::Join(wanted) => join::run(&desktop, &wanted).await,
        Command::Intents { what } => intents::run(&desktop, what).await,
        Command::Policy(args) => policy::run(&desktop, args).await,
        Command::Identity { what } => identity::run(&desktop, what).await,
        Command::Close(wanted) => close::run(&desktop, wanted).await,
        Command::Freeze => freeze::freeze(&connect(&desktop).await?).await,
        Command::Messages => messages::messages(&mut connect(&desktop).await?).await,
        Command::Log { .. } => Ok(log::log(&mut connect(&desktop).await?).await?.0),
    }
}

/// Which backup is meant.
fn wanted(which: &Which) -> Result<Wanted> {
    Wanted::parse(which.snapshot.as_deref(), which.device.as_deref(), which.at.as_deref())
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

/// What is due after an unlock, and is told if there is anything to tell.
async fn after_unlock(connection: &mut Connection<'_, Desktop>, unlocked: &mut Unlocked, unlock: &Unlock) {
    dlocker_commands::after_unlock(connection, unlocked, unlock).await.iter().for_each(|line| note(line));
}

/// This device's name for the roster: the machine's, or `device`.
pub(crate) fn device_name() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "device".into() } else { name }
}
