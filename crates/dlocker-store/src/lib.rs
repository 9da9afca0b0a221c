//! Storage: traits, the contract suite every backend passes, the backends, and the vault that `dlockerd` calls.
//!
//! Lives here: transactions over one locker's records, blobs, migrations, the checks of `doctor`.
//!
//! May not live here: rules (they are in `dlocker-bank`), HTTP, configuration files.

pub mod doctor;
pub mod vault;
