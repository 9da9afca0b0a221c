//! Unlock methods: adding, listing, removing, registering anew.

mod add;
mod list;
mod own;
pub(crate) mod register;
mod remove;
mod renew;

pub use add::{Added, NewMethod};
