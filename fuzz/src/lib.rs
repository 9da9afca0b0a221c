//! What must hold for every recogniser and every input.

pub mod evidence;

use std::time::{Duration, Instant};

use dlocker_wallet::ItemInfo;
use dlocker_wallet::recognise::{FORMATS, Format};

/// A cut input may take this much longer than the whole, and this many times as long: clocks are not exact.
const SLACK: Duration = Duration::from_millis(100);
const TIMES: u32 = 20;

/// Gives an input to the recogniser with this name: no panic, clean texts within their limits, the same answer again, and never a cut
/// input that takes longer than the whole.
pub fn check(name: &str, input: &[u8]) {
    let format = FORMATS.iter().find(|format| format.name == name).expect("a recogniser of this name");
    let (info, whole) = timed(format, input);
    assert_eq!(info, (format.recognise)(input), "the same input was recognised differently");
    if let Some(info) = &info {
        clean(info);
    }
    let (info, cut) = timed(format, &input[..input.len() / 2]);
    assert!(cut <= whole * TIMES + SLACK, "half of the input took {cut:?}, all of it {whole:?}");
    if let Some(info) = &info {
        clean(info);
    }
}

/// The same for a database, but for the time: SQLite reads it, from a file.
pub fn check_database(input: &[u8]) {
    let info = dlocker_wallet::recognise_database(input);
    assert_eq!(info, dlocker_wallet::recognise_database(input), "the same database was recognised differently");
    if let Some(info) = &info {
        clean(info);
    }
}

fn timed(format: &Format, input: &[u8]) -> (Option<ItemInfo>, Duration) {
    let begun = Instant::now();
    ((format.recognise)(input), begun.elapsed())
}

fn clean(info: &ItemInfo) {
    for text in [&info.label, &info.issuer, &info.expires].into_iter().flatten() {
        assert!(text.chars().count() <= ItemInfo::TEXT_LIMIT, "a text is too long");
        assert!(!text.chars().any(char::is_control), "a text holds a control character");
        assert!(!text.is_empty(), "a text is there and empty");
    }
    let date = |text: &String| text.len() >= 10 && text.as_bytes()[4] == b'-' && text.starts_with(|c: char| c.is_ascii_digit());
    assert!(info.expires.as_ref().is_none_or(date), "an expiry is no date");
}
