//! How a command's end is printed: one JSON value or calm words on standard output, and an exit code that a script can act on.

use std::io::Write;
use std::process::ExitCode;

use dlocker_client::Error;
use dlocker_commands::{Ending, Outcome, error_json, exit_code};

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

/// One thing on standard output. A reader that went away is no error of ours.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// One line on standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
