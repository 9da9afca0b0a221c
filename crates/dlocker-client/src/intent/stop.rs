//! Stopping a change that waits.

use dlocker_protocol::IntentId;
use dlocker_protocol::intent::{IntentState, IntentView};
use dlocker_protocol::log::{Event, LogEntry};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::log::EMPTY;
use crate::platform::Platform;

impl<P: Platform> Connection<'_, P> {
    /// Stops a change that waits. Any active device of the locker may, without an unlock. Stopping it again changes nothing.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there is no such change; [`Error::Refused`] if it is over already.
    pub async fn stop_intent(&self, intent: IntentId) -> Result<()> {
        let path = self.path(&format!("intents/{intent}/stop"));
        let answer: Result<IntentView> = self.session.post(&path, &serde_json::json!({})).await;
        let view = match answer {
            Err(Error::Refused { code: "intent-over", .. }) => return self.too_late(intent).await,
            other => other?,
        };
        let stopped = view.id == intent && view.state == IntentState::Stopped;
        if stopped { Ok(()) } else { Err(Error::damaged("the bank did not stop that change")) }
    }

    /// Why there is nothing to stop any more: a change that was made is not undone by this, and its owner should know.
    async fn too_late(&self, intent: IntentId) -> Result<()> {
        let made = |entry: &LogEntry| matches!(entry.event, Event::IntentCompleted { intent: i } if i == intent);
        let detail = if self.read_log(EMPTY).await?.entries().any(made) {
            "This change was carried out already, so it cannot be stopped any more. If it was not you: see dlocker messages, and speak to your bank; a recovery undoes what came since a phone was lost."
        } else {
            "This change is over already: it was stopped, cancelled by a recovery, or it has lapsed. It was not made."
        };
        Err(Error::Refused { code: "intent-over", detail: detail.into() })
    }
}
