//! PINs.

use zeroize::Zeroizing;

use super::{BadSecret, Weakness, line, weakness};

/// A PIN. No Debug, no comparison; zeroized when dropped.
pub struct Pin(Zeroizing<Vec<u8>>);

impl Pin {
    /// A new PIN: 4 to 12 ASCII digits.
    ///
    /// # Errors
    /// [`BadSecret::Empty`], [`BadSecret::TooLong`] or [`BadSecret::NotDigits`].
    pub fn choose(bytes: &[u8]) -> Result<Self, BadSecret> {
        let digits = line(bytes)?;
        let fits = (4..=12).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        if fits { Ok(Self::of(digits)) } else { Err(BadSecret::NotDigits) }
    }

    /// Whatever was put in where a PIN is asked for: 1 to 1024 bytes, digits or not.
    ///
    /// # Errors
    /// [`BadSecret::Empty`] or [`BadSecret::TooLong`].
    pub fn guess(bytes: &[u8]) -> Result<Self, BadSecret> {
        line(bytes).map(Self::of)
    }

    /// Why someone who knows people would try this PIN early, if they would. A warning's matter, never a refusal's.
    #[must_use]
    pub fn is_weak(&self) -> Option<Weakness> {
        weakness::of_pin(&self.0)
    }

    fn of(digits: &[u8]) -> Self {
        Self(Zeroizing::new(digits.to_vec()))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
