//! The secret of a link: names it, and vouches for the key of whoever uses it.

use dlocker_protocol::{LinkId, LockerId, PublicKey, cbor};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::derive::derive;

/// 32 random bytes that only the two devices of a link know. No Debug, no comparison; zeroized when dropped.
pub struct JoinSecret(Zeroizing<[u8; 32]>);

impl JoinSecret {
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

    /// The bytes, to be kept by the device that made the link until it is used.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// How the trustee knows the link.
    #[must_use]
    pub fn link_id(&self) -> LinkId {
        let derived = derive(self.0.as_slice(), &[], "link-id", &[]);
        let mut id = [0; 16];
        id.copy_from_slice(&derived[..16]);
        LinkId::from_array(id)
    }

    /// The MAC (32 bytes) under which a joining device sends its key and name.
    #[must_use]
    pub fn mac(&self, locker: LockerId, device_key: &PublicKey, name: &str) -> [u8; 32] {
        let context = cbor::encode(&(locker, self.link_id(), *device_key, name));
        *derive(self.0.as_slice(), &[], "join-mac", &context)
    }

    /// Whether `mac` is the one of this locker, key and name; compared in constant time.
    #[must_use]
    pub fn vouches(&self, mac: &[u8], locker: LockerId, device_key: &PublicKey, name: &str) -> bool {
        self.mac(locker, device_key, name).as_slice().ct_eq(mac).into()
    }
}
