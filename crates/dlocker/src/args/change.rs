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
    /// Choose something anew.
    #[command(subcommand)]
    Set(SetPolicy),
}

#[derive(Subcommand)]
pub(crate) enum SetPolicy {
    /// How long a recovery waits after the first approval. Longer is at once, shorter waits.
    RecoveryWait {
        /// Say `96h` or `4d`, or `default` for the bank's own.
        #[arg(value_name = "TIME")]
        wait: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
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
