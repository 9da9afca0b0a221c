//! Recovery cases: a stage with data, and transitions that consume it. A veto is no end: it sends the case face to face.
//!
//! ```text
//! committed -> open -> alarmed (approving <-> vetoed -> waiting -> ready) -> reissued
//!      \         \        \-> rejected, closed, expired
//!       \---------\-> rejected, closed, expired
//! ```

mod approve;
mod credential;
mod evidence;
mod open;
mod reissue;
mod reject;
mod reveal;
mod rule;
mod stage;
mod state;
mod veto;
mod view;
mod vouch;

pub use approve::{Approving, approve};
pub use credential::{CredentialRecord, present};
pub use open::open;
pub use reissue::{end_others, is_ready, reissue, reissue_former};
pub use reject::reject;
pub use reveal::reveal;
pub use rule::{InForce, wait};
pub use stage::{Alarmed, ApprovalRecord, CaseRecord, End, Opened, Over, Stage, VetoRecord};
pub use veto::{is_not_too_early, veto};
pub use view::{staff_view, view};
pub use vouch::{VouchRecord, Vouching, WrongVouches, is_not_too_often, vouch, withdraw};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
