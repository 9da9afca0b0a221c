//! Errors of the SDK, sorted by what the reader can do.

use dlocker_protocol::problem::{Problem, ProblemCode, Remedy};

use crate::platform::{StateFailed, Unreachable};

/// What went wrong. Each text says what happened, what it means for the wallet, and what to try.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The call itself cannot work as it is: another order, another argument.
    #[error("{0}")]
    Misuse(String),
    /// The clock of this device is too far from the bank's: nothing works before it is set.
    #[error("{0}")]
    Skew(String),
    /// Not yet: wait and do the same again.
    #[error("{detail}")]
    Waiting {
        /// In words.
        detail: String,
        /// Seconds after which to try again, if that is known.
        retry_after: Option<u64>,
    },
    /// Refused for good: replaced, revoked, vetoed, rejected, no right.
    #[error("{detail}")]
    Refused {
        /// The bank's code.
        code: &'static str,
        /// In words.
        detail: String,
    },
    /// The secret is wrong. It was counted.
    #[error("That is not the right {kind}. Your wallet is safe. Guesses left before this method freezes: {left}.")]
    WrongSecret {
        /// What kind of secret.
        kind: &'static str,
        /// Guesses left to this device.
        left: u32,
    },
    /// The method has no guesses left.
    #[error("{0}")]
    Frozen(String),
    /// The bank cannot be reached.
    #[error("The bank cannot be reached: {0}. Nothing was lost; try again when the connection is back.")]
    Unreachable(String),
    /// What came back is damaged, forged, or older than what this device has seen.
    #[error("{0}")]
    Damaged(String),
    /// Something unexpected.
    #[error("{0}")]
    Unexpected(String),
}

/// Characters of a bank's explanation that are passed on.
const MOST_WORDS: usize = 1000;

/// Result of an SDK call.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// A stable word for scripts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Misuse(_) => "misuse",
            Self::Skew(_) => ProblemCode::Skew.text(),
            Self::Waiting { .. } => "waiting",
            Self::Refused { code, .. } => code,
            Self::WrongSecret { .. } => "wrong-secret",
            Self::Frozen(_) => "frozen",
            Self::Unreachable(_) => "unreachable",
            Self::Damaged(_) => "damaged",
            Self::Unexpected(_) => "unexpected",
        }
    }

    pub(crate) fn damaged(what: impl core::fmt::Display) -> Self {
        Self::Damaged(format!(
            "Something came back damaged or forged: {what}. Nothing of it was used. Try again; if it stays, tell the bank and keep this device as it is."
        ))
    }

    pub(crate) fn unexpected(what: impl core::fmt::Display) -> Self {
        Self::Unexpected(format!("Something unexpected happened: {what}. Your locker is as it was before."))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let detail = plain(&problem.detail);
        match (problem.code, problem.code.remedy()) {
            (ProblemCode::Frozen, _) => Self::Frozen(detail),
            (
                ProblemCode::Conflict
                | ProblemCode::StaleEpoch
                | ProblemCode::ChangeWaits
                | ProblemCode::MissingPacks
                | ProblemCode::NotOpened,
                _,
            ) => Self::Waiting { detail, retry_after: None },
            (_, Remedy::Later) => Self::Waiting { detail, retry_after: problem.retry_after },
            (code, Remedy::Refused) => Self::Refused { code: code.text(), detail },
            (ProblemCode::Skew, _) => Self::Skew(detail),
            (ProblemCode::Malformed | ProblemCode::NotFound | ProblemCode::Taken | ProblemCode::TooLarge, _) => {
                Self::Misuse(detail)
            }
            _ => Self::Unexpected(format!("The bank answered: {detail}")),
        }
    }
}

/// The bank's words as they may go to a terminal: no control characters, which could rewrite the screen, and not without end.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()
}

impl From<Unreachable> for Error {
    fn from(error: Unreachable) -> Self {
        Self::Unreachable(error.0)
    }
}

impl From<StateFailed> for Error {
    fn from(error: StateFailed) -> Self {
        Self::Unexpected(format!(
            "This device's own files cannot be used: {error}. Your locker at the bank is untouched."
        ))
    }
}

impl From<dlocker_protocol::cbor::Malformed> for Error {
    fn from(error: dlocker_protocol::cbor::Malformed) -> Self {
        Self::damaged(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_has_a_word_of_its_own_and_other_mistakes_have_not() {
        let of = |code| Error::from(Problem::new(code, "In words.")).code();
        assert_eq!(of(ProblemCode::Skew), "skew");
        assert_eq!(of(ProblemCode::TooLarge), "misuse");
    }
}
