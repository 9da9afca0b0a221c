//! What the bank's staff may ask.

pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod begin_at_provider;
pub(crate) mod first_passkey;
pub(crate) mod freeze;
pub(crate) mod invite;
pub(crate) mod list_cases;
pub(crate) mod look_up;
pub(crate) mod me;
pub(crate) mod passkey_options;
pub(crate) mod register_passkey;
pub(crate) mod reject;
pub(crate) mod show_case;
pub(crate) mod sign_in;
pub(crate) mod sign_in_at_provider;
pub(crate) mod sign_out;
pub(crate) mod suspend;
pub(crate) mod thaw;
pub(crate) mod ways;
