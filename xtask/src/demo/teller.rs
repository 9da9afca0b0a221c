//! Tells the story: a number, a sentence, the time, and what came of it.

use std::io::Write as _;
use std::time::Instant;

use crate::clock;

/// Numbers the steps.
pub(crate) struct Teller {
    steps: u32,
}

impl Teller {
    /// Begins.
    pub(crate) fn new() -> Self {
        Self { steps: 0 }
    }

    /// A heading.
    pub(crate) fn chapter(&self, title: &str) {
        println!("\n{title}\n");
    }

    /// Says what happens, does it, says how long it took and what came of it.
    pub(crate) fn step<T>(
        &mut self,
        sentence: &str,
        act: impl FnOnce() -> Result<(T, String), String>,
    ) -> Result<T, String> {
        self.steps += 1;
        print!("{:>3}. {sentence} ", self.steps);
        let _ = std::io::stdout().flush();
        let started = Instant::now();
        let outcome = act();
        let time = clock::words(started.elapsed());
        match outcome {
            Ok((value, came)) => {
                println!("[{time}]");
                came.lines().for_each(|line| println!("       {line}"));
                Ok(value)
            }
            Err(why) => {
                println!("[failed after {time}]");
                Err(why)
            }
        }
    }
}
