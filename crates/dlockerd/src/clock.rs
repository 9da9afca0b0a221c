//! The bank's clock. The one place that asks the machine for the time; tests bring a clock of their own.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use dlocker_protocol::Timestamp;

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
#[must_use]
pub fn system() -> Clock {
    Arc::new(now)
}

/// The machine's time, in milliseconds since 1970; 1970 if its clock stands before that.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the shell's clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
