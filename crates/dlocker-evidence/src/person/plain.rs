//! Dates and numbers.

/// Longest number that is compared, in bytes.
const LONGEST: usize = 256;

/// Letters and digits in capitals.
pub(super) fn number(text: &str) -> Option<String> {
    let form: String = text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (!form.is_empty() && text.len() <= LONGEST).then_some(form)
}

/// `YYYY-MM-DD`, from that, `YYYYMMDD` or `DD.MM.YYYY`; a time behind it does not count.
pub(super) fn date(text: &str) -> Option<String> {
    let text = text.split(['T', ' ']).next()?;
    let bytes = text.as_bytes();
    let (year, month, day) = match bytes.len() {
        8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        10 if bytes[4] == b'-' && bytes[7] == b'-' => (text.get(..4)?, text.get(5..7)?, text.get(8..)?),
        10 if bytes[2] == b'.' && bytes[5] == b'.' => (text.get(6..)?, text.get(3..5)?, text.get(..2)?),
        _ => return None,
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
    let (y, m, d) = (digits(year)?, digits(month)?, digits(day)?);
    (d >= 1 && d <= days(y, m)).then(|| format!("{year}-{month}-{day}"))
}

const fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}
