//! How much of the history the owner keeps.

use minicbor::{Decode, Encode};

/// Most that any of the numbers may be.
const MOST: u32 = 10_000;
/// Longest that `young` may be: ten years, in seconds.
const LONGEST: u64 = 10 * 366 * 24 * 3600;

/// Which backups of each device stay when newer ones come: those that any of the numbers keeps, all that are young, and always the newest.
/// The rule itself is [`may_go`](crate::snapshot::may_go). CBOR `[young, last, daily, weekly, monthly, yearly]`, trailing absent ones left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Retention {
    /// Nothing goes that is younger than this, in seconds, and nothing younger pushes anything out: what a thief puts in within an hour moves
    /// nothing. At least as long as changes wait at the trustee.
    #[n(0)]
    pub young: u64,
    /// The last so many stay.
    #[n(1)]
    pub last: Option<u32>,
    /// Of the last so many days that have one, the newest of each.
    #[n(2)]
    pub daily: Option<u32>,
    /// Of the last so many weeks (from Monday on) that have one, the newest of each.
    #[n(3)]
    pub weekly: Option<u32>,
    /// Of the last so many months that have one, the newest of each.
    #[n(4)]
    pub monthly: Option<u32>,
    /// Of the last so many years that have one, the newest of each.
    #[n(5)]
    pub yearly: Option<u32>,
}

impl Retention {
    /// Whether it says something that can be: at least one number, each from 1 to 10,000, and at most ten years of youth.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let mut numbers = self.numbers().into_iter().flatten().peekable();
        numbers.peek().is_some() && numbers.all(|number| (1..=MOST).contains(&number)) && self.young <= LONGEST
    }

    /// Whether it keeps less than `before` did in any respect, none being all of them: then it weakens the locker.
    #[must_use]
    pub fn is_shorter_than(&self, before: Option<&Self>) -> bool {
        let Some(before) = before else { return true };
        let fewer = |(after, before): (Option<u32>, Option<u32>)| after.unwrap_or(0) < before.unwrap_or(0);
        self.young < before.young || self.numbers().into_iter().zip(before.numbers()).any(fewer)
    }

    /// The same with a youth of at least `seconds`: what a trustee that lets changes wait longer now goes by.
    #[must_use]
    pub fn young_for_at_least(self, seconds: u64) -> Self {
        Self { young: self.young.max(seconds), ..self }
    }

    const fn numbers(&self) -> [Option<u32>; 5] {
        [self.last, self.daily, self.weekly, self.monthly, self.yearly]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Retention =
        Retention { young: 86_400, last: None, daily: Some(7), weekly: None, monthly: None, yearly: None };

    #[test]
    fn keeping_less_in_any_respect_is_shorter() {
        assert!(WEEK.is_shorter_than(None), "none keeps everything");
        assert!(!WEEK.is_shorter_than(Some(&WEEK)));
        assert!(!Retention { last: Some(3), ..WEEK }.is_shorter_than(Some(&WEEK)));
        for less in [
            Retention { daily: Some(6), last: Some(1000), ..WEEK },
            Retention { daily: None, yearly: Some(9), ..WEEK },
            Retention { young: 86_399, ..WEEK },
        ] {
            assert!(less.is_shorter_than(Some(&WEEK)), "{less:?}");
        }
    }

    #[test]
    fn a_rule_that_keeps_nothing_or_without_end_is_unsound() {
        assert!(WEEK.is_sound());
        for unsound in [
            Retention { daily: None, ..WEEK },
            Retention { daily: Some(0), ..WEEK },
            Retention { last: Some(MOST + 1), ..WEEK },
            Retention { young: LONGEST + 1, ..WEEK },
        ] {
            assert!(!unsound.is_sound(), "{unsound:?}");
        }
    }
}
