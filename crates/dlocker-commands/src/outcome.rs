//! What a command ends with: one JSON value or calm words on standard output, and an exit code that a script can act on.

use std::io::Write;
use std::process::ExitCode;

use dlocker_client::Error;
use serde_json::{Value, json};

/// How a command ended that went as it should.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All of it.
    Done,
    /// Some files could not be read.
    Partly,
    /// It waits, as it has to.
    Waits,
}

/// A command that did its work.
pub(crate) struct Outcome {
    /// For `--json`.
    pub(crate) json: Value,
    /// For people.
    pub(crate) text: String,
    /// How it ended: the exit code.
    pub(crate) ending: Ending,
}

impl Outcome {
    pub(crate) fn new(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), ending: Ending::Done }
    }

    /// A change that has to wait: no error, and not done either.
    pub(crate) fn waits(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), ending: Ending::Waits }
    }
}

/// Exit codes of the contract.
pub(crate) const fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Unexpected(_) => 1,
        Error::Misuse(_) => 2,
        Error::Waiting { .. } => 4,
        Error::Refused { .. } => 5,
        Error::WrongSecret { .. } | Error::Frozen(_) => 6,
        Error::Unreachable(_) => 7,
        Error::Damaged(_) => 8,
    }
}

/// Prints the outcome and gives the exit code.
pub(crate) fn print(outcome: dlocker_client::Result<Outcome>, json: bool) -> ExitCode {
    match outcome {
        Ok(done) => {
            let text = if json { done.json.to_string() } else { done.text };
            if !text.is_empty() {
                say(&text);
            }
            ExitCode::from(match done.ending {
                Ending::Done => 0,
                Ending::Partly => 3,
                Ending::Waits => 4,
            })
        }
        Err(error) => {
            fail(&error, json);
            ExitCode::from(exit_code(&error))
        }
    }
}

fn fail(error: &Error, json: bool) {
    if json {
        say(&error_json(error).to_string());
    } else {
        note(&error.to_string());
    }
}

fn error_json(error: &Error) -> Value {
    let mut body = json!({ "code": error.code(), "message": error.to_string(), "exit": exit_code(error) });
    match error {
        Error::WrongSecret { left, .. } => body["guesses_left"] = json!(left),
        Error::Waiting { retry_after: Some(seconds), .. } => body["retry_after"] = json!(seconds),
        _ => {}
    }
    json!({ "error": body })
}

/// One thing on standard output. A reader that went away is no error of ours.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// One line on standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
