//! Time on the wire: milliseconds since 1970 in documents, RFC 3339 in JSON.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::calendar;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored. JSON: RFC 3339 in UTC with milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode, utoipa::ToSchema)]
#[cbor(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Timestamp(#[n(0)] u64);

/// The last moment that RFC 3339 can write (9999-12-30T21:59:59.999Z).
const LAST: u64 = 253_402_207_199_999;

impl Timestamp {
    /// From milliseconds since 1970, capped at the last moment that RFC 3339 can write.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(if millis > LAST { LAST } else { millis })
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// This moment and `millis` later.
    #[must_use]
    pub const fn plus_millis(self, millis: u64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; 0 if it is not earlier.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Parses RFC 3339 with an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        calendar::read(text).filter(|millis| *millis <= LAST).map(Self)
    }
}

impl core::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        calendar::write(self.0.min(LAST), f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not an RFC 3339 time"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_rfc_3339_and_read_back() {
        let moment = Timestamp::from_millis(1_763_000_000_123);
        assert_eq!(moment.to_string(), "2025-11-13T02:13:20.123Z");
        assert_eq!(Timestamp::parse(&moment.to_string()).unwrap(), moment);
        assert_eq!(
            Timestamp::parse(&Timestamp::from_millis(u64::MAX).to_string()).unwrap(),
            Timestamp::from_millis(LAST)
        );
    }

    #[test]
    fn a_time_without_an_offset_or_before_1970_is_refused() {
        assert!(Timestamp::parse("2025-11-13T02:13:20").is_none());
        assert!(Timestamp::parse("1969-12-31T23:59:59Z").is_none());
    }
}
