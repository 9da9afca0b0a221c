//! A request to a wallet, from the first link to its one answer. What is asked for and how an answer is verified is `dlocker-evidence`'s; what it is worth,
//! [`binding`](crate::binding)'s and [`case`](crate::case)'s.
//!
//! ```text
//! asked -> fetched -> accepted | refused | declined
//!      \-------\----> expired
//! ```

mod answer;
mod ask;
mod fetch;
mod mode;
mod record;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use answer::{End, answer, waits};
pub use ask::{Fresh, LIFE, MOST, ask};
pub use fetch::fetch;
pub use mode::ResponseMode;
pub use record::{For, PresentationRecord, Stage, view};
