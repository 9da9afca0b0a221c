//! Unlock methods: adding, listing, registering anew.

mod add;
mod list;
pub(crate) mod register;
mod renew;

pub use add::{Added, NewMethod};
