//! The master key and what is derived from it.

use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 random bytes; zeroized when dropped.
pub(super) struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    pub(super) fn random(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// HKDF-SHA256 (RFC 5869) with info `"dlocker/v1/custody/" label`. Every use has its own label; at most 64 bytes are asked for.
    pub(super) fn derive<const N: usize>(&self, label: &str) -> Zeroizing<[u8; N]> {
        let mut key = Zeroizing::new([0; N]);
        let info = [b"dlocker/v1/custody/", label.as_bytes()].concat();
        let expanded = Hkdf::<Sha256>::new(None, self.as_bytes()).expand(&info, key.as_mut_slice());
        // HKDF refuses only outputs beyond 8160 bytes.
        debug_assert!(expanded.is_ok());
        key
    }
}
