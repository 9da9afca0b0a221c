//! `cargo xtask`: set-up, tests, demo and bench of the project. One module is one command.
//!
//! Lives here: what a person or a build machine types to work on the project. It runs the two programs from outside, with the kit of
//! `dlocker-stories`.
//!
//! May not live here: anything that the programs themselves need.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it talks to a person at a terminal, and says how long things take"
)]

mod bench;
mod check_docs;
mod clock;
mod demo;
mod fuzz;
mod install;
mod rounds;
mod run;
mod test;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  test                            installs what the tests need, and runs all of them
  demo [WALLET_FOLDER] [--keep]   plays the story of a lost phone with a real bank and two phones; without a folder it makes
                                  a small wallet of real keys. --keep leaves the bank running and says how to go on by hand
  rounds N [--seed S]             tells random stories of backups, deletions and crashes: N steps, and after each every wallet is
                                  compared. `test` does 1,000 of them
  bench [NAME ...]                measures openings, releases, backups and restores beside other programs, and writes
                                  docs/performance.md; without a name all but `large`, which moves 5 GiB, and
                                  `page`, which measures the page in a browser beside the command line
  fuzz [NAME] [--seconds N]       feeds every recogniser of the wallet, or the one that is named, with inputs that nobody thought of
  web [--wasm | --twice]          builds what a browser loads, the owner's side in WebAssembly and the page, into target/web; with --wasm
                                  only the WebAssembly. Says how large it is. --twice builds all of it from nothing in two folders, which takes
                                  several times as long, and compares the bytes
  check-docs                      checks that the commands, settings, files and versions that the documents name exist
";

fn main() -> ExitCode {
    let given: Vec<_> = std::env::args_os().skip(1).collect();
    if let Some((word, rest)) = given.split_first()
        && word == bench::meter::WORD
    {
        return bench::meter::run(rest);
    }
    std::panic::set_hook(Box::new(|info| {
        let why = info.payload_as_str().unwrap_or("something unexpected");
        eprintln!("\nstopped: {why}");
    }));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::test(),
        ["demo", rest @ ..] => demo::Options::parse(rest).and_then(|options| demo::demo(&options)),
        ["bench", names @ ..] => bench::bench(names),
        ["rounds", rest @ ..] => rounds::rounds(rest),
        ["fuzz", rest @ ..] => fuzz::fuzz(rest),
        ["web"] => web::web(),
        ["web", "--wasm"] => web::wasm(),
        ["web", "--twice"] => web::twice(),
        ["check-docs"] => check_docs::check_docs(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nstopped: {why}");
            ExitCode::FAILURE
        }
    }
}
