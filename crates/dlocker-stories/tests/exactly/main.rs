//! What comes back is exactly what was put in, whatever happens in between: random wallets, random changes, and every order of backing up, deleting,
//! collecting and crashing. A round is one step and all checks after it; see [`step::Act`] for the steps and [`check`] for the checks.
//!
//! `cargo xtask rounds N --seed S` tells more stories. A story that fails is shortened and printed with its seed, and the same seed tells it again:
//! all that is left to chance on the devices comes from it. (The bank draws from the system, and nothing that is checked here may depend on that.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods, reason = "says how long it took")]

mod check;
mod device;
mod dice;
mod disk;
mod feed;
mod lost;
mod step;
mod story;
mod tree;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use step::{Act, Step};
use story::{shortest, tell};
use world::Tally;

/// Steps of one story.
const STEPS: usize = 25;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} should be a number")))
}

#[test]
fn a_thousand_rounds_of_any_wallet_come_back_exactly() {
    let rounds = usize::try_from(setting("DLOCKER_ROUNDS", 1000)).unwrap();
    let first = setting("DLOCKER_SEED", 1);
    let stories = rounds.div_ceil(STEPS);
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < stories) {
                    let steps = STEPS.min(rounds - number * STEPS);
                    let tally = one_story(first + number as u64, steps);
                    all.lock().unwrap().add(tally);
                }
            });
        }
    });
    let all = all.into_inner().unwrap();
    println!("{rounds} rounds: {all:?}");
    let Tally { lost, found, interrupted, resumed, deleted, dropped, collected, recovered, restored } = all;
    let counts = [lost, found, interrupted, resumed, deleted, dropped, collected, recovered, restored];
    assert!(rounds < 1000 || counts.iter().all(|count| *count > 0), "something never happened: {all:?}");
}

#[test]
fn an_interrupted_backup_goes_on_in_these_rounds() {
    let steps = [Act::Interrupt(0), Act::BackUp].map(|act| Step { act, device: 0, seed: 1 });
    let told = (1..6).map(|seed| tell(seed, &steps).unwrap_or_else(|failure| panic!("seed {seed}: {}", failure.what)));
    let resumed: Vec<u64> = told.map(|tally| tally.resumed).collect();
    assert_eq!(resumed, [1; 5]);
}

#[test]
fn a_device_knows_what_of_a_deleted_backup_is_gone() {
    let acts = [Act::BackUp, Act::Delete(100), Act::BackUp];
    for seed in 1..6 {
        let steps: Vec<Step> = acts.iter().map(|act| Step { act: *act, device: 0, seed }).collect();
        let told = tell(seed, &steps).unwrap_or_else(|failure| panic!("seed {seed}: {}", failure.what));
        assert_eq!(told.deleted, 1);
    }
}

fn one_story(seed: u64, steps: usize) -> Tally {
    let steps = Step::story(seed, steps);
    let failure = match tell(seed, &steps) {
        Ok(tally) => return tally,
        Err(failure) => failure,
    };
    let first = (failure.step, failure.what.clone());
    let (steps, failure) = shortest(seed, steps, failure);
    panic!(
        "the story of seed {seed} fails at step {}: {}\nthe shortest that fails: {}\n{}\ntell it again: cargo xtask rounds {STEPS} --seed {seed}",
        first.0 + 1,
        first.1,
        failure.what,
        steps.iter().map(|step| format!("  {step:?}")).collect::<Vec<_>>().join("\n"),
    );
}
