//! Intents: weakening changes wait, every device is told, and any of them may stop them.
//!
//! ```text
//! waiting -> due -> completed (by a roster that carries it out, or the closing of the locker)
//!     \      \-> stopped (by a device), cancelled (by a recovery), lapsed (nobody completed it within 30 days)
//!      \-> stopped, cancelled
//! ```

mod check;
mod clock;
mod end;
mod make;
mod record;
mod view;

pub use clock::{held_up, thaw_shift};
pub use end::{cancel_all, complete, is_forgotten, lapse, stop};
pub use make::{Making, make};
pub use record::{IntentRecord, State};
pub use view::view;

use dlocker_protocol::intent::Change;
use dlocker_protocol::{DeviceId, Timestamp};

/// Whether the intent is not over and adds this device.
pub(crate) fn adds_device(intent: &IntentRecord, device: DeviceId, now: Timestamp) -> bool {
    intent.is_pending(now) && matches!(&intent.change, Change::AddDevice(entry) if entry.id == device)
}
