//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Parser, Subcommand};

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

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make this device known to the bank, with an invite.
    Enrol {
        /// Address of the bank.
        #[arg(long)]
        bank: String,
        /// The invite's code, used once.
        #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
        invite: String,
    },
    /// Unlock methods: PIN, passphrase, printed recovery kit.
    #[command(subcommand)]
    Method(Method),
    /// Put a backup of files and folders into the locker.
    Backup {
        /// What to back up.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// The backups in the locker, newest first.
    Snapshots,
    /// What is in a backup.
    Items {
        #[command(flatten)]
        which: Which,
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
    /// The locker on one calm screen.
    Status,
    /// Get back in with a new device after the old one was lost.
    Recover(Recover),
    /// Say no to a recovery of this locker that is not yours.
    Veto {
        /// The case.
        case: String,
    },
    /// The visit log: everything that touched the locker.
    Log {
        /// Check every link, the bank's signature and what this device has seen before (this is always done; the word is for scripts).
        #[arg(long)]
        verify: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum Method {
    /// Add a method.
    #[command(subcommand)]
    Add(AddMethod),
    /// List the methods and the guesses left.
    List,
}

#[derive(Subcommand)]
pub(crate) enum AddMethod {
    /// A PIN: 4 to 12 digits.
    Pin {
        /// File with the PIN.
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
        #[command(flatten)]
        more: AddMore,
    },
    /// A passphrase.
    Passphrase {
        /// File with the passphrase.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        #[command(flatten)]
        more: AddMore,
    },
    /// A recovery kit to print and put in a drawer.
    Kit {
        /// Where to write the kit; the file must not exist yet.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        more: AddMore,
    },
}

#[derive(ClapArgs)]
pub(crate) struct AddMore {
    /// How many wrong guesses to allow (default and maximum: the bank's).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) guesses: Option<u32>,
    /// File with the PIN of a method that is there.
    #[arg(long, value_name = "FILE", group = "existing")]
    pub(crate) unlock_pin_file: Option<PathBuf>,
    /// File with the passphrase of a method that is there.
    #[arg(long, value_name = "FILE", group = "existing")]
    pub(crate) unlock_passphrase_file: Option<PathBuf>,
    /// A kit that is there.
    #[arg(long, value_name = "FILE", group = "existing")]
    pub(crate) unlock_kit_file: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub(crate) struct UnlockFiles {
    /// File with the PIN.
    #[arg(long, value_name = "FILE", group = "secret")]
    pub(crate) pin_file: Option<PathBuf>,
    /// File with the passphrase.
    #[arg(long, value_name = "FILE", group = "secret")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The kit.
    #[arg(long, value_name = "FILE", group = "secret")]
    pub(crate) kit_file: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub(crate) struct Which {
    /// Which backup (default: the newest).
    #[arg(long, value_name = "ID")]
    pub(crate) snapshot: Option<String>,
}

#[derive(ClapArgs)]
pub(crate) struct Recover {
    /// Address of the bank.
    #[arg(long, required_unless_present = "continue_")]
    pub(crate) bank: Option<String>,
    /// The locker's handle, say your e-mail address.
    #[arg(long, required_unless_present = "continue_")]
    pub(crate) handle: Option<String>,
    /// Go on with the recovery: Locker ID, unlock, restore, rotate.
    #[arg(long = "continue", id = "continue_", requires = "to", conflicts_with_all = ["bank", "handle"])]
    pub(crate) resume: bool,
    /// Folder to restore into.
    #[arg(long, value_name = "DIR", requires = "continue_")]
    pub(crate) to: Option<PathBuf>,
    /// Restore into a folder that is not empty, over what is there.
    #[arg(long, requires = "continue_")]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockFiles,
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
