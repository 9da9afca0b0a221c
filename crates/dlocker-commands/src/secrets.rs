//! Secrets as somebody put them in.

use dlocker_client::{Error, Result, Unlock};
use dlocker_core::secret::{BadSecret, KitSecret, OwnerSecret, PasskeySecret, Passphrase, Pin};
use dlocker_protocol::method::MethodKind;

use crate::kit;

/// A secret to open with, and what its owner should be told before it is tried.
pub struct Guess {
    /// It.
    pub unlock: Unlock,
    /// Remark.
    pub note: Option<&'static str>,
}

/// No guess is filtered before it is counted: whatever was put in is tried.
///
/// # Errors
/// [`Error::Misuse`] for what cannot be a secret of this kind, and no guess is spent.
pub fn guess(kind: MethodKind, bytes: &[u8]) -> Result<Guess> {
    let secret = match kind {
        MethodKind::Pin => OwnerSecret::Pin(Pin::guess(bytes).map_err(misuse)?),
        MethodKind::Passphrase => OwnerSecret::Passphrase(Passphrase::guess(bytes).map_err(misuse)?),
        MethodKind::Kit => return kit_guess(bytes),
        MethodKind::Passkey => OwnerSecret::Passkey(PasskeySecret::from_prf(bytes).map_err(misuse)?),
        MethodKind::Device => return Err(Error::Misuse("The secret of a device is kept by the device itself.".into())),
    };
    Ok(Guess { unlock: Unlock { secret, method: None }, note: None })
}

fn kit_guess(bytes: &[u8]) -> Result<Guess> {
    let secret = KitSecret::guess(bytes).map_err(misuse)?;
    let wrong = "The check characters of this kit do not fit: look for a character that was read or typed wrong.";
    let note = (!secret.checks()).then_some(wrong);
    let method = kit::method_in(&String::from_utf8_lossy(bytes));
    Ok(Guess { unlock: Unlock { secret: OwnerSecret::Kit(secret), method }, note })
}

/// A new secret, and why it is easy to guess if it is.
pub struct New {
    /// It.
    pub secret: OwnerSecret,
    /// In words.
    pub weakness: Option<String>,
}

/// A new PIN.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn new_pin(bytes: &[u8]) -> Result<New> {
    let pin = Pin::choose(bytes).map_err(misuse)?;
    let weakness = pin.is_weak().map(|weakness| weakness.to_string());
    Ok(New { secret: OwnerSecret::Pin(pin), weakness })
}

/// A new passphrase.
///
/// # Errors
/// [`Error::Misuse`] for what is none.
pub fn new_passphrase(bytes: &[u8]) -> Result<New> {
    let passphrase = Passphrase::choose(bytes).map_err(misuse)?;
    let weakness = passphrase.is_weak().map(|weakness| weakness.to_string());
    Ok(New { secret: OwnerSecret::Passphrase(passphrase), weakness })
}

fn misuse(error: BadSecret) -> Error {
    Error::Misuse(error.to_string())
}
