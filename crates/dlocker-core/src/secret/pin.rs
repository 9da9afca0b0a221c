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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pin_has_4_to_12_digits() {
        for good in ["0000", "493817", "123456789012"] {
            assert_eq!(Pin::choose(good.as_bytes()).unwrap().as_bytes(), good.as_bytes());
        }
        for bad in ["493", "1234567890123", "49a8", "4938 ", "-4938", "４９３８"] {
            assert_eq!(Pin::choose(bad.as_bytes()).err(), Some(BadSecret::NotDigits), "{bad}");
        }
        assert_eq!(Pin::choose(b"\n").err(), Some(BadSecret::Empty));
    }

    #[test]
    fn one_trailing_newline_is_dropped_and_no_more() {
        for bytes in [b"4938".as_slice(), b"4938\n", b"4938\r\n"] {
            assert_eq!(Pin::guess(bytes).unwrap().as_bytes(), b"4938");
        }
        assert_eq!(Pin::guess(b"4938\n\n").unwrap().as_bytes(), b"4938\n");
        assert_eq!(Pin::guess(b"4938\r").unwrap().as_bytes(), b"4938\r");
    }

    #[test]
    fn p4_no_guess_is_filtered_before_it_is_counted() {
        for bytes in [b"1".as_slice(), b"not digits", b"\0\xff", &[b'7'; 1024]] {
            assert!(Pin::guess(bytes).is_ok());
        }
        assert_eq!(Pin::guess(b"").err(), Some(BadSecret::Empty));
        assert_eq!(Pin::guess(&[b'7'; 1025]).err(), Some(BadSecret::TooLong(1024)));
    }

    #[test]
    fn a_weak_pin_is_told_why() {
        let weak = |pin: &str| Pin::choose(pin.as_bytes()).unwrap().is_weak();
        for (pin, why) in [
            ("0000", Weakness::Repeated),
            ("121212", Weakness::Repeated),
            ("1234", Weakness::Run),
            ("9876", Weakness::Run),
            ("7890", Weakness::Run),
            ("2468", Weakness::Run),
            ("1987", Weakness::Date),
            ("2412", Weakness::Date),
            ("241287", Weakness::Date),
            ("19871224", Weakness::Date),
            ("2580", Weakness::Keypad),
            ("14789", Weakness::Keypad),
            ("1004", Weakness::Common),
        ] {
            assert_eq!(weak(pin), Some(why), "{pin}");
        }
        for pin in ["4938", "7302", "493817", "80461952"] {
            assert_eq!(weak(pin), None, "{pin}");
        }
    }
}
