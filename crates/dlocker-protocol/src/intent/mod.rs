//! Intents: weakening changes wait, every device is told, and any of them may stop them.
//!
//! ```text
//! waiting -> due -> completed (by a roster that carries it out, or the closing of the locker)
//!     \\      \\-> stopped (by a device), cancelled (by a recovery), lapsed (nobody completed it within 30 days)
//!      \\-> stopped, cancelled
//! ```

mod document;
mod wire;

pub use document::{Change, ChangeKind, Intent};
pub use wire::{IntentRequest, IntentState, IntentView};
