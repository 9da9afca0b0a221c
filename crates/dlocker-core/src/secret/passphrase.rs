//! Passphrases, prepared as OpaqueString of RFC 8265, section 4.2.

use zeroize::Zeroizing;

use super::{BadSecret, Weakness, line, weakness};

/// A passphrase as it is stretched: UTF-8 in NFC, every space an ASCII space. No Debug, no comparison; zeroized when dropped.
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// A new passphrase: one line of UTF-8, 1 to 1024 bytes, no control characters.
    ///
    /// # Errors
    /// [`BadSecret::Empty`], [`BadSecret::TooLong`] or [`BadSecret::NotText`].
    pub fn choose(bytes: &[u8]) -> Result<Self, BadSecret> {
        let text = core::str::from_utf8(line(bytes)?).map_err(|_| BadSecret::NotText)?;
        if text.chars().any(char::is_control) { Err(BadSecret::NotText) } else { Ok(Self(prepare(text))) }
    }

    /// Whatever was put in where a passphrase is asked for: 1 to 1024 bytes. Text is prepared like a new one; what is no
    /// text counts as a guess as it stands.
    ///
    /// # Errors
    /// [`BadSecret::Empty`] or [`BadSecret::TooLong`].
    pub fn guess(bytes: &[u8]) -> Result<Self, BadSecret> {
        let line = line(bytes)?;
        Ok(Self(core::str::from_utf8(line).map_or_else(|_| Zeroizing::new(line.to_vec()), prepare)))
    }

    /// Why it would be guessed early, if it would. A warning's matter, never a refusal's.
    #[must_use]
    pub fn is_weak(&self) -> Option<Weakness> {
        weakness::of_passphrase(&self.0)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn prepare(text: &str) -> Zeroizing<Vec<u8>> {
    // Room for the longest NFC form (three times the UTF-8 length, UAX #15), so that no copy is left by a reallocation.
    let mut prepared = Zeroizing::new(String::with_capacity(3 * text.len()));
    super::nfc::write(text.chars().map(plain_space), &mut prepared);
    Zeroizing::new(core::mem::take(&mut *prepared).into_bytes())
}

/// Rule 2 of OpaqueString: any space of general category Zs becomes U+0020.
const fn plain_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn guess(text: &str) -> Vec<u8> {
        Passphrase::guess(text.as_bytes()).unwrap().as_bytes().to_vec()
    }

    #[test]
    fn the_same_words_typed_on_another_keyboard_are_the_same_passphrase() {
        assert_eq!(guess("cafe\u{301} noir"), guess("caf\u{e9} noir"));
        assert_eq!(guess("caf\u{e9}\u{a0}noir\u{3000}x"), guess("caf\u{e9} noir x"));
        assert_eq!(Passphrase::choose("cafe\u{301}".as_bytes()).unwrap().as_bytes(), "caf\u{e9}".as_bytes());
    }

    #[test]
    fn case_width_and_blanks_matter() {
        for other in ["Four words here", "four  words here", "four words here ", "\u{ff46}our words here"] {
            assert_ne!(guess("four words here"), guess(other), "{other}");
        }
    }

    #[test]
    fn the_longest_normal_form_fits_the_room_made_for_it() {
        // U+0958 becomes two characters in NFC (a composition exclusion), U+1D160 four.
        let text = "\u{958}\u{1d160}".repeat(100);
        let expected: String = text.nfc().collect();
        assert_eq!(guess(&text), expected.as_bytes());
        assert!(expected.len() <= 3 * text.len());
    }

    #[test]
    fn a_new_passphrase_is_one_line_of_text() {
        for bad in [b"two\nlines".as_slice(), b"bell\x07", b"\xff\xfe", b"tab\there"] {
            assert_eq!(Passphrase::choose(bad).err(), Some(BadSecret::NotText));
        }
        assert_eq!(Passphrase::choose(b"words\r\n").unwrap().as_bytes(), b"words");
        assert_eq!(Passphrase::choose(b"").err(), Some(BadSecret::Empty));
        assert_eq!(Passphrase::choose(&[b'a'; 1025]).err(), Some(BadSecret::TooLong(1024)));
    }

    #[test]
    fn p4_what_is_no_text_is_still_a_guess() {
        for bytes in [b"\xff\xfe".as_slice(), b"\0", b"two\nlines"] {
            assert_eq!(Passphrase::guess(bytes).unwrap().as_bytes(), bytes);
        }
    }

    #[test]
    fn a_weak_passphrase_is_told_why() {
        let weak = |text: &str| Passphrase::choose(text.as_bytes()).unwrap().is_weak();
        assert_eq!(weak("aaaaaaaaaaaaaaaa"), Some(Weakness::Repeated));
        assert_eq!(weak("abcdefghijklmnop"), Some(Weakness::Run));
        assert_eq!(weak("Correct Horse Battery Staple"), Some(Weakness::Common));
        assert_eq!(weak("short"), Some(Weakness::Short));
        assert_eq!(weak("heron anvil quartz mitten"), None);
    }
}
