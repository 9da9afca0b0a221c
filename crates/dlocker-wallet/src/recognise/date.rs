//! Dates: from numbers and ASN.1 to RFC 3339, and what already is RFC 3339.

const DAY: i64 = 86_400;

/// A NumericDate (RFC 7519, section 2: seconds since 1970-01-01 UTC) as RFC 3339 date-time. `None` outside the years 0 to 9999.
pub(super) fn from_unix(secs: i64) -> Option<String> {
    let (days, rest) = (secs.div_euclid(DAY), secs.rem_euclid(DAY));
    let (year, month, day) = civil(days)?;
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// Year, month and day of a day counted from 1970-01-01, after Howard Hinnant's `civil_from_days`: years begin on 1 March,
/// so that the leap day is the last.
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    // From 0000-03-01 to 9999-12-31; what lies outside is no date anyone meant.
    if !(-719_468..=2_932_896).contains(&days) {
        return None;
    }
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    Some((year_of_era + era * 400 + i64::from(month <= 2), month, day))
}

/// An RFC 3339 date or date-time, given back when it has that shape.
pub(super) fn rfc3339(text: &str) -> Option<String> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let fits = text.len() <= 40 && shaped(date, "dddd-dd-dd") && time.is_none_or(is_time);
    fits.then(|| text.to_owned())
}

fn is_time(time: &str) -> bool {
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        Some(_) => return false,
        None => rest,
    };
    shaped(clock, "dd:dd:dd") && (matches!(rest, "Z" | "z") || shaped(rest, "+dd:dd") || shaped(rest, "-dd:dd"))
}

/// Compares a text with a shape in which `d` stands for a digit.
fn shaped(text: &str, shape: &str) -> bool {
    let same = |(c, s): (u8, u8)| if s == b'd' { c.is_ascii_digit() } else { c == s };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(same)
}

/// The content of an ASN.1 UTCTime or GeneralizedTime as certificates must write them (RFC 5280, section 4.1.2.5).
pub(super) fn from_asn1(text: &str) -> Option<String> {
    let full = match text.len() {
        // Two digits of a year: 50 and above belong to the 20th century.
        13 => format!("{}{text}", if text >= "5" { "19" } else { "20" }),
        15 => text.to_owned(),
        _ => return None,
    };
    if !shaped(&full, "ddddddddddddddZ") {
        return None;
    }
    let part = |from: usize, to: usize| full.get(from..to).unwrap_or_default();
    let (date, time) = ([part(0, 4), part(4, 6), part(6, 8)], [part(8, 10), part(10, 12), part(12, 14)]);
    Some(format!("{}T{}Z", date.join("-"), time.join(":")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn numeric_dates_become_rfc_3339() {
        for (secs, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_893_456_000, "2030-01-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(from_unix(secs).as_deref(), Some(text));
        }
        for secs in [253_402_300_800, i64::MAX, i64::MIN] {
            assert_eq!(from_unix(secs), None);
        }
    }

    #[test]
    fn only_rfc_3339_counts_as_a_date() {
        for text in ["2030-01-01", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00.123+02:00", "2030-01-01t00:00:00z"] {
            assert_eq!(rfc3339(text).as_deref(), Some(text));
        }
        for text in [
            "",
            "soon",
            "2030-1-1",
            "2030-01-01T",
            "2030-01-01T00:00:00",
            "2030-01-01T00:00:00.Z",
            "2030-01-01 00:00:00Z",
            "2030-01-01T00:00:00é",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn certificate_times_have_the_right_century() {
        assert_eq!(from_asn1("300101000000Z").as_deref(), Some("2030-01-01T00:00:00Z"));
        assert_eq!(from_asn1("990101000000Z").as_deref(), Some("1999-01-01T00:00:00Z"));
        assert_eq!(from_asn1("99991231235959Z").as_deref(), Some("9999-12-31T23:59:59Z"));
        assert_eq!(from_asn1("30010100000Z"), None);
        assert_eq!(from_asn1("3001010000000"), None);
    }
}
