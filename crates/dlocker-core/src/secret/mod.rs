//! The owner's secrets: what a person knows or has on paper, and how it becomes w.
//!
//! `choose` makes a new secret and holds it to the rules; `guess` takes what somebody put in and refuses almost nothing,
//! since no guess may be filtered before it is counted. Both drop one trailing newline.

mod device;
mod kit;
mod nfc;
mod passkey;
mod passphrase;
mod pin;
mod stretch;
mod weakness;

pub use device::DeviceSecret;
pub use kit::KitSecret;
pub use passkey::PasskeySecret;
pub use passphrase::Passphrase;
pub use pin::Pin;
pub use stretch::{Stretched, stretch};
pub use weakness::Weakness;

use dlocker_protocol::method::MethodKind;

/// What opens an unlock method. No Debug, no comparison; zeroized when dropped.
pub enum OwnerSecret {
    /// Digits that the owner remembers.
    Pin(Pin),
    /// Words that the owner remembers.
    Passphrase(Passphrase),
    /// A printed recovery kit.
    Kit(KitSecret),
    /// What one device keeps, so that it opens without asking.
    Device(DeviceSecret),
    /// What a passkey gives.
    Passkey(PasskeySecret),
}

impl OwnerSecret {
    /// The kind of method that it opens.
    #[must_use]
    pub const fn kind(&self) -> MethodKind {
        match self {
            Self::Pin(_) => MethodKind::Pin,
            Self::Passphrase(_) => MethodKind::Passphrase,
            Self::Kit(_) => MethodKind::Kit,
            Self::Device(_) => MethodKind::Device,
            Self::Passkey(_) => MethodKind::Passkey,
        }
    }
}

/// What was put in is no secret of this kind. Nothing was asked of the bank, and no guess was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// Nothing but a newline, or nothing at all.
    #[error("the secret is empty; no guess was spent")]
    Empty,
    /// Longer than the limit.
    #[error("the secret is longer than {0} bytes; no guess was spent")]
    TooLong(usize),
    /// A new PIN that is not 4 to 12 digits.
    #[error("a new PIN has 4 to 12 digits and nothing else")]
    NotDigits,
    /// A new passphrase that is not UTF-8 text, or has control characters in it.
    #[error("a new passphrase is one line of text (UTF-8) without control characters")]
    NotText,
    /// No code of a recovery kit.
    #[error("there is no recovery code in this text: 9 groups of 4 letters and digits; no guess was spent")]
    NoCode,
    /// Not what a passkey gives.
    #[error("a passkey gives 32 bytes and nothing else; no guess was spent")]
    NotPrf,
}

/// Longest PIN or passphrase in bytes, without the newline.
pub const MAX_BYTES: usize = 1024;

/// `bytes` without one trailing newline, if 1 to [`MAX_BYTES`] are left.
fn line(bytes: &[u8]) -> Result<&[u8], BadSecret> {
    let line = bytes.strip_suffix(b"\n").map_or(bytes, |line| line.strip_suffix(b"\r").unwrap_or(line));
    match line.len() {
        0 => Err(BadSecret::Empty),
        1..=MAX_BYTES => Ok(line),
        _ => Err(BadSecret::TooLong(MAX_BYTES)),
    }
}
