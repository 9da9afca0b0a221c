//! Where secrets come from: files, never arguments.

use std::path::PathBuf;

use clap::Args;

/// The secret that a command opens with.
#[derive(Args)]
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

/// The secret of a method that is there, for a command that changes the locker.
#[derive(Args)]
pub(crate) struct ExistingFiles {
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

impl ExistingFiles {
    /// Whether none is named.
    pub(crate) const fn is_none(&self) -> bool {
        self.unlock_pin_file.is_none() && self.unlock_passphrase_file.is_none() && self.unlock_kit_file.is_none()
    }
}
