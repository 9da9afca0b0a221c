//! Periods: `90s`, `30m`, `96h`, `4d`.

/// Seconds of a period; words that say what is wrong with it otherwise.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is not a time. Write it as 90s, 30m, 96h or 4d.");
    let unit = match text.bytes().last() {
        Some(b's') => 1,
        Some(b'm') => 60,
        Some(b'h') => 3600,
        Some(b'd') => 24 * 3600,
        _ => return Err(wrong()),
    };
    let digits = &text[..text.len() - 1];
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_period_is_a_number_and_a_unit() {
        assert_eq!(parse("90s"), Ok(90));
        assert_eq!(parse("30m"), Ok(1800));
        assert_eq!(parse("96h"), Ok(345_600));
        assert_eq!(parse("4d"), Ok(345_600));
        assert_eq!(parse("0s"), Ok(0));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "h", "96", "-1h", "+1h", "1.5h", "96 h", "1w", "é", "99999999999999999999h", "9999999999999999d"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
