//! What one device keeps: the phone that opens without asking.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// 32 random bytes in a device's home. Whoever copies them and the device's key can ask the bank as this device does.
/// No Debug, no comparison; zeroized when dropped.
pub struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    /// A fresh one.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// One that was kept.
    #[must_use]
    pub const fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes, to be kept where only this device's owner can read them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
