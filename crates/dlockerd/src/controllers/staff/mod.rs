//! What the bank's staff may ask.

pub(crate) mod approve;
pub(crate) mod invite;
pub(crate) mod list_cases;
pub(crate) mod reject;
pub(crate) mod show_case;
