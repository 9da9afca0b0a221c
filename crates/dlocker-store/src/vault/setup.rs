//! Opening a vault.

use std::path::PathBuf;
use std::sync::Arc;

use dlocker_bank::Limits;
use dlocker_custody::Custody;

use super::queue::Queue;
use super::{Inner, Vault};
use crate::blobs::{Blobs, FolderBlobs};
use crate::sqlite::{OpenError, SqliteStore};
use crate::store::Store;

/// Name of the folder of packs in the data folder.
pub(crate) const BLOBS: &str = "blobs";

/// What a vault is made of.
pub struct VaultSetup {
    /// The data folder; made if it is missing.
    pub data: PathBuf,
    /// What only a trustee may compute.
    pub custody: Arc<dyn Custody>,
    /// The bounds of this bank.
    pub limits: Limits,
}

impl Vault {
    /// Opens the data folder, makes what is missing, and starts the writer.
    ///
    /// # Errors
    /// [`OpenError`] with the reason and the remedy.
    pub fn open(setup: VaultSetup) -> Result<Self, OpenError> {
        let store = SqliteStore::open(&setup.data)?;
        let blobs = FolderBlobs::open(&setup.data.join(BLOBS)).map_err(|fault| OpenError(fault.to_string()))?;
        Ok(Self::over(store, Arc::new(blobs), setup.custody, setup.limits))
    }
}

impl<S: Store> Vault<S> {
    /// A vault over any backend.
    pub fn over(store: S, blobs: Arc<dyn Blobs>, custody: Arc<dyn Custody>, limits: Limits) -> Self {
        Self { inner: Arc::new(Inner { store, blobs, custody, limits, queue: Queue::default() }) }
    }
}
