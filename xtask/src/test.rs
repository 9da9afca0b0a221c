//! `cargo xtask test`: everything that must hold before a change is done.

use std::time::Instant;

use dlocker_stories::program::Programs;

use crate::install::{Tool, askar, cargo_deny, cargo_fuzz, debian, deny, mail, zoo};
use crate::run::{cargo, shown};
use crate::{check_docs, clock, fuzz, web};

type Step = (&'static str, fn() -> Result<(), String>);

/// What is quick comes first; the tests themselves come last, so that their lines are what remains on the screen. The page is built before
/// anything runs the bank, which has it in it.
const STEPS: [Step; 8] = [
    ("what the tests need", need),
    ("the form of the code", form),
    ("licences, bans and sources of dependencies", dependencies),
    ("what clippy finds", clippy),
    ("what fuzzing finds in a moment", fuzz::briefly),
    ("the page", web::web),
    ("what the documents name", check_docs::check_docs),
    ("the tests, and the stories of the page beside them", tests),
];

/// Runs every step; stops at the first that fails.
///
/// # Errors
/// In words, what failed.
pub(crate) fn test() -> Result<(), String> {
    let begun = Instant::now();
    for (n, (name, step)) in STEPS.iter().enumerate() {
        println!("\n== {} of {}: {name}", n + 1, STEPS.len());
        let started = Instant::now();
        step().map_err(|why| format!("{name}: {why}"))?;
        println!("== {name}: done in {}", clock::words(started.elapsed()));
    }
    println!("\nall passed, in {}", clock::words(begun.elapsed()));
    Ok(())
}

fn need() -> Result<(), String> {
    debian(&Tool::ALL)?;
    askar()?;
    zoo()?;
    mail()?;
    cargo_deny()?;
    cargo_fuzz().map(|_| ())
}

fn form() -> Result<(), String> {
    shown(cargo().args(["fmt", "--all", "--check"]))
}

fn dependencies() -> Result<(), String> {
    shown(deny()?.args(["--log-level", "error", "check", "licenses", "bans", "sources"]))
}

fn clippy() -> Result<(), String> {
    shown(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

/// Everything is compiled before the stories begin, so that what runs beside them is tests that wait as they do.
fn tests() -> Result<(), String> {
    let programs = Programs::get();
    shown(cargo().args(["test", "--workspace", "--locked", "--no-run"]))?;
    web::types()?;
    std::thread::scope(|scope| {
        let stories = web::play(scope, programs);
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
        let tests = shown(tests.env("DLOCKER_BIN", &programs.owner).env("DLOCKERD_BIN", &programs.bank));
        stories.end().and(tests)
    })
}
