//! The locker itself.

pub(crate) mod admit;
pub(crate) mod close;
pub(crate) mod closing;
pub(crate) mod freeze;
pub(crate) mod issue;
pub(crate) mod show;
pub(crate) mod start_afresh;
