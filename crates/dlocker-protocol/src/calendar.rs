//! The calendar: years, months and days of a moment, and RFC 3339.
//!
//! A browser loads this with everything else, and a library for dates that knows the world's time zones weighs as much as all ciphers together.
//! A test compares with such a library.

/// A day of the Gregorian calendar, not before 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Date {
    pub(crate) year: u32,
    pub(crate) month: u32,
    day: u32,
}

/// Days in 400 years, after which everything repeats.
const ERA: u32 = 146_097;
/// Days from 1 March of the year 0, where an era begins, to 1 January 1970.
const TO_1970: u32 = 719_468;

impl Date {
    /// So many days after 1970-01-01. Years are counted from March on, so that the day that some years have more is their last one.
    pub(crate) fn of_day(day: u32) -> Self {
        let day = day + TO_1970;
        let (era, day) = (day / ERA, day % ERA);
        let year = (day - day / 1460 + day / 36_524 - day / (ERA - 1)) / 365;
        let day = day - days_before(year);
        let month = (5 * day + 2) / 153;
        let (from_march, day) = (month, day - (153 * month + 2) / 5 + 1);
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self { year: era * 400 + year + u32::from(month < 3), month, day }
    }

    /// Days since 1970-01-01; `None` for what is no day, or an earlier one.
    fn days(self) -> Option<u32> {
        let from_march = (self.month + 9) % 12;
        let year = self.year.checked_sub(u32::from(self.month < 3))?;
        let day = (153 * from_march + 2) / 5 + self.day.checked_sub(1)?;
        let days = (year / 400 * ERA + days_before(year % 400) + day).checked_sub(TO_1970)?;
        (Self::of_day(days) == self).then_some(days)
    }
}

/// Days before this year of an era.
const fn days_before(year: u32) -> u32 {
    365 * year + year / 4 - year / 100
}

/// Milliseconds since 1970 as RFC 3339 in UTC, with milliseconds.
pub(crate) fn write(millis: u64, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    let Date { year, month, day } = Date::of_day(u32::try_from(millis / 86_400_000).unwrap_or(u32::MAX - TO_1970));
    let (seconds, millis) = (millis / 1000 % 86_400, millis % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Milliseconds since 1970 of a time in RFC 3339, with its offset. What is finer than a millisecond is cut off, and a leap second is the one before.
pub(crate) fn read(text: &str) -> Option<u64> {
    let mut rest = Rest(text.as_bytes());
    let (year, month, day) = (rest.number(4)?, rest.after(b"-", 2)?, rest.after(b"-", 2)?);
    let days = Date { year, month, day }.days()?;
    let (hour, minute, second) = (rest.after(b"Tt ", 2)?, rest.after(b":", 2)?, rest.after(b":", 2)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let millis = rest.fraction()?;
    let offset = rest.offset()?;
    let minutes = i64::from(days) * 1440 + i64::from(hour * 60 + minute) - offset;
    u64::try_from((minutes * 60 + i64::from(second.min(59))) * 1000 + i64::from(millis)).ok()
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| bytes.contains(first))?;
        self.0 = rest;
        Some(*first)
    }

    fn digit(&mut self) -> Option<u32> {
        self.one_of(b"0123456789").map(|digit| u32::from(digit - b'0'))
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        (0..digits).try_fold(0, |number, _| Some(number * 10 + self.digit()?))
    }

    fn after(&mut self, mark: &[u8], digits: usize) -> Option<u32> {
        self.one_of(mark)?;
        self.number(digits)
    }

    /// Milliseconds; none if there is no point.
    fn fraction(&mut self) -> Option<u32> {
        if self.one_of(b".").is_none() {
            return Some(0);
        }
        let mut millis = self.digit()? * 100;
        for weight in [10, 1] {
            millis += self.digit().unwrap_or(0) * weight;
        }
        while self.digit().is_some() {}
        Some(millis)
    }

    /// Minutes east of Greenwich; nothing may come after them.
    fn offset(&mut self) -> Option<i64> {
        let minutes = match self.one_of(b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let (hours, minutes) = (self.number(2)?, self.after(b":", 2)?);
                let east = i64::from(hours * 60 + minutes);
                (hours < 24 && minutes < 60).then_some(if sign == b'+' { east } else { -east })?
            }
            _ => 0,
        };
        self.0.is_empty().then_some(minutes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    struct Shown(u64);

    impl core::fmt::Display for Shown {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write(self.0, f)
        }
    }

    #[test]
    fn every_day_until_the_year_3000_is_what_a_library_says_and_comes_back() {
        for day in 0..376_200 {
            let date = Date::of_day(day);
            let known = Timestamp::from_second(i64::from(day) * 86_400).unwrap();
            let known = TimeZone::UTC.to_datetime(known).date();
            let of = |date: jiff::civil::Date| {
                let [year, month, day] = [i32::from(date.year()), i32::from(date.month()), i32::from(date.day())];
                [year, month, day].map(|number| u32::try_from(number).unwrap())
            };
            assert_eq!([date.year, date.month, date.day], of(known), "{day}");
            assert_eq!(date.days(), Some(day));
        }
    }

    proptest::proptest! {
        #[test]
        fn a_moment_is_written_and_read_as_a_library_does(millis in 0_u64..253_402_207_200_000, hours in -23_i8..24, minutes in 0_u8..60) {
            let moment = Timestamp::from_millisecond(i64::try_from(millis).unwrap()).unwrap();
            assert_eq!(Shown(millis).to_string(), format!("{moment:.3}"));
            let offset = format!("{hours:+03}:{minutes:02}");
            let local = format!("{}{offset}", Shown(millis).to_string().trim_end_matches('Z'));
            let known = local.parse::<Timestamp>().ok().and_then(|known| u64::try_from(known.as_millisecond()).ok());
            assert_eq!(read(&local), known, "{local}");
        }
    }

    #[test]
    fn what_is_finer_than_a_millisecond_is_cut_off_and_a_leap_second_is_the_one_before() {
        for (text, known) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-01t00:00:01.5z", Some(1500)),
            ("1970-01-01 00:00:01.1239999999Z", Some(1123)),
            ("1970-01-01T01:00:00+01:00", Some(0)),
            ("1970-01-01T00:59:60Z", Some(3_599_000)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800_000)),
            ("2023-02-29T00:00:00Z", None),
            ("2100-02-29T00:00:00Z", None),
            ("2024-04-31T00:00:00Z", None),
            ("2024-00-10T00:00:00Z", None),
            ("2024-13-10T00:00:00Z", None),
            ("2024-01-00T00:00:00Z", None),
            ("2024-01-01T24:00:00Z", None),
            ("2024-01-01T00:60:00Z", None),
            ("2024-01-01T00:00:61Z", None),
            ("2024-01-01T00:00:00", None),
            ("2024-01-01T00:00:00.Z", None),
            ("2024-01-01T00:00:00+24:00", None),
            ("2024-01-01T00:00:00+0100", None),
            ("2024-01-01T00:00:00Z ", None),
            ("+2024-01-01T00:00:00Z", None),
            ("0000-01-01T00:00:00Z", None),
            ("1970-01-01T00:00:00+00:01", None),
            ("", None),
        ] {
            assert_eq!(read(text), known, "{text}");
        }
    }
}
