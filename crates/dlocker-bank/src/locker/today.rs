//! What one locker may do in a day, so that nobody makes its log, rosters or headers endless.

use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;
use minicbor::{Decode, Encode};

use super::LockerRecord;
use crate::refusal;

/// A day in milliseconds.
const DAY: u64 = 24 * 3600 * 1000;
/// Most rosters of a day, recoveries not counted.
const ROSTERS: u32 = 100;
/// Rosters that a locker has to spare at its beginning, and how many more with each day of its life.
const SPARE: (u64, u64) = (200, 5);
/// Most intents of a day.
const INTENTS: u32 = 50;

/// Counts of one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Today {
    /// Days since 1970.
    #[n(0)]
    pub day: u64,
    /// Rosters published, recoveries not counted.
    #[n(1)]
    pub rosters: u32,
    /// Intents made.
    #[n(2)]
    pub intents: u32,
}

impl Today {
    /// Nothing counted.
    #[must_use]
    pub const fn empty() -> Self {
        Self { day: 0, rosters: 0, intents: 0 }
    }

    /// Counts one roster.
    ///
    /// # Errors
    /// `rate-limited` at the 101st of a day.
    pub fn count_roster(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        count(&mut self.rosters, ROSTERS, now)
    }

    /// Counts one intent.
    ///
    /// # Errors
    /// `rate-limited` at the 51st of a day.
    pub fn count_intent(&mut self, now: Timestamp) -> Result<(), Problem> {
        self.begin(now);
        count(&mut self.intents, INTENTS, now)
    }

    fn begin(&mut self, now: Timestamp) {
        if day(now) > self.day {
            *self = Self { day: day(now), ..Self::empty() };
        }
    }
}

/// Nothing, if the locker is old enough for one more roster than it has. Every device reads all of them and refuses more than 10,000: whoever has
/// phone and secret must need years to get there, not the hundred days that the limit of a day would give.
pub(crate) fn has_roster_to_spare(locker: &LockerRecord, now: Timestamp) -> Result<(), Problem> {
    let made = locker.roster.map_or(0, |head| head.number);
    let days = locker.begun.map_or(0, |begun| now.millis_since(begun) / DAY);
    let (first, daily) = SPARE;
    if made < first.saturating_add(days.saturating_mul(daily)) { Ok(()) } else { Err(enough(now)) }
}

/// Days since 1970. A clock that goes back begins no new day, so it gives nobody more room.
pub(crate) const fn day(now: Timestamp) -> u64 {
    now.millis() / DAY
}

/// Counts one of at most `most`.
pub(crate) fn count(counter: &mut u32, most: u32, now: Timestamp) -> Result<(), Problem> {
    if *counter >= most {
        return Err(enough(now));
    }
    *counter += 1;
    Ok(())
}

/// No more before tomorrow.
pub(crate) fn enough(now: Timestamp) -> Problem {
    let left = (DAY - now.millis() % DAY).div_ceil(1000);
    refusal::too_many_today().after(left)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::{Digest, Handle, LockerId};

    use super::*;
    use crate::locker::RosterHead;

    #[test]
    fn p7_rosters_that_fill_every_day_take_years_to_be_more_than_a_device_reads() {
        let start = Timestamp::from_millis(20_000 * DAY);
        let handle = Handle::parse("owner@example.com").unwrap();
        let mut locker = LockerRecord::new(LockerId::from_array([1; 16]), handle, start);
        assert!(has_roster_to_spare(&locker, start).is_ok(), "the first");
        locker.begun = Some(start);
        let day_when = |locker: &mut LockerRecord, number| {
            let digest = Digest::plain(b"roster");
            locker.roster = Some(RosterHead { number, epoch: 1, digest, recovery_wait: None, recovery_rule: None });
            (0..4000).find(|day| has_roster_to_spare(locker, start.plus_millis(day * DAY)).is_ok())
        };
        assert_eq!(day_when(&mut locker, 199), Some(0));
        assert_eq!(day_when(&mut locker, 200), Some(1));
        assert!(day_when(&mut locker, 9_999).unwrap() > 5 * 365);
    }

    #[test]
    fn p7_a_day_has_100_rosters_and_50_intents_and_the_next_day_has_them_again() {
        let now = Timestamp::from_millis(20_000 * DAY + 1000);
        let mut today = Today::empty();
        for _ in 0..ROSTERS {
            today.count_roster(now).unwrap();
        }
        for _ in 0..INTENTS {
            today.count_intent(now).unwrap();
        }
        assert_eq!(today.count_roster(now).unwrap_err().retry_after, Some(24 * 3600 - 1));
        assert!(today.count_intent(now.plus_millis(DAY / 2)).is_err());
        assert!(today.count_roster(Timestamp::from_millis(DAY)).is_err(), "a clock that goes back gives no room");
        today.count_roster(now.plus_millis(DAY)).unwrap();
        today.count_intent(now.plus_millis(DAY)).unwrap();
    }
}
