//! Listing the methods.

use dlocker_protocol::method::MethodView;

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// The locker's methods as the bank tells them, in the order in which they were added.
    ///
    /// # Errors
    /// Those of a request.
    pub async fn methods(&self) -> Result<Vec<MethodView>> {
        Ok(self.view().await?.methods)
    }
}
