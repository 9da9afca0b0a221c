//! From the owner's secret to w.

use argon2::{Algorithm, Argon2, Params, Version};
use dlocker_protocol::method::{Stretch, StretchOutOfBounds};
use zeroize::Zeroizing;

use super::OwnerSecret;
use crate::derive::{Key, derive};

/// w: 32 bytes that only the owner's secret gives. No Debug, no comparison; zeroized when dropped.
pub struct Stretched(Key);

/// Stretches a PIN or passphrase with Argon2id (RFC 9106, version 0x13) under `settings`; a kit is random already and takes none.
/// The bounds are checked before any work is done.
///
/// # Errors
/// [`StretchOutOfBounds`] outside the bounds, without settings where the kind needs them, or with settings where it takes none.
pub fn stretch(secret: &OwnerSecret, settings: Option<&Stretch>) -> Result<Stretched, StretchOutOfBounds> {
    let w = match (secret, settings) {
        (OwnerSecret::Pin(pin), Some(settings)) => {
            derive(argon2id(pin.as_bytes(), settings)?.as_slice(), &[], "stretched-pin", &[])
        }
        (OwnerSecret::Passphrase(passphrase), Some(settings)) => {
            derive(argon2id(passphrase.as_bytes(), settings)?.as_slice(), &[], "stretched-passphrase", &[])
        }
        (OwnerSecret::Kit(kit), None) => derive(kit.as_bytes(), &[], "stretched-kit", &[]),
        _ => return Err(StretchOutOfBounds),
    };
    Ok(Stretched(w))
}

fn argon2id(secret: &[u8], settings: &Stretch) -> Result<Key, StretchOutOfBounds> {
    settings.check()?;
    let params = Params::new(settings.memory_kib, settings.passes, settings.lanes, Some(32));
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| StretchOutOfBounds)?);
    let mut stretched = Zeroizing::new([0; 32]);
    argon2.hash_password_into(secret, &settings.salt, stretched.as_mut_slice()).map_err(|_| StretchOutOfBounds)?;
    Ok(stretched)
}

impl Stretched {
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
