//! Changes: `dlocker intents`, `dlocker policy`, `dlocker snapshots delete`.

use clap::{Args, Subcommand};

use super::secret::ExistingFiles;

#[derive(Subcommand)]
pub(crate) enum Intents {
    /// Stop a change that waits. Needs no secret.
    Stop {
        /// The intent, as `intents` shows it.
        id: String,
    },
    /// Carry out a change whose wait is over.
    Complete {
        /// The intent, as `intents` shows it.
        id: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
}

#[derive(Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Policy>,
    #[command(flatten)]
    pub(crate) unlock: ExistingFiles,
}

#[derive(Subcommand)]
pub(crate) enum Policy {
    /// Choose something anew, as pairs of a word and a value.
    ///
    /// recovery-wait TIME: how long a recovery waits after the first approval; `96h`, `4d`, or `default` for the bank's own. Longer is at once,
    /// shorter waits.
    ///
    /// recovery-needs N: how many pieces of evidence a recovery needs. recovery-from KINDS: what counts as one: `officer` (each different one),
    /// `credential` and `device` (all of these together once), with commas between; officers always count. recovery-wait-agreed TIME: how long it
    /// waits where an officer who saw you and a credential agree; `0s` not at all, `off` as long as otherwise. `recovery-evidence default` leaves
    /// all three to the bank. Asking for more is at once, for less waits.
    ///
    /// keep-last N, keep-daily N, keep-weekly N, keep-monthly N, keep-yearly N: which backups of each device stay when newer ones come; those that
    /// are not named stay as they are. `off` takes one away, `keep off` all: then every backup stays. Keeping more is at once, keeping less waits.
    Set {
        /// What, and its new value.
        #[arg(required = true, num_args = 2.., value_name = "WHAT VALUE")]
        words: Vec<String>,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Who else is told, by e-mail, when a recovery begins or a change is asked for.
    #[command(subcommand)]
    Contact(ContactCommand),
}

#[derive(Subcommand)]
pub(crate) enum ContactCommand {
    /// Name one more address; at most 4. At once on the locker's first day; later it waits.
    Add {
        /// The e-mail address.
        address: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Take an address away. It waits, and the address is told.
    Remove {
        /// The e-mail address.
        address: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Show them.
    List,
}

#[derive(Subcommand)]
pub(crate) enum Snapshots {
    /// Delete backups. It waits.
    Delete {
        /// The backups, as `snapshots` shows them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
}
