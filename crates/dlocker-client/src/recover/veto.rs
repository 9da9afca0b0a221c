//! Saying no to somebody else's recovery.

use dlocker_protocol::CaseId;
use dlocker_protocol::case::CaseView;

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// Vetoes a recovery case of this locker; needs no unlock.
    ///
    /// # Errors
    /// [`Error::Misuse`](crate::Error::Misuse) if there is no such case of this locker; [`Error::Refused`](crate::Error::Refused) if this device has no say.
    pub async fn veto(&self, case: CaseId) -> Result<CaseView> {
        self.session.post(&format!("/v1/cases/{case}/veto"), &serde_json::json!({})).await
    }
}
