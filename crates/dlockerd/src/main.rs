//! `dlockerd`: the bank's program. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dlockerd::cli::run(std::env::args_os())
}
