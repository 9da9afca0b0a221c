//! Stopping a change that waits.

use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{IntentState, IntentView};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// Stops a change that waits. Any active device of the locker may, without an unlock. Stopping it again changes nothing.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there is no such change; [`Error::Refused`] if it is over already.
    pub async fn stop_intent(&self, intent: IntentId) -> Result<()> {
        let path = self.path(&format!("intents/{intent}/stop"));
        let view: IntentView = self.session.post(&path, &serde_json::json!({})).await?;
        let stopped = view.id == intent && view.state == IntentState::Stopped;
        if stopped { Ok(()) } else { Err(Error::damaged("the bank did not stop that change")) }
    }
}
