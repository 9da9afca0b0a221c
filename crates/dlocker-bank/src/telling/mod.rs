//! Telling: which entries of the visit log a person's eyes are needed for, in which words, how often at most, and when it is tried again.
//!
//! A message is a row of the outbox. It names entries of the visit log and holds no words: those are made when it is sent.

mod address;
mod choose;
mod place;
mod readers;
mod record;
mod words;

pub use address::{BadAddress, MailAddress};
pub use choose::{Choice, Weight, choice, weight};
pub use place::{Kept, News, place};
pub use readers::Change;
pub use record::{Failure, Lane, MessageRecord, Place as ContactPlace, Reader, State};
pub use words::{Letter, Place, letter};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
