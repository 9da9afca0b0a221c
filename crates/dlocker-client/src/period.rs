//! Periods in words.

/// A period as people say it, in the largest unit that is exact.
#[must_use]
pub fn words(seconds: u64) -> String {
    let units = [(24 * 3600, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let exact = |(size, _): &&(u64, &str)| seconds > 0 && seconds.is_multiple_of(*size);
    let (size, unit) = units.iter().find(exact).copied().unwrap_or((1, "second"));
    let count = seconds / size;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_period_is_said_in_its_largest_exact_unit() {
        assert_eq!(words(345_600), "4 days");
        assert_eq!(words(86_400), "1 day");
        assert_eq!(words(90_000), "25 hours");
        assert_eq!(words(90), "90 seconds");
        assert_eq!(words(0), "0 seconds");
    }
}
