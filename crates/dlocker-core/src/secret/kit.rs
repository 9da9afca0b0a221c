//! Printed recovery kits: 160 random bits, written so that people can copy them.
//!
//! The code is 32 characters of Crockford's base32 (no I, L, O, U) for the bits and 4 more that check them, in 9 groups of 4.

use data_encoding::{Encoding, Specification};
use dlocker_protocol::Digest;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::BadSecret;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE: usize = 36;

/// Longest text that is searched for a code, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// The secret of a recovery kit. No Debug, no comparison; zeroized when dropped.
pub struct KitSecret {
    bits: Zeroizing<[u8; 20]>,
    checks: bool,
}

impl KitSecret {
    /// A fresh one.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bits = Zeroizing::new([0; 20]);
        rng.fill_bytes(bits.as_mut_slice());
        Self { bits, checks: true }
    }

    /// The code to print: `23DN-VV0S-…`, 9 groups of 4. It is the secret: the caller wipes it after use.
    #[must_use]
    pub fn code(&self) -> String {
        let characters = Zeroizing::new([encode(self.bits.as_slice()), check_characters(&self.bits)].concat());
        let mut code = String::with_capacity(CODE + 8);
        for (i, group) in characters.chunks(4).enumerate() {
            code.push_str(if i == 0 { "" } else { "-" });
            code.extend(group.iter().map(|&c| char::from(c)));
        }
        code
    }

    /// The code in `text`: a bare code or the whole text of a kit. Case, blanks and hyphens don't matter, O is read as 0, I and L as 1.
    /// Wrong check characters are a guess like any other: see [`checks`](Self::checks).
    ///
    /// # Errors
    /// [`BadSecret::Empty`], [`BadSecret::TooLong`] above 64 KiB, [`BadSecret::NoCode`] if nothing in it has the form of a code.
    pub fn guess(text: &[u8]) -> Result<Self, BadSecret> {
        if text.len() > MAX_TEXT {
            return Err(BadSecret::TooLong(MAX_TEXT));
        }
        let text = Zeroizing::new(String::from_utf8_lossy(text).into_owned());
        if text.trim().is_empty() {
            return Err(BadSecret::Empty);
        }
        let mut found = None;
        for secret in places(&text).filter_map(parse) {
            if secret.checks {
                return Ok(secret);
            }
            found = found.or(Some(secret));
        }
        found.ok_or(BadSecret::NoCode)
    }

    /// Whether the check characters agreed with the rest: if not, it was copied wrongly.
    #[must_use]
    pub const fn checks(&self) -> bool {
        self.checks
    }

    pub(super) fn as_bytes(&self) -> &[u8; 20] {
        &self.bits
    }
}

/// Where a code may stand: on a line, behind a colon on a line, or broken over the lines of the whole text.
fn places(text: &str) -> impl Iterator<Item = &str> {
    let behind_colon = |line: &'_ str| line.rsplit_once(':').map(|(_, rest)| rest.len());
    text.lines()
        .flat_map(move |line| {
            let rest = behind_colon(line).map(|len| &line[line.len() - len..]);
            [Some(line), rest].into_iter().flatten()
        })
        .chain(core::iter::once(text))
}

fn parse(place: &str) -> Option<KitSecret> {
    let mut characters = Zeroizing::new(Vec::with_capacity(CODE));
    for c in place.chars().filter(|&c| !is_separator(c)) {
        if characters.len() == CODE {
            return None;
        }
        characters.push(symbol(c)?);
    }
    let (body, check) = characters.split_last_chunk::<4>().filter(|_| characters.len() == CODE)?;
    let decoded = Zeroizing::new(encoding()?.decode(body).ok()?);
    let bits = Zeroizing::new(<[u8; 20]>::try_from(decoded.as_slice()).ok()?);
    let checks = *check == *check_characters(&bits);
    Some(KitSecret { bits, checks })
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn symbol(c: char) -> Option<u8> {
    let upper = u8::try_from(c.to_ascii_uppercase()).ok()?;
    let read = match upper {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.contains(&read).then_some(read)
}

/// 20 bits of a digest, as 4 characters: a slip of the pen goes unnoticed once in a million.
fn check_characters(bits: &[u8; 20]) -> Vec<u8> {
    let digest = Digest::of("kit-check", bits);
    let mut characters = encode(&digest.as_bytes()[..5]);
    characters.truncate(4);
    characters
}

fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 8 / 5);
    for group in bytes.chunks(5) {
        let number = group.iter().fold(0u64, |n, &byte| n << 8 | u64::from(byte));
        // The lengths here (20 and 5) are multiples of 5.
        out.extend((0..8).rev().map(|i| ALPHABET[(number >> (5 * i) & 31) as usize]));
    }
    out
}

fn encoding() -> Option<Encoding> {
    let mut specification = Specification::new();
    specification.symbols.extend(ALPHABET.iter().map(|&c| char::from(c)));
    specification.encoding().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::tests::TestRng;

    fn kit() -> KitSecret {
        KitSecret::random(&mut TestRng::of(5))
    }

    fn bits(text: &str) -> [u8; 20] {
        *KitSecret::guess(text.as_bytes()).unwrap().as_bytes()
    }

    #[test]
    fn a_code_is_9_groups_of_4_and_reads_back() {
        let code = kit().code();
        let groups: Vec<&str> = code.split('-').collect();
        assert_eq!(groups.len(), 9);
        assert!(groups.iter().all(|group| group.len() == 4));
        let read = KitSecret::guess(code.as_bytes()).unwrap();
        assert_eq!(read.as_bytes(), kit().as_bytes());
        assert!(read.checks());
    }

    #[test]
    fn case_blanks_hyphens_and_look_alikes_are_forgiven() {
        let code = kit().code();
        for text in [
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            code.replace('-', "\u{2013}"),
            code.replace('0', "O").replace('1', "l"),
            code.replace('0', "o").replace('1', "I"),
            format!("  {code}\r\n"),
            code.replacen('-', "\n", 4),
        ] {
            assert_eq!(bits(&text), *kit().as_bytes(), "{text}");
        }
    }

    #[test]
    fn the_code_is_found_in_the_whole_text_of_a_kit() {
        let code = kit().code();
        for text in [
            format!("dLocker recovery kit\n\nKeep this page in a safe place.\n\n    {code}\n\nMade on 2026-11-23\n"),
            format!("Recovery code: {code}\nBank: http://127.0.0.1:8700\n"),
            // A line that has the form of a code, before the real one: the check characters tell.
            format!("KEEP THIS PAGE AND SHARE IT WITH NEVER ANY BEING\n{code}\n"),
        ] {
            let read = KitSecret::guess(text.as_bytes()).unwrap();
            assert!(read.checks());
            assert_eq!(read.as_bytes(), kit().as_bytes());
        }
    }

    #[test]
    fn p4_a_code_with_one_wrong_character_anywhere_is_noticed_and_still_a_guess() {
        let code = kit().code();
        for i in (0..code.len()).filter(|i| i % 5 != 4) {
            let other = if &code[i..=i] == "7" { "8" } else { "7" };
            let read = KitSecret::guess(format!("{}{other}{}", &code[..i], &code[i + 1..]).as_bytes()).unwrap();
            assert!(!read.checks(), "{i}");
            assert_eq!(read.as_bytes() == kit().as_bytes(), i >= 40, "{i}");
        }
    }

    #[test]
    fn two_groups_exchanged_are_noticed() {
        let code = kit().code();
        let exchanged = format!("{}-{}{}", &code[5..9], &code[..4], &code[9..]);
        assert!(!KitSecret::guess(exchanged.as_bytes()).unwrap().checks());
    }

    #[test]
    fn what_has_not_the_form_of_a_code_is_refused() {
        let code = kit().code();
        for cut in 0..code.len() - 1 {
            let expected = if cut == 0 { BadSecret::Empty } else { BadSecret::NoCode };
            assert_eq!(KitSecret::guess(&code.as_bytes()[..cut]).err(), Some(expected), "{cut}");
        }
        for text in [format!("{code}7"), code.replace(&code[..1], "U"), code.replacen('-', "*", 1), "hello".into()] {
            assert_eq!(KitSecret::guess(text.as_bytes()).err(), Some(BadSecret::NoCode), "{text}");
        }
        assert_eq!(KitSecret::guess(b" \n").err(), Some(BadSecret::Empty));
        assert_eq!(KitSecret::guess(&[0xff, 0xfe]).err(), Some(BadSecret::NoCode));
        assert_eq!(KitSecret::guess(&vec![b' '; 64 * 1024 + 1]).err(), Some(BadSecret::TooLong(64 * 1024)));
    }
}
