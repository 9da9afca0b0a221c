//! What a program that ended left behind.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;

/// Exit code and output of a program that ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The command line, for messages.
    pub line: String,
    /// The exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Everything on stdout.
    pub stdout: String,
    /// Everything on stderr.
    pub stderr: String,
    /// From start to end.
    pub took: Duration,
}

impl Outcome {
    /// Fails unless the program ended with this code; gives the outcome back.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "should end with {code}:\n{}", self.story());
        self
    }

    /// Fails unless the program ended with 0.
    #[track_caller]
    pub fn done(self) -> Self {
        self.ends_with(crate::exit::DONE)
    }

    /// The one JSON value on stdout of a program that ended with 0.
    #[track_caller]
    pub fn json(self) -> Value {
        self.done().value()
    }

    /// The one JSON value on stdout, whatever the exit code.
    #[track_caller]
    pub fn value(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(e) => panic!("stdout should be one JSON value ({e}):\n{}", self.story()),
        }
    }

    /// Fails unless the program ended with `code` and printed `{"error": {...}}` on stdout; gives what `error` holds.
    #[track_caller]
    pub fn error(self, code: i32) -> Value {
        let outcome = self.ends_with(code);
        let error = outcome.value()["error"].clone();
        assert!(error.is_object(), "should print an error object:\n{}", outcome.story());
        error
    }

    /// Everything about it, for a person who looks for the reason of a failure.
    #[must_use]
    pub fn story(&self) -> String {
        let mut text = format!("$ {}\n", self.line);
        let code = self.code.map_or_else(|| "by a signal".to_owned(), |c| format!("with {c}"));
        let _ = writeln!(text, "ended {code} after {:.3} s", self.took.as_secs_f64());
        let _ = writeln!(text, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        text
    }
}

/// The text under `key` of a JSON object.
#[track_caller]
#[must_use]
pub fn text(value: &Value, key: &str) -> String {
    match value[key].as_str() {
        Some(text) => text.to_owned(),
        None => panic!("there should be a text under {key:?} in {value}"),
    }
}

/// The whole number under `key` of a JSON object.
#[track_caller]
#[must_use]
pub fn number(value: &Value, key: &str) -> u64 {
    match value[key].as_u64() {
        Some(number) => number,
        None => panic!("there should be a whole number under {key:?} in {value}"),
    }
}

/// The elements of a JSON list.
#[track_caller]
#[must_use]
pub fn list(value: &Value) -> &[Value] {
    match value.as_array() {
        Some(list) => list,
        None => panic!("should be a list: {value}"),
    }
}
