//! `dlocker backup --watch`.

use std::time::Duration;

use clap::Args;

use crate::command::Timing;
use crate::period;

#[derive(Args)]
pub(crate) struct Watch {
    /// Stay, and back up again after each change, until stopped by SIGTERM or Ctrl-C. With low priority; one line for each backup.
    #[arg(long)]
    watch: bool,
    /// Wait until nothing has changed for so long.
    #[arg(long, value_name = "TIME", default_value = "10s", requires = "watch")]
    quiet_for: String,
    /// Back up so long after the first change at the latest, though things go on changing.
    #[arg(long, value_name = "TIME", default_value = "10m", requires = "watch")]
    at_most: String,
}

impl Watch {
    /// When to back up; none for once. The error is words for the owner.
    pub(crate) fn timing(&self) -> Result<Option<Timing>, String> {
        let period = |text: &str| period::parse(text).map(Duration::from_secs);
        let timing = Timing { quiet_for: period(&self.quiet_for)?, at_most: period(&self.at_most)? };
        Ok(self.watch.then_some(timing))
    }
}
