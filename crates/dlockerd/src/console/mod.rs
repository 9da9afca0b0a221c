//! The officer's console: requests signed with a staff key.

mod client;
mod key_file;

use dlocker_protocol::problem::Problem;

pub use client::Console;
pub use key_file::StaffKey;

/// Why the console could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// Address, key file or output path cannot be used.
    #[error("{0}")]
    Misuse(String),
    /// No answer.
    #[error("{0}")]
    Unreachable(String),
    /// An answer that no bank of this protocol gives.
    #[error("{0}")]
    NotABank(String),
    /// The bank's own words.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
}
