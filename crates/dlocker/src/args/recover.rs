//! `dlocker recover`

use std::path::PathBuf;

use clap::Args;

use super::secret::UnlockFiles;

#[derive(Args)]
pub(crate) struct Recover {
    /// Address of the bank.
    #[arg(long, required_unless_present_any = ["continue_", "former"])]
    pub(crate) bank: Option<String>,
    /// The locker's handle, say your e-mail address.
    #[arg(long, required_unless_present_any = ["continue_", "former"])]
    pub(crate) handle: Option<String>,
    /// Go on with the recovery: Locker ID, unlock, restore, rotate.
    #[arg(long = "continue", id = "continue_", conflicts_with_all = ["bank", "handle", "former"])]
    pub(crate) resume: bool,
    /// Open the locker from before you started afresh, and restore from it; changes nothing.
    #[arg(long, requires = "to", conflicts_with_all = ["bank", "handle"])]
    pub(crate) former: bool,
    /// Folder to restore into.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["bank", "handle", "start_afresh"])]
    pub(crate) to: Option<PathBuf>,
    /// Restore into a folder that is not empty, over what is there.
    #[arg(long, requires = "to")]
    pub(crate) overwrite: bool,
    /// Restore this backup instead of the one that the recovery chooses.
    #[arg(long, value_name = "ID", requires = "to")]
    pub(crate) snapshot: Option<String>,
    /// Keep another device on the locker; all that are not named are shut out.
    #[arg(long = "keep-device", value_name = "ID", requires = "continue_")]
    pub(crate) keep_devices: Vec<String>,
    /// Drop a method that would be kept.
    #[arg(long = "drop-method", value_name = "ID", requires = "continue_")]
    pub(crate) drop_methods: Vec<String>,
    /// Keep a method that would be dropped: one that was added since the phone was lost.
    #[arg(long = "keep-method", value_name = "ID", requires = "continue_")]
    pub(crate) keep_methods: Vec<String>,
    /// No method is left: begin again with an empty locker. The old one stays shut and is kept.
    #[arg(long, requires = "continue_", conflicts_with_all = ["keep_devices", "drop_methods", "keep_methods"])]
    pub(crate) start_afresh: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockFiles,
}
