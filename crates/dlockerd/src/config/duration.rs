//! Durations as people write them: `500ms`, `30s`, `15m`, `72h`, `30d`.

use serde::{Deserialize, Deserializer, de::Error as _};

/// A day in milliseconds.
pub(super) const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60 * MINUTE;
const MINUTE: u64 = 60 * SECOND;
const SECOND: u64 = 1000;
/// Longer than this is a slip of the pen.
const LONGEST: u64 = 3650 * DAY;

/// Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Duration(pub(super) u64);

impl Duration {
    /// Parses a whole number and one unit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = text.split_at(digits);
        let unit = match unit {
            "ms" => 1,
            "s" => SECOND,
            "m" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            _ => return None,
        };
        let millis = number.parse::<u64>().ok()?.checked_mul(unit)?;
        (millis <= LONGEST).then_some(Self(millis))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "{text:?} is not a duration: write a whole number and ms, s, m, h or d, up to 3650d"
            ))
        })
    }
}
