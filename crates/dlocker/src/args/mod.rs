//! The command line: one file for each noun.

mod change;
mod close;
mod device;
mod identity;
mod method;
mod recover;
mod secret;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Parser, Subcommand};

pub(crate) use change::{ContactCommand, Intents, Policy, PolicyArgs, Snapshots};
pub(crate) use close::Close;
pub(crate) use device::{Devices, Join};
pub(crate) use identity::Identity;
pub(crate) use method::{AddMethod, AddMore, Method};
pub(crate) use recover::Recover;
pub(crate) use secret::{ExistingFiles, UnlockFiles};
pub(crate) use watch::Watch;

use crate::outcome;

/// Your digital locker at your bank: back up a wallet, get it back, on a new phone too.
#[derive(Parser)]
#[command(name = "dlocker", version, max_term_width = 100)]
pub(crate) struct Args {
    /// Folder in which this device remembers its locker (default: dlocker in your data folder).
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) home: Option<PathBuf>,
    /// Print one JSON value on standard output; everything else goes to standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(clap::Args)]
pub(crate) struct Enrol {
    /// Address of the bank.
    #[arg(long, required_unless_present = "offer", conflicts_with = "offer", requires = "invite")]
    pub(crate) bank: Option<String>,
    /// The invite's code, used once.
    #[arg(long, value_name = "CODE", allow_hyphen_values = true, requires = "bank")]
    pub(crate) invite: Option<String>,
    /// The link of an offer, which names the bank: openid-credential-offer://…
    #[arg(long, value_name = "LINK")]
    pub(crate) offer: Option<String>,
    /// The file with the digits that the bank gave apart from the offer; otherwise they are asked for.
    #[arg(long, value_name = "FILE", requires = "offer")]
    pub(crate) tx_code_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make this device known to the bank, with an invite or an offer.
    Enrol(Enrol),
    /// Unlock methods: PIN, passphrase, printed recovery kit, this device.
    #[command(subcommand)]
    Method(Method),
    /// Put a backup of files and folders into the locker.
    Backup {
        /// What to back up.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        watch: Watch,
    },
    /// The backups in the locker, newest first.
    Snapshots {
        #[command(subcommand)]
        what: Option<Snapshots>,
    },
    /// What is in a backup.
    Items {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        unlock: UnlockFiles,
    },
    /// What differs between two backups, of one device or of two.
    Diff {
        /// The first backup, say the older one.
        #[arg(value_name = "ID")]
        first: String,
        /// The second.
        #[arg(value_name = "ID")]
        second: String,
        #[command(flatten)]
        unlock: UnlockFiles,
    },
    /// Get a backup back, or parts of it.
    Restore {
        /// Folder to restore into.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Restore into a folder that is not empty, over what is there.
        #[arg(long)]
        overwrite: bool,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        unlock: UnlockFiles,
        /// Items or folders, as `items` shows them; everything if none is given.
        #[arg(value_name = "ITEM")]
        items: Vec<OsString>,
    },
    /// Try a PIN, passphrase or kit for real, without changing anything.
    Rehearse {
        #[command(flatten)]
        unlock: UnlockFiles,
    },
    /// Credentials whose keys never left the lost phone: whom to ask to issue them again, and which came in.
    Reissue {
        #[command(flatten)]
        which: Ticks,
        #[command(flatten)]
        unlock: UnlockFiles,
    },
    /// The locker on one calm screen.
    Status,
    /// Get back in with a new device after the old one was lost.
    Recover(Recover),
    /// Say no to a recovery of this locker that is not yours. With a secret that opens it, the no is stronger.
    Veto {
        /// The case.
        case: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Say, from a device that still opens this locker, that a recovery on another phone is yours.
    ///
    /// Asks for the six digits that the other phone shows; read them there, or hear them from somebody whose voice you know. It counts as one piece of
    /// evidence, together with your credentials, and never without an officer of the bank. If you did not start this recovery: veto.
    Vouch {
        /// The case, as the other phone shows it.
        case: String,
        /// Holds the six digits; else they are asked for.
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Your devices: all that may use this locker.
    Devices {
        #[command(subcommand)]
        what: Option<Devices>,
    },
    /// Make this device one more of yours, by a link from another.
    Join(Join),
    /// Changes that wait, and who asked for them.
    Intents {
        #[command(subcommand)]
        what: Option<Intents>,
    },
    /// How long recoveries and changes wait, and which backups stay.
    Policy(PolicyArgs),
    /// By which credentials of other issuers the bank knows you, and how you show one.
    Identity {
        #[command(subcommand)]
        what: Option<Identity>,
    },
    /// Close the locker for good: export everything, wait, and leave nothing of it at the bank or here.
    Close(Close),
    /// Freeze the locker at once: no openings and no changes. Needs no secret.
    Freeze,
    /// What you should know: recoveries, changes, freezes, and what other devices did.
    Messages,
    /// The visit log: everything that touched the locker.
    Log {
        /// Check every link, the bank's signature and what this device has seen before (this is always done; the word is for scripts).
        #[arg(long)]
        verify: bool,
    },
}

#[derive(ClapArgs)]
pub(crate) struct Ticks {
    /// Tick off the one with this number.
    #[arg(long, value_name = "NUMBER", conflicts_with = "undo")]
    pub(crate) done: Option<usize>,
    /// Take a tick by hand away.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) undo: Option<usize>,
}

#[derive(ClapArgs)]
pub(crate) struct Which {
    /// Which backup (default: the newest of each of your devices).
    #[arg(long, value_name = "ID")]
    pub(crate) snapshot: Option<String>,
    /// The newest backup of this device of yours.
    #[arg(long, value_name = "ID", conflicts_with = "snapshot")]
    pub(crate) device: Option<String>,
    /// As it was then: the newest backup until that moment, of each device or of the named one. `2026-11-20T18:00:00Z`, or a day, whose end in UTC
    /// is meant.
    #[arg(long, value_name = "TIME", conflicts_with = "snapshot")]
    pub(crate) at: Option<String>,
}

/// The program ends before it does anything: help, version, or words that make no sense.
pub(crate) struct Early(clap::Error);

/// Parses the words of the command line.
pub(crate) fn parse(words: Vec<OsString>) -> Result<Args, Early> {
    Args::try_parse_from(words).map_err(Early)
}

impl Early {
    /// Prints what clap has to say; misuse has exit code 2.
    pub(crate) fn print(&self, json: bool) -> ExitCode {
        if self.0.use_stderr() && json {
            let message = self.0.render().to_string();
            let body = serde_json::json!({ "error": { "code": "misuse", "message": message.trim(), "exit": 2 } });
            outcome::say(&body.to_string());
        } else {
            let _ = self.0.print();
        }
        ExitCode::from(if self.0.use_stderr() { 2 } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Args::command().debug_assert();
    }
}
