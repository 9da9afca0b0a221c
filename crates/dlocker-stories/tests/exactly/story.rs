//! Telling a story, and finding the shortest that fails.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::step::Step;
use crate::world::{Tally, World};

/// Which step failed, and how.
pub(crate) struct Failure {
    pub(crate) step: usize,
    pub(crate) what: String,
}

/// Tells the story in a thread of its own: a panic of anything is a failure like others.
pub(crate) fn tell(seed: u64, steps: &[Step]) -> Result<Tally, Failure> {
    let steps = steps.to_vec();
    let at = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&at);
    let told = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let work = AssertUnwindSafe(async {
            let mut world = World::new(seed).await;
            for (number, step) in steps.iter().enumerate() {
                now.store(number, Ordering::Relaxed);
                world.step(*step).await?;
                world.check().await?;
            }
            Ok(world.tally)
        });
        runtime.block_on(work.0)
    });
    let step = || at.load(Ordering::Relaxed);
    match told.join() {
        Ok(Ok(tally)) => Ok(tally),
        Ok(Err(what)) => Err(Failure { step: step(), what }),
        Err(panic) => Err(Failure { step: step(), what: format!("panicked: {}", said(panic.as_ref())) }),
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// Leaves steps out for as long as the story still fails.
pub(crate) fn shortest(seed: u64, mut steps: Vec<Step>, mut failure: Failure) -> (Vec<Step>, Failure) {
    steps.truncate(failure.step + 1);
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut from = 0;
        while from < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + size).min(steps.len()));
            match tell(seed, &fewer) {
                Err(shorter) => {
                    fewer.truncate(shorter.step + 1);
                    (steps, failure) = (fewer, shorter);
                }
                Ok(_) => from += size,
            }
        }
        size /= 2;
    }
    (steps, failure)
}
