//! Closing: `dlocker close`.

use std::path::PathBuf;

use clap::Args;

use super::secret::UnlockFiles;

#[derive(Args)]
pub(crate) struct Close {
    /// Folder to export into: everything that `restore` would give.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// Export into a folder that is not empty, over what is there.
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Export nothing: what is in the locker is lost with it.
    #[arg(long, conflicts_with_all = ["to", "overwrite"])]
    pub(crate) without_export: bool,
    /// Do not ask whether that is meant.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockFiles,
}
