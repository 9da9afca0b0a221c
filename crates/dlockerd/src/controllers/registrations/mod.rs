//! Registrations of unlock methods.

pub(crate) mod evaluate;
pub(crate) mod register;
pub(crate) mod release;
pub(crate) mod settle;
pub(crate) mod store;
