//! Failures of a command, sorted by what a script can do about them.

use dlocker_protocol::problem::{Problem, ProblemCode, Remedy};
use serde_json::{Value, json};

use crate::console::ConsoleError;
use crate::server::StartError;

/// The exit codes, for `--help`.
pub(super) const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 unexpected, 2 misuse, 4 not yet, 5 refused, 6 wrong secret or frozen method,
7 bank not reachable, 8 damaged or forged data.";

/// Exit codes; the same as the owner's program has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Something that should not happen.
    Unexpected = 1,
    /// The command itself is wrong.
    Misuse = 2,
    /// Not yet: the same command later.
    NotYet = 4,
    /// Refused: no right, or over.
    Refused = 5,
    /// Wrong secret, or a frozen method.
    Secret = 6,
    /// The bank cannot be reached.
    Unreachable = 7,
    /// Damaged or forged data.
    Damaged = 8,
}

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    code: String,
    message: String,
    title: Option<String>,
    retry_after: Option<u64>,
}

impl Failure {
    /// A failure; `message` says what happened, what it means, and what to try.
    pub fn new(exit: Exit, code: &str, message: impl Into<String>) -> Self {
        Self { exit, code: code.to_owned(), message: message.into(), title: None, retry_after: None }
    }

    /// The exit code.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// In words, for people.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.title {
            Some(title) if !self.message.starts_with(title) => format!("{title}. {}", self.message),
            Some(_) | None => self.message.clone(),
        }
    }

    /// For scripts: `{"error": {"code", "message", "detail", …}}`.
    #[must_use]
    pub fn json(&self) -> Value {
        let message = self.title.as_ref().unwrap_or(&self.message);
        let mut error =
            json!({ "code": self.code, "message": message, "detail": self.message, "exit": self.exit as u8 });
        if let Some(seconds) = self.retry_after {
            error["retry_after"] = seconds.into();
        }
        json!({ "error": error })
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            exit: exit_of(problem.code),
            code: problem.code.text().to_owned(),
            message: problem.detail,
            // "Something else was quicker" says nothing true of most conflicts that a member of staff meets; the detail does.
            title: Some(problem.title).filter(|_| problem.code != ProblemCode::Conflict),
            retry_after: problem.retry_after,
        }
    }
}

fn exit_of(code: ProblemCode) -> Exit {
    match (code, code.remedy()) {
        (ProblemCode::Malformed | ProblemCode::NotFound | ProblemCode::Taken | ProblemCode::TooLarge, _) => {
            Exit::Misuse
        }
        // What stands in the way now may be gone later: no case to suspend a device for yet, say.
        (ProblemCode::Conflict, _) => Exit::NotYet,
        (_, Remedy::Later) => Exit::NotYet,
        (_, Remedy::Refused) => Exit::Refused,
        (_, Remedy::Secret) => Exit::Secret,
        (_, Remedy::Mend | Remedy::Again | Remedy::Refresh | Remedy::Bank) => Exit::Unexpected,
    }
}

impl From<ConsoleError> for Failure {
    fn from(error: ConsoleError) -> Self {
        let words = error.to_string();
        match error {
            ConsoleError::Misuse(_) => Self::new(Exit::Misuse, "usage", words),
            ConsoleError::Unreachable(_) => Self::new(Exit::Unreachable, "unreachable", words),
            ConsoleError::NotABank(_) => Self::new(Exit::Damaged, "forged", words),
            ConsoleError::Problem(problem) => (*problem).into(),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let words = error.to_string();
        match error {
            StartError::Misuse(_) => Self::new(Exit::Misuse, "usage", words),
            StartError::Machine(_) => Self::new(Exit::Unexpected, "machine", words),
            StartError::Damaged(_) => Self::new(Exit::Damaged, "damaged", words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_an_exit_code_of_the_contract() {
        for (code, exit) in [
            (ProblemCode::WrongCode, Exit::Refused),
            (ProblemCode::Forbidden, Exit::Refused),
            (ProblemCode::Unsigned, Exit::Refused),
            (ProblemCode::CaseOver, Exit::Refused),
            (ProblemCode::Replaced, Exit::Refused),
            (ProblemCode::Suspended, Exit::Refused),
            (ProblemCode::LockerFrozen, Exit::Refused),
            (ProblemCode::Shut, Exit::Refused),
            (ProblemCode::Waiting, Exit::NotYet),
            (ProblemCode::Conflict, Exit::NotYet),
            (ProblemCode::RateLimited, Exit::NotYet),
            (ProblemCode::GuessWait, Exit::NotYet),
            (ProblemCode::Frozen, Exit::Secret),
            (ProblemCode::NotFound, Exit::Misuse),
            (ProblemCode::Malformed, Exit::Misuse),
            (ProblemCode::Internal, Exit::Unexpected),
            (ProblemCode::Skew, Exit::Unexpected),
        ] {
            assert_eq!(exit_of(code), exit, "{code:?}");
        }
    }

    #[test]
    fn people_are_told_once() {
        let twice = Failure::from(Problem::new(ProblemCode::Frozen, "This method is frozen. Use another."));
        assert_eq!(twice.words(), "This method is frozen. Use another.");
        let once = Failure::from(Problem::new(ProblemCode::Frozen, "Use another."));
        assert_eq!(once.words(), "This method is frozen. Use another.");
    }

    #[test]
    fn a_conflict_is_told_by_its_detail_alone() {
        let conflict = Failure::from(Problem::new(ProblemCode::Conflict, "There is no case yet."));
        assert_eq!(conflict.words(), "There is no case yet.");
        assert_eq!(conflict.json()["error"]["message"], "There is no case yet.");
    }

    #[test]
    fn an_error_for_scripts_has_code_message_and_detail() {
        let failure = Failure::from(Problem::new(ProblemCode::Waiting, "Come back tomorrow.").after(86_400));
        let error = &failure.json()["error"];
        assert_eq!(error["code"], "waiting");
        assert_eq!(error["message"], "Not yet: this still waits");
        assert_eq!(error["detail"], "Come back tomorrow.");
        assert_eq!(error["retry_after"], 86_400);
    }
}
