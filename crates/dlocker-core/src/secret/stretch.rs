//! From the owner's secret to w.

use argon2::{Algorithm, Argon2, Params, Version};
use dlocker_protocol::method::{Stretch, StretchOutOfBounds};
use zeroize::Zeroizing;

use super::OwnerSecret;
use crate::derive::{Key, derive};

/// w: 32 bytes that only the owner's secret gives. No Debug, no comparison; zeroized when dropped.
pub struct Stretched(Key);

/// Stretches a PIN or passphrase with Argon2id (RFC 9106, version 0x13) under `settings`; what a kit, a device or a passkey gives is random already and takes
/// none.
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
        (OwnerSecret::Device(device), None) => derive(device.as_bytes(), &[], "stretched-device", &[]),
        (OwnerSecret::Passkey(passkey), None) => derive(passkey.as_bytes(), &[], "stretched-passkey", &[]),
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

    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::secret::{KitSecret, Passphrase, Pin};
    use crate::tests::{CHEAPEST, TestRng};

    fn pin(bytes: &[u8]) -> OwnerSecret {
        OwnerSecret::Pin(Pin::guess(bytes).unwrap())
    }

    #[test]
    fn the_same_bytes_as_pin_and_as_passphrase_stretch_to_different_w() {
        let passphrase = OwnerSecret::Passphrase(Passphrase::guess(b"4937").unwrap());
        let one = stretch(&pin(b"4937"), Some(&CHEAPEST)).unwrap();
        let other = stretch(&passphrase, Some(&CHEAPEST)).unwrap();
        assert_ne!(one.as_bytes(), other.as_bytes());
    }

    #[test]
    fn each_setting_and_the_salt_change_w() {
        let w = |settings: Stretch| *stretch(&pin(b"4937"), Some(&settings)).unwrap().as_bytes();
        let base = w(CHEAPEST);
        for changed in [
            Stretch { salt: [2; 16], ..CHEAPEST },
            Stretch { passes: 3, ..CHEAPEST },
            Stretch { lanes: 2, ..CHEAPEST },
            Stretch { memory_kib: CHEAPEST.memory_kib + 8, ..CHEAPEST },
        ] {
            assert_ne!(w(changed), base, "{changed:?}");
        }
        assert_eq!(w(CHEAPEST), base);
    }

    #[test]
    fn p1_settings_that_make_guessing_cheap_are_refused_before_anything_is_derived() {
        for settings in [
            Stretch { memory_kib: 19 * 1024 - 1, ..CHEAPEST },
            Stretch { memory_kib: 0, ..CHEAPEST },
            Stretch { passes: 1, ..CHEAPEST },
            Stretch { passes: 17, ..CHEAPEST },
            Stretch { lanes: 0, ..CHEAPEST },
            Stretch { memory_kib: 1024 * 1024 + 1, ..CHEAPEST },
            Stretch { memory_kib: u32::MAX, passes: u32::MAX, lanes: u32::MAX, ..CHEAPEST },
        ] {
            assert!(stretch(&pin(b"4937"), Some(&settings)).is_err(), "{settings:?}");
        }
        assert!(stretch(&pin(b"4937"), None).is_err());
    }

    #[test]
    fn a_devices_secret_takes_no_settings_and_is_no_pin() {
        let device = || OwnerSecret::Device(crate::secret::DeviceSecret::from_bytes(zeroize::Zeroizing::new([7; 32])));
        assert!(stretch(&device(), Some(&CHEAPEST)).is_err());
        let w = stretch(&device(), None).unwrap();
        assert_eq!(w.as_bytes(), stretch(&device(), None).unwrap().as_bytes());
        assert_ne!(w.as_bytes(), &[7; 32]);
    }

    #[test]
    fn a_passkey_takes_no_settings_and_the_same_bytes_open_nothing_else() {
        let passkey = || OwnerSecret::Passkey(crate::secret::PasskeySecret::from_prf(&[7; 32]).unwrap());
        assert!(stretch(&passkey(), Some(&CHEAPEST)).is_err());
        let device = OwnerSecret::Device(crate::secret::DeviceSecret::from_bytes(zeroize::Zeroizing::new([7; 32])));
        let w = stretch(&passkey(), None).unwrap();
        assert_ne!(w.as_bytes(), stretch(&device, None).unwrap().as_bytes());
        assert_ne!(w.as_bytes(), &[7; 32]);
        assert!(crate::secret::PasskeySecret::from_prf(&[7; 31]).is_err());
    }

    #[test]
    fn a_kit_takes_no_settings() {
        let kit = OwnerSecret::Kit(KitSecret::random(&mut TestRng::of(1)));
        assert!(stretch(&kit, Some(&CHEAPEST)).is_err());
        assert!(stretch(&kit, None).is_ok());
    }
}
