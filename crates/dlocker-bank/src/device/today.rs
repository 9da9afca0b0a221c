//! What one device may do in a day.

use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;
use minicbor::{Decode, Encode};

use crate::locker::{count, day};

/// Most snapshots of a day.
const SNAPSHOTS: u32 = 1000;
/// Most registrations of a day.
const REGISTRATIONS: u32 = 100;

/// Counts of one day for one device.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct DeviceToday {
    /// Days since 1970.
    #[n(0)]
    pub day: u64,
    /// Snapshots committed.
    #[n(1)]
    pub snapshots: u32,
    /// Registrations begun.
    #[n(2)]
    pub registrations: u32,
}

impl DeviceToday {
    /// Nothing counted.
    #[must_use]
    pub const fn empty() -> Self {
        Self { day: 0, snapshots: 0, registrations: 0 }
    }

    /// Counts one snapshot.
    ///
    /// # Errors
    /// `rate-limited` at the 1,001st of a day.
    pub fn count_snapshot(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        count(&mut self.snapshots, SNAPSHOTS, now)
    }

    /// Counts one registration.
    ///
    /// # Errors
    /// `rate-limited` at the 101st of a day.
    pub fn count_registration(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        count(&mut self.registrations, REGISTRATIONS, now)
    }

    fn begin(&mut self, now: Timestamp) {
        if day(now) > self.day {
            *self = Self { day: day(now), ..Self::empty() };
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn p7_a_device_begins_100_registrations_and_commits_1000_snapshots_in_a_day() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let mut today = DeviceToday::empty();
        for _ in 0..REGISTRATIONS {
            today.count_registration(now).unwrap();
        }
        for _ in 0..SNAPSHOTS {
            today.count_snapshot(now).unwrap();
        }
        assert!(today.count_registration(now).is_err() && today.count_snapshot(now).is_err());
        let tomorrow = now.plus_millis(24 * 3600 * 1000);
        today.count_registration(tomorrow).unwrap();
        today.count_snapshot(tomorrow).unwrap();
    }
}
