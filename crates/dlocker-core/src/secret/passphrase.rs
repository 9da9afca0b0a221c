//! Passphrases, prepared as OpaqueString of RFC 8265, section 4.2.

use unicode_normalization::UnicodeNormalization as _;
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
    prepared.extend(text.chars().map(plain_space).nfc());
    Zeroizing::new(core::mem::take(&mut *prepared).into_bytes())
}

/// Rule 2 of OpaqueString: any space of general category Zs becomes U+0020.
const fn plain_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        _ => c,
    }
}
