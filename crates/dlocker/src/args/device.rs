//! `dlocker devices`, `dlocker join`

use clap::{Args, Subcommand};

use super::secret::ExistingFiles;

#[derive(Subcommand)]
pub(crate) enum Devices {
    /// Make a link by which another device of yours can join: good for 15 minutes, once.
    Add {
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Let a device in that has joined by a link of this one.
    Confirm {
        /// The device, as `devices` shows it.
        id: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
    /// Shut a device out, at once.
    Revoke {
        /// The device, as `devices` shows it.
        id: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
}

#[derive(Args)]
pub(crate) struct Join {
    /// The link that the other device shows.
    pub(crate) link: String,
    /// What you call this device (default: the name of this machine).
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}
