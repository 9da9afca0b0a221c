//! The visit log as the owner checks it.

mod chain;

pub use chain::{BadLog, LogChain};
