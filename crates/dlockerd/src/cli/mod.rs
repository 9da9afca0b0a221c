//! The commands of `dlockerd`. With `--json` each prints exactly one JSON value on stdout; everything else goes to stderr.

mod args;
mod case;
mod doctor;
mod failure;
mod invite;
mod issuer;
mod locker;
mod print;
mod serve;
mod staff;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

pub use args::Cli;
use args::{CaseCommand, Command, IssuerCommand, LockerCommand, StaffCommand};
pub use failure::{Exit, Failure};
use print::Done;

/// Runs the command line and gives the exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let json = args.iter().any(|arg| arg == "--json");
    let outcome = match Cli::try_parse_from(args) {
        Ok(cli) => dispatch(cli),
        Err(error) => match help(&error) {
            Some(code) => return code,
            None => Err(misuse(&error)),
        },
    };
    match outcome {
        Ok(done) => print::done(&done, json),
        Err(failure) => print::failed(&failure, json),
    }
}

fn dispatch(cli: Cli) -> Result<Done, Failure> {
    let json = cli.json;
    match cli.command {
        Command::Serve(args) => serve::run(args, json),
        Command::Staff(StaffCommand::Add(args)) => staff::add(args),
        Command::Staff(StaffCommand::Passkey(args)) => staff::passkey(args),
        Command::Staff(StaffCommand::List(args)) => staff::list(args),
        Command::Staff(StaffCommand::Remove(args)) => staff::remove(args),
        Command::Staff(StaffCommand::Audit(args)) => staff::audit(args),
        Command::Invite(args) => runtime()?.block_on(invite::run(args)),
        Command::Case(CaseCommand::List(args)) => runtime()?.block_on(case::list(args)),
        Command::Case(CaseCommand::Show(args)) => runtime()?.block_on(case::show(args)),
        Command::Case(CaseCommand::Approve(args)) => runtime()?.block_on(case::approve(args)),
        Command::Case(CaseCommand::Reject(args)) => runtime()?.block_on(case::reject(args)),
        Command::Locker(LockerCommand::Show(args)) => runtime()?.block_on(locker::show(args)),
        Command::Locker(LockerCommand::Freeze(args)) => runtime()?.block_on(locker::freeze(args)),
        Command::Locker(LockerCommand::Thaw(args)) => runtime()?.block_on(locker::thaw(args)),
        Command::Locker(LockerCommand::SuspendDevice(args)) => runtime()?.block_on(locker::suspend_device(args)),
        Command::Issuer(IssuerCommand::Request(args)) => issuer::request(&args),
        Command::Doctor(args) => doctor::run(args),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::new(Exit::Unexpected, "runtime", format!("this machine gives no room to work in: {e}")))
}

/// `--help` and `--version` are wishes, not errors.
fn help(error: &clap::Error) -> Option<ExitCode> {
    let wish = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    wish.then(|| match error.print() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(Exit::Unexpected as u8),
    })
}

fn misuse(error: &clap::Error) -> Failure {
    let words = error.render().to_string();
    let words = words.trim_end();
    Failure::new(Exit::Misuse, "usage", words.strip_prefix("error: ").unwrap_or(words))
}

#[cfg(test)]
mod tests;
