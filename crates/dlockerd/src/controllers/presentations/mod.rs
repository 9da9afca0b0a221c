//! What devices ask about wallets of other makers.

pub(crate) mod ask_for_admission;
pub(crate) mod ask_for_evidence;
pub(crate) mod ask_for_identity;
pub(crate) mod identity;
pub(crate) mod show;
pub(crate) mod show_in_case;
pub(crate) mod stop_identity;
