//! What anyone may ask about the bank.

pub(crate) mod show;
