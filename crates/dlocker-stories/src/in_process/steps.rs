//! Where a program can end: before and after everything that somebody else could see.

use std::cell::Cell;

/// Counts the effects of a program, and ends it at one of them: from there on nothing it does has an effect, as after a `kill -9`.
#[derive(Default)]
pub struct Steps {
    done: Cell<u64>,
    last: Cell<Option<u64>>,
    skip: Cell<Option<u64>>,
}

/// The program is over.
pub(super) struct Ended;

impl Steps {
    /// Starts to count again; the program ends after `last` steps, or never.
    pub fn restart(&self, last: Option<u64>) {
        self.done.set(0);
        self.last.set(last);
        self.skip.set(None);
    }

    /// Starts to count again; step `which` alone fails, as when one packet is lost.
    pub fn restart_losing(&self, which: u64) {
        self.restart(None);
        self.skip.set(Some(which));
    }

    /// Steps since the last restart, with those that came too late.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.get()
    }

    pub(super) fn step(&self) -> Result<(), Ended> {
        let number = self.done.get();
        self.done.set(number + 1);
        let over = self.last.get().is_some_and(|last| number >= last) || self.skip.get() == Some(number);
        if over { Err(Ended) } else { Ok(()) }
    }
}
