//! Chains of rosters: what the owner believes, and why.

mod accept;
mod chain;
mod seeds;
mod snapshot;

pub use chain::{BadChain, LastNaming, RosterChain};
pub use snapshot::ForgedSnapshot;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
