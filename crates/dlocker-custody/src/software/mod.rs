//! Custody in software: everything under a master key in a folder of its own.

mod create;
mod error;
mod files;
mod master;
mod open;
#[cfg(test)]
mod tests;

pub use error::KeysError;

use std::path::Path;

use dlocker_protocol::log::LogHead;
use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use dlocker_protocol::signature::http::{Params, Request, signature_base};
use dlocker_protocol::signature::{Draft, Signed, SigningKey};
use dlocker_protocol::{LockerId, PublicKey, RegistrationId, Signature, TrusteeId};
use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::oprf::OprfKey;
use crate::wrapping::{Place, WrappingKey};
use crate::{Custody, CustodyError, GeneratedKey, NONCE_TAG_LEN, ROW_TAG_LEN, WrapPurpose, WrappedKey};
use master::MasterKey;

const OPRF_KEY: &str = "oprf-key";

/// Custody with the keys in memory, and at rest under `master.key`. Zeroized when dropped; no Debug.
pub struct SoftwareCustody {
    trustee: TrusteeId,
    log_head: SigningKey,
    issuer: SigningKey,
    oprf_keys: WrappingKey,
    at_rest: WrappingKey,
    /// As long as a block of SHA-256, which is what HMAC takes as it is.
    nonces: Zeroizing<[u8; 64]>,
    rows: Zeroizing<[u8; 64]>,
    identity: Zeroizing<[u8; 64]>,
}

impl SoftwareCustody {
    /// Opens a keys folder. Checks versions, lengths and that nobody but the owner of the folder may read it.
    ///
    /// # Errors
    /// [`KeysError`]; its message says what it means for the lockers and what to do.
    pub fn open(dir: &Path) -> Result<Self, KeysError> {
        open::open(dir)
    }

    /// Makes the keys of a new trustee in `dir`, or completes what an interrupted creation left. Never overwrites a key.
    ///
    /// # Errors
    /// [`KeysError::Exists`] if there are keys already, or another [`KeysError`].
    pub fn create(dir: &Path, rng: &mut dyn CryptoRng) -> Result<Self, KeysError> {
        create::create(dir, rng)
    }

    /// Opens the folder, and where there is none, or only the rest of an interrupted creation, creates it. For a data folder that is new: where
    /// lockers are stored already, [`open`](Self::open) is right, or a mistyped path would quietly make keys that open none of them.
    ///
    /// # Errors
    /// [`KeysError`] as of [`open`](Self::open) and [`create`](Self::create).
    pub fn open_or_create(dir: &Path, rng: &mut dyn CryptoRng) -> Result<Self, KeysError> {
        if files::is_fresh(dir)? { create::create(dir, rng) } else { open::open(dir) }
    }

    fn new(master: &MasterKey, log_head: SigningKey, issuer: SigningKey) -> Self {
        Self {
            trustee: TrusteeId::of(&log_head.public_key()),
            log_head,
            issuer,
            oprf_keys: WrappingKey::new(master.derive(OPRF_KEY)),
            at_rest: WrappingKey::new(master.derive("at-rest")),
            nonces: master.derive("nonce"),
            rows: master.derive("device-row"),
            identity: master.derive("identity-claim"),
        }
    }

    fn key(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        wrapped: &WrappedKey,
        public: &OprfPublicKey,
    ) -> Result<OprfKey, CustodyError> {
        let bytes = self.oprf_keys.unwrap(Place::of_registration(OPRF_KEY, locker, registration), &wrapped.0)?;
        let key = OprfKey::from_bytes(&bytes).ok_or(CustodyError::WrongKey)?;
        // Guesses are counted by K: a key under another name would be counted in the wrong place.
        if key.public()? == *public { Ok(key) } else { Err(CustodyError::WrongKey) }
    }
}

impl Custody for SoftwareCustody {
    fn trustee(&self) -> TrusteeId {
        self.trustee
    }

    fn log_key(&self) -> PublicKey {
        self.log_head.public_key()
    }

    fn issuer_key(&self) -> PublicKey {
        self.issuer.public_key()
    }

    fn generate(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        rng: &mut dyn CryptoRng,
    ) -> Result<GeneratedKey, CustodyError> {
        let key = OprfKey::random(rng);
        let place = Place::of_registration(OPRF_KEY, locker, registration);
        let wrapped = WrappedKey(self.oprf_keys.wrap(place, key.to_bytes().as_slice(), rng)?);
        Ok(GeneratedKey { wrapped, public: key.public()? })
    }

    fn evaluate(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        wrapped: &WrappedKey,
        public: &OprfPublicKey,
        blinded: &BlindedElement,
    ) -> Result<EvaluatedElement, CustodyError> {
        self.key(locker, registration, wrapped, public)?.evaluate(blinded)
    }

    fn check(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        wrapped: &WrappedKey,
        public: &OprfPublicKey,
    ) -> Result<(), CustodyError> {
        self.key(locker, registration, wrapped, public).map(|_| ())
    }

    fn wrap(&self, purpose: WrapPurpose, bytes: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, CustodyError> {
        self.at_rest.wrap(place(purpose), bytes, rng)
    }

    fn unwrap(&self, purpose: WrapPurpose, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, CustodyError> {
        self.at_rest.unwrap(place(purpose), wrapped)
    }

    fn sign_log_head(&self, draft: Draft<LogHead>) -> Result<Signed<LogHead>, CustodyError> {
        let signed = draft.sign(&self.log_head);
        if signed.unverified().trustee == self.trustee { Ok(signed) } else { Err(CustodyError::OtherTrustee) }
    }

    fn sign_locker_id(&self, message: &[u8]) -> Result<Signature, CustodyError> {
        Ok(self.issuer.sign(message))
    }

    fn sign_notice(&self, request: &Request<'_>, params: &Params) -> Result<Signature, CustodyError> {
        let own = request.audience == self.trustee && params.keyid == self.trustee.to_string();
        if own {
            Ok(self.issuer.sign(signature_base(request, params).as_bytes()))
        } else {
            Err(CustodyError::OtherTrustee)
        }
    }

    fn nonce_tag(&self, bytes: &[u8]) -> [u8; NONCE_TAG_LEN] {
        tag(&self.nonces, bytes)
    }

    fn row_tag(&self, bytes: &[u8]) -> [u8; ROW_TAG_LEN] {
        tag(&self.rows, bytes)
    }

    fn identity_tag(&self, bytes: &[u8]) -> [u8; 32] {
        tag(&self.identity, bytes)
    }
}

fn tag<const N: usize>(key: &[u8; 64], bytes: &[u8]) -> [u8; N] {
    let mut mac = Hmac::<Sha256>::new(key.into());
    mac.update(bytes);
    let full = mac.finalize().into_bytes();
    core::array::from_fn(|i| full[i])
}

const fn place(purpose: WrapPurpose) -> Place {
    Place::of_registration(purpose.what, purpose.locker, purpose.registration)
}
