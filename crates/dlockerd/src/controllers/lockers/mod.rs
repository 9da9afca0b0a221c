//! The locker itself.

pub(crate) mod admit;
pub(crate) mod show;
