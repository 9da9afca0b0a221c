//! The two mouths of the program: stdout for what was asked, stderr for everything else.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::Value;

use super::{Exit, Failure};

/// What a command did.
pub(super) struct Done {
    /// For scripts.
    pub(super) json: Option<Value>,
    /// For people.
    pub(super) words: String,
    /// Set where the command worked and what it found is bad.
    pub(super) exit: Option<Exit>,
}

impl Done {
    pub(super) fn new(json: Value, words: impl Into<String>) -> Self {
        Self { json: Some(json), words: words.into(), exit: None }
    }

    /// Everything was said already.
    pub(super) const fn silent(exit: Option<Exit>) -> Self {
        Self { json: None, words: String::new(), exit }
    }
}

/// What a script gets.
pub(super) fn to_json(value: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|e| Failure::new(Exit::Unexpected, "json", e.to_string()))
}

/// Prints what was done.
pub(super) fn done(done: &Done, json: bool) -> ExitCode {
    let text = if json { done.json.as_ref().map(Value::to_string).unwrap_or_default() } else { done.words.clone() };
    if !text.is_empty() && say(&text).is_err() {
        return ExitCode::from(Exit::Unexpected as u8);
    }
    done.exit.map_or(ExitCode::SUCCESS, |exit| ExitCode::from(exit as u8))
}

/// Prints why it failed.
pub(super) fn failed(failure: &Failure, json: bool) -> ExitCode {
    aside(&format!("dlockerd: {}", failure.words()));
    if json {
        // If nobody reads stdout there is nobody left to tell.
        let _ = say(&failure.json().to_string());
    }
    ExitCode::from(failure.exit() as u8)
}

/// One line on stdout.
pub(super) fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// One line on stderr.
pub(super) fn aside(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
