//! What one device may do in a day.

use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;
use minicbor::{Decode, Encode};

use crate::locker::{count, day, enough};

/// Most snapshots of a day.
const SNAPSHOTS: u32 = 1000;
/// Most registrations of a day.
const REGISTRATIONS: u32 = 100;
/// Most openings of a day.
const OPENINGS: u32 = 1000;
/// Most bytes of headers of a day: headers stay for ever, count against no quota, and every device of the owner reads them all.
const HEADER_BYTES: u64 = 32 << 20;

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
    /// Openings of current methods.
    #[n(3)]
    pub openings: u32,
    /// Bytes of the headers of the snapshots committed.
    #[n(4)]
    pub header_bytes: u64,
}

impl DeviceToday {
    /// Nothing counted.
    #[must_use]
    pub const fn empty() -> Self {
        Self { day: 0, snapshots: 0, registrations: 0, openings: 0, header_bytes: 0 }
    }

    /// Counts one snapshot with a header of so many bytes.
    ///
    /// # Errors
    /// `rate-limited` at the 1,001st of a day, or after 32 MiB of headers.
    pub fn count_snapshot(&mut self, header: u64, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        if self.header_bytes.saturating_add(header) > HEADER_BYTES {
            return Err(enough(now));
        }
        self.header_bytes = self.header_bytes.saturating_add(header);
        count(&mut self.snapshots, SNAPSHOTS, now)
    }

    /// Counts one opening of a current method. Each leaves two entries in the visit log, which the owner's new phone reads whole: whoever has the
    /// phone and the secret must not make it longer than any device reads.
    ///
    /// # Errors
    /// `rate-limited` at the 1,001st of a day.
    pub fn count_opening(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        count(&mut self.openings, OPENINGS, now)
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
            today.count_snapshot(1, now).unwrap();
        }
        assert!(today.count_registration(now).is_err() && today.count_snapshot(1, now).is_err());
        let tomorrow = now.plus_millis(24 * 3600 * 1000);
        today.count_registration(tomorrow).unwrap();
        today.count_snapshot(1, tomorrow).unwrap();
    }

    #[test]
    fn p7_a_device_opens_1000_times_and_adds_32_mib_of_headers_in_a_day() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let mut today = DeviceToday::empty();
        for _ in 0..OPENINGS {
            today.count_opening(now).unwrap();
        }
        for _ in 0..8 {
            today.count_snapshot(4 << 20, now).unwrap();
        }
        assert!(today.count_opening(now).is_err() && today.count_snapshot(1, now).is_err());
        let tomorrow = now.plus_millis(24 * 3600 * 1000);
        today.count_opening(tomorrow).unwrap();
        today.count_snapshot(4 << 20, tomorrow).unwrap();
    }
}
