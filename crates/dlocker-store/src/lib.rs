//! Storage: traits, the contract suite every backend passes, the backends, and the vault that `dlockerd` calls.
//!
//! Lives here: transactions over one locker's records ([`store`]), blobs ([`blobs`]), SQLite and its migrations ([`sqlite`]), the verbs that load,
//! decide, save and log ([`vault`]), the checks of [`doctor`].
//!
//! May not live here: rules (they are in `dlocker-bank`), HTTP, configuration files.

pub mod blobs;
pub mod contract;
pub mod doctor;
pub mod sqlite;
pub mod store;
pub mod vault;
