//! The visit log: how an entry follows the one before.

mod append;

pub use append::{LogTip, append};
