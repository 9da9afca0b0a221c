//! `dlocker`: the owner's program.
//!
//! Lives here: the command line, what it prints, the desktop's platform (HTTP, clock, randomness, the home folder), and the glue between the
//! wallet on disk and the SDK. May not live here: protocol, cryptography, decisions; they are in the SDK and below.

mod args;
mod command;
mod kit;
mod outcome;
mod period;
mod platform;
mod progress;
mod qr;
mod secrets;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let json = words.iter().any(|word| word == "--json");
    let outcome = match args::parse(words) {
        Ok(args) => run(args),
        Err(early) => return early.print(json),
    };
    outcome::print(outcome, json)
}

fn run(args: args::Args) -> dlocker_client::Result<dlocker_commands::Outcome> {
    let mut runtime = runtime(&args.command);
    let runtime = runtime
        .enable_all()
        .build()
        .map_err(|e| dlocker_client::Error::Unexpected(format!("The program cannot start its runtime: {e}.")))?;
    runtime.block_on(command::run(args))
}

/// Where packs may travel while others are made or opened, the connection has threads of its own. Everywhere else one question follows another,
/// and waking a thread for each would only take time.
fn runtime(command: &args::Command) -> tokio::runtime::Builder {
    use args::Command::{Backup, Close, Recover, Restore};
    if !matches!(command, Backup { .. } | Restore { .. } | Recover(_) | Close(_)) {
        return tokio::runtime::Builder::new_current_thread();
    }
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2);
    builder
}
