//! Recovery cases.

pub(crate) mod offer;
pub(crate) mod open;
pub(crate) mod reissue;
pub(crate) mod reveal;
pub(crate) mod show;
pub(crate) mod veto;
pub(crate) mod vouch;
