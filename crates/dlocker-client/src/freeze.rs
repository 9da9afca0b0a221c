//! Freezing the locker: no openings and no changes from now on; backups and recoveries go on.

use dlocker_protocol::locker::FreezeView;

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// Freezes the locker at once; needs no unlock. It lapses by itself, or the bank's staff lift it.
    ///
    /// # Errors
    /// [`Error::Waiting`](crate::Error::Waiting) if a device froze it a short while ago and that freeze is over.
    pub async fn freeze(&self) -> Result<FreezeView> {
        self.session.post(&self.path("freeze"), &serde_json::json!({})).await
    }
}
