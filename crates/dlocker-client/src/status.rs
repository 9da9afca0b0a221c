//! Everything for one calm screen.

use dlocker_protocol::locker::LockerView;

use crate::connect::Connection;
use crate::error::Result;
use crate::home::{self, HomeDocument};
use crate::platform::Platform;

/// The locker as the bank tells it, and what this device remembers.
#[derive(Debug, Clone)]
pub struct Status {
    /// From the bank.
    pub locker: LockerView,
    /// From this device's home.
    pub home: HomeDocument,
}

impl<P: Platform> Connection<'_, P> {
    /// The status.
    ///
    /// # Errors
    /// Those of a request.
    pub async fn status(&self) -> Result<Status> {
        let locker = self.view().await?;
        let home = home::load(self.platform())?.unwrap_or_default();
        Ok(Status { locker, home })
    }
}
