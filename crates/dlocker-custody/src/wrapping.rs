//! Wrapping under a key: `0x01 || nonce (12) || ciphertext || tag (16)`, AES-256-GCM-SIV (RFC 8452).
//!
//! SIV, because nonces are random and there may be very many: a repeated nonce tells at most that the same bytes were wrapped for the same place.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Key, Nonce};
use dlocker_protocol::{LockerId, RegistrationId, cbor};
use minicbor::Encode;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::CustodyError;

const VERSION: u8 = 1;
const NONCE: usize = 12;

/// The place of a wrapped thing: CBOR `["dlocker/v1/custody", version, what, locker, registration]`, ids null where there are none.
#[derive(Debug, Clone, Copy, Encode)]
#[cbor(array)]
pub(crate) struct Place {
    #[n(0)]
    label: &'static str,
    #[n(1)]
    version: u8,
    #[n(2)]
    what: &'static str,
    #[n(3)]
    locker: Option<LockerId>,
    #[n(4)]
    registration: Option<RegistrationId>,
}

impl Place {
    /// In a row of one registration.
    pub(crate) const fn of_registration(what: &'static str, locker: LockerId, registration: RegistrationId) -> Self {
        Self {
            label: "dlocker/v1/custody",
            version: VERSION,
            what,
            locker: Some(locker),
            registration: Some(registration),
        }
    }

    /// In the keys folder.
    pub(crate) const fn of_trustee(what: &'static str) -> Self {
        Self { label: "dlocker/v1/custody", version: VERSION, what, locker: None, registration: None }
    }
}

/// A key that wraps; zeroized when dropped.
pub(crate) struct WrappingKey(Zeroizing<[u8; 32]>);

impl WrappingKey {
    pub(crate) const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(&Key::<Aes256GcmSiv>::from(*self.0))
    }

    pub(crate) fn wrap(&self, place: Place, bytes: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, CustodyError> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: bytes, aad: &cbor::encode(&place) };
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| CustodyError::Unusable { what: "wrapping" })?;
        Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn unwrap(&self, place: Place, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, CustodyError> {
        let shut = CustodyError::Shut { what: place.what };
        let (&VERSION, rest) = wrapped.split_first().ok_or(shut)? else { return Err(shut) };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(shut)?;
        let payload = Payload { msg: sealed, aad: &cbor::encode(&place) };
        self.cipher().decrypt(&Nonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| shut)
    }
}
