//! What can go wrong, by what the reader of the message can do.

use dlocker_protocol::sealed::Shut;

/// A snapshot could not be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The wallet is larger than one snapshot may be. Nothing was lost: back up a part of it at a time.
    #[error("this does not fit into one snapshot: {what}; back up fewer files at a time")]
    TooMuch {
        /// Which limit was met.
        what: &'static str,
    },
    /// One entry or piece cannot be represented; leaving it out lets the rest go on.
    #[error("this entry cannot be kept in a snapshot: {what}")]
    BadEntry {
        /// What is wrong with it.
        what: &'static str,
    },
    /// The locker's public key could not be used.
    #[error(transparent)]
    Shut(#[from] Shut),
}

/// What was read is not what was put in; nothing of it is used. An older snapshot may still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} is damaged or forged")]
pub struct Damaged {
    /// The part that does not fit.
    pub what: &'static str,
}
