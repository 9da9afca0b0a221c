//! One story for every step, all of them side by side.

use std::rc::Rc;

use dlocker_stories::in_process::House;
use tokio::task::LocalSet;

/// How a program is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It runs to its end.
    Never,
    /// It ends at this step.
    At(u64),
    /// This step alone fails: a lost packet, a full disk.
    Lost(u64),
}

impl Cut {
    /// Applies to the program of `phone` that runs next.
    pub(crate) fn apply(self, phone: &dlocker_stories::in_process::Phone) {
        match self {
            Self::Never => phone.reboot(),
            Self::At(step) => phone.crash_at(step),
            Self::Lost(step) => phone.steps.restart_losing(step),
        }
    }

    /// A handle of its own for each story.
    pub(crate) fn handle(self) -> String {
        match self {
            Self::Never => "whole@example.com".into(),
            Self::At(step) => format!("cut-{step}@example.com"),
            Self::Lost(step) => format!("lost-{step}@example.com"),
        }
    }
}

/// Tells `story` uncut, which says how many steps there are, and then cut at each of them.
pub(crate) async fn everywhere<F>(house: House, story: F)
where
    F: AsyncFn(&House, Cut) -> u64 + 'static,
{
    let steps = story(&house, Cut::Never).await;
    assert!(steps > 4, "a program with hardly a step");
    let (house, story) = (Rc::new(house), Rc::new(story));
    let local = LocalSet::new();
    // What is lost once is mostly sent again at once: a few of those do.
    let lost = (0..steps).step_by(5).map(Cut::Lost);
    let cuts = (0..steps).map(Cut::At).chain(lost);
    let told: Vec<_> = cuts
        .map(|cut| {
            let (house, story) = (Rc::clone(&house), Rc::clone(&story));
            (cut, local.spawn_local(async move { story(&house, cut).await }))
        })
        .collect();
    local
        .run_until(async {
            for (cut, ending) in told {
                ending.await.unwrap_or_else(|e| panic!("{cut:?} of {steps}: {e}"));
            }
        })
        .await;
}
