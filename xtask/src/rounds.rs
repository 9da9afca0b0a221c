//! `cargo xtask rounds N`: random stories of backups, deletions and crashes, each wallet compared byte by byte.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::run::{cargo, shown};

/// Tells stories until `rounds` steps are done, from the seed that is given or one of its own.
///
/// # Errors
/// In words, if an argument is none, or a story failed: then its seed has been printed.
pub(crate) fn rounds(args: &[&str]) -> Result<(), String> {
    let (rounds, seed) = match args {
        [rounds] => (number(rounds)?, of_the_clock()),
        [rounds, "--seed", seed] => (number(rounds)?, number(seed)?),
        _ => return Err("say how many: cargo xtask rounds N [--seed S]".into()),
    };
    println!("{rounds} rounds from seed {seed}");
    let mut tests = cargo();
    tests.args(["test", "-p", "dlocker-stories", "--test", "exactly", "--locked", "--", "--nocapture", "rounds"]);
    shown(tests.env("DLOCKER_ROUNDS", rounds.to_string()).env("DLOCKER_SEED", seed.to_string()))
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn of_the_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_of_rounds_starts_nothing() {
        for args in [&[][..], &["many"], &["5", "--seed"], &["5", "--seed", "x"], &["5", "6"]] {
            assert!(rounds(args).is_err(), "{args:?}");
        }
    }
}
