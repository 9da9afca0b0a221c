//! `dlocker method`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::secret::ExistingFiles;

#[derive(Subcommand)]
pub(crate) enum Method {
    /// Add a method.
    #[command(subcommand)]
    Add(AddMethod),
    /// List the methods and the guesses left.
    List,
    /// Take a method out of the locker. It waits, unless it is the method `device`.
    Remove {
        /// The method, as `method list` shows it.
        id: String,
        #[command(flatten)]
        unlock: ExistingFiles,
    },
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
        /// Where to write the kit; the file must not exist yet, unless it is the kit that waits to be added.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        more: AddMore,
    },
    /// This device itself: it opens without asking. Whoever holds it unlocked opens the locker.
    Device {
        #[command(flatten)]
        more: AddMore,
    },
}

#[derive(Args)]
pub(crate) struct AddMore {
    /// How many wrong guesses to allow (default and maximum: the bank's).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) guesses: Option<u32>,
    #[command(flatten)]
    pub(crate) unlock: ExistingFiles,
}
