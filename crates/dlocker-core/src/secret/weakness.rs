//! What makes a remembered secret easy to guess, in words for its owner.

/// Why a secret would be tried early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// 0000, 1212, 123123; "aaaaaaaa".
    #[error("it repeats itself")]
    Repeated,
    /// 1234, 9876, 2468.
    #[error("it counts up or down")]
    Run,
    /// 1987, 2412, 241287.
    #[error("it can be read as a date or a year, and those are tried first")]
    Date,
    /// 2580, 147258: a path over the keypad.
    #[error("it is a line on the keypad")]
    Keypad,
    /// In the lists that everyone has.
    #[error("it is one of the most common ones")]
    Common,
    /// Few characters or few words.
    #[error("it is short: four random words, or 12 characters and more, hold out far longer")]
    Short,
}

/// From published counts of leaked PINs and passwords: those that no rule here finds.
const COMMON_PINS: [&str; 12] =
    ["1004", "1342", "0852", "5683", "4071", "7410", "1478", "159753", "147896", "31415", "314159", "1357924680"];
const COMMON_PASSPHRASES: [&str; 20] = [
    "password",
    "passphrase",
    "passwort",
    "letmein",
    "iloveyou",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "1q2w3e4r5t",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "the quick brown fox",
    "let me in please",
    "to be or not to be",
    "password1234",
    "password12345",
    "administrator",
    "trustno1trustno1",
    "open sesame please",
];

pub(super) fn of_pin(pin: &[u8]) -> Option<Weakness> {
    let found = [
        (repeats(pin), Weakness::Repeated),
        (runs(pin), Weakness::Run),
        (is_common(pin, &COMMON_PINS), Weakness::Common),
        (is_date(pin), Weakness::Date),
        (is_line_on_keypad(pin), Weakness::Keypad),
    ];
    found.into_iter().find(|(is, _)| *is).map(|(_, weakness)| weakness)
}

pub(super) fn of_passphrase(passphrase: &[u8]) -> Option<Weakness> {
    let lower = zeroize::Zeroizing::new(passphrase.to_ascii_lowercase());
    let characters = String::from_utf8_lossy(passphrase).chars().count();
    let found = [
        (repeats(&lower), Weakness::Repeated),
        (runs(&lower), Weakness::Run),
        (is_common(&lower, &COMMON_PASSPHRASES), Weakness::Common),
        (characters < 12, Weakness::Short),
    ];
    found.into_iter().find(|(is, _)| *is).map(|(_, weakness)| weakness)
}

/// One block, over and over: 0000, 1212, 123123.
fn repeats(secret: &[u8]) -> bool {
    (1..=secret.len() / 2).any(|block| secret.iter().zip(&secret[block..]).all(|(a, b)| a == b))
}

/// Every step the same, from 9 on to 0 and back: 1234, 7890, 8642.
fn runs(secret: &[u8]) -> bool {
    let step = |pair: &[u8]| (10 + i16::from(pair[1]) - i16::from(pair[0])) % 10;
    let mut steps = secret.windows(2).map(step);
    let Some(first) = steps.next() else { return true };
    matches!(first, 1 | 2 | 8 | 9) && steps.all(|other| other == first)
}

fn is_common(secret: &[u8], list: &[&str]) -> bool {
    list.iter().any(|common| common.as_bytes() == secret)
}

/// Neighbouring keys all along, without going back to the same key: 2580, 1475, 159.
fn is_line_on_keypad(pin: &[u8]) -> bool {
    let place = |digit: u8| match digit {
        b'0' => (1, 3),
        _ => (i16::from(digit - b'1') % 3, i16::from(digit - b'1') / 3),
    };
    let step = |pair: &[u8]| {
        let (a, b) = (place(pair[0]), place(pair[1]));
        (b.0 - a.0, b.1 - a.1)
    };
    let digits = pin.iter().all(u8::is_ascii_digit);
    let mut turns = 0;
    let mut before = None;
    for now in pin.windows(2).filter(|_| digits).map(step) {
        if now == (0, 0) || now.0.abs() > 1 || now.1.abs() > 1 {
            return false;
        }
        turns += usize::from(before.is_some_and(|before| before != now));
        before = Some(now);
    }
    digits && turns <= 3
}

/// A year of our time, or day, month and year in any usual order.
fn is_date(pin: &[u8]) -> bool {
    let Some(digits) = core::str::from_utf8(pin).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit())) else {
        return false;
    };
    let two = |at: usize| digits[at..at + 2].parse::<u8>().unwrap_or(0);
    let day_month = |a: u8, b: u8| (1..=31).contains(&a) && (1..=12).contains(&b);
    let either = |at: usize| day_month(two(at), two(at + 2)) || day_month(two(at + 2), two(at));
    let century = |at: usize| matches!(two(at), 19 | 20);
    match digits.len() {
        4 => century(0) || either(0),
        6 => either(0) || either(2),
        8 => (either(0) && century(4)) || (century(0) && either(4)),
        _ => false,
    }
}
