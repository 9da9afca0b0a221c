//! Rows of figures.

use std::time::{Duration, Instant};

use crate::clock;

/// What was measured.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<(String, Duration, String)>,
}

impl Table {
    /// Runs `act` `times` times and notes the median.
    pub(super) fn median(&mut self, name: &str, times: usize, mut act: impl FnMut(usize)) {
        let mut took: Vec<Duration> = (0..times.max(1)).map(|n| timed(|| act(n))).collect();
        took.sort();
        let (least, most) = (clock::words(took[0]), clock::words(took[took.len() - 1]));
        let spread = format!("{} runs, {least} to {most}", took.len());
        self.note(name, took[took.len() / 2], &spread);
    }

    /// Notes one figure.
    pub(super) fn note(&mut self, name: &str, time: Duration, more: &str) {
        self.rows.push((name.to_owned(), time, more.to_owned()));
    }

    /// Prints everything.
    pub(super) fn print(&self) {
        println!("\n{:<58} {:>10}", "", "median");
        for (name, time, more) in &self.rows {
            println!("{name:<58} {:>10}   {more}", clock::words(*time));
        }
    }
}

/// How long `act` takes.
pub(super) fn timed(act: impl FnOnce()) -> Duration {
    let started = Instant::now();
    act();
    started.elapsed()
}
