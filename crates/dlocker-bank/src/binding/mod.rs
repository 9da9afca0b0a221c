//! By which credentials the owner is known: kept as keyed hashes, compared in a recovery, changed as slowly as everything that weakens a locker.

mod agree;
mod bind;
mod record;
mod stop;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use agree::agree;
pub use bind::bind;
pub use record::{BindingRecord, Bound, PendingBinding, view};
pub use stop::{cancel, stop};
