//! Recovery cases: a stage with data, and transitions that consume it.
//!
//! ```text
//! committed -> open -> alarmed (approving -> waiting -> ready) -> reissued
//!      \         \        \-> rejected, vetoed, closed, expired
//!       \---------\-> rejected, vetoed, closed, expired
//! ```

mod approve;
mod open;
mod reissue;
mod reject;
mod reveal;
mod stage;
mod veto;
mod view;

pub use approve::{Approving, approve};
pub use open::open;
pub use reissue::{end_others, reissue};
pub use reject::reject;
pub use reveal::reveal;
pub use stage::{Alarmed, ApprovalRecord, CaseRecord, End, Opened, Over, Stage};
pub use veto::veto;
pub use view::{staff_view, view};
