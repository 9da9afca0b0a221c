//! What a command ends with: one JSON value or calm words.

use dlocker_client::Error;
use serde_json::{Value, json};

/// How a command ended that went as it should.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// All of it.
    Done,
    /// Some files could not be read.
    Partly,
    /// It waits, as it has to.
    Waits,
}

/// A command that did its work.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// For programs.
    pub json: Value,
    /// For people at a terminal.
    pub text: String,
    /// How it ended: the exit code.
    pub ending: Ending,
}

impl Outcome {
    /// All of it is done.
    pub fn new(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), ending: Ending::Done }
    }

    /// A change that has to wait: no error, and not done either.
    pub fn waits(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), ending: Ending::Waits }
    }
}

/// Exit codes of the contract.
#[must_use]
pub const fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Unexpected(_) => 1,
        Error::Misuse(_) | Error::Skew(_) => 2,
        Error::Waiting { .. } => 4,
        Error::Refused { .. } => 5,
        Error::WrongSecret { .. } | Error::Frozen(_) => 6,
        Error::Unreachable(_) => 7,
        Error::Damaged(_) => 8,
    }
}

/// An error as programs get it.
#[must_use]
pub fn error_json(error: &Error) -> Value {
    let mut body = json!({ "code": error.code(), "message": error.to_string(), "exit": exit_code(error) });
    match error {
        Error::WrongSecret { left, .. } => body["guesses_left"] = json!(left),
        Error::Waiting { retry_after: Some(seconds), .. } => body["retry_after"] = json!(seconds),
        _ => {}
    }
    json!({ "error": body })
}
