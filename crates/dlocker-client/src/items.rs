//! What is in a snapshot.

use dlocker_core::snapshot::{ManifestWalk, Step, WalkedEntry};

use crate::connect::Connection;
use crate::error::Result;
use crate::open::OpenSnapshot;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// Every entry of an open snapshot, depth first, folders before what is in them.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if the manifest does not fit its root.
    pub async fn entries(&self, open: &mut OpenSnapshot) -> Result<Vec<WalkedEntry>> {
        self.walk(open).await.map_err(|error| open.way_on(error))
    }

    async fn walk(&self, open: &mut OpenSnapshot) -> Result<Vec<WalkedEntry>> {
        let mut walk = ManifestWalk::new(open.top()?)?;
        let mut entries = Vec::new();
        loop {
            match walk.step(&open.opened)? {
                Step::NeedSnapshot(earlier) => self.open_earlier(open, &earlier).await?,
                Step::NeedSegment { snapshot, entry } => {
                    let segment = self.segment(open, snapshot, entry).await?;
                    walk.give(&open.opened, &segment)?;
                }
                Step::Entry(entry) => entries.push(entry),
                Step::Done => return Ok(entries),
            }
        }
    }
}
