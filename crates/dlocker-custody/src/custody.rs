//! The interface that every custody serves.

use dlocker_protocol::log::LogHead;
use dlocker_protocol::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use dlocker_protocol::signature::http::{Params, Request};
use dlocker_protocol::signature::{Draft, Signed};
use dlocker_protocol::{LockerId, PublicKey, RegistrationId, Signature, TrusteeId};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::CustodyError;

/// Length of a nonce tag in bytes.
pub const NONCE_TAG_LEN: usize = 16;
/// Length of the tag of a row in bytes.
pub const ROW_TAG_LEN: usize = 16;

/// An OPRF key as it lies in the database: opaque, and useless without this custody.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

impl core::fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "WrappedKey({} bytes)", self.0.len())
    }
}

/// A fresh OPRF key: what to store, and what to tell the owner.
#[derive(Debug, Clone)]
pub struct GeneratedKey {
    /// k, wrapped for the locker and registration that it was made for.
    pub wrapped: WrappedKey,
    /// K = kG.
    pub public: OprfPublicKey,
}

/// Where wrapped bytes belong: bound into them, so that a row copied elsewhere does not unwrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapPurpose {
    /// Whose.
    pub locker: LockerId,
    /// Of which registration.
    pub registration: RegistrationId,
    /// What it is, say `masked-share` or `sealed-seed`.
    pub what: &'static str,
}

/// What only this trustee can compute. Object safe; every method may be called from many threads at once and blocks for less than a millisecond or so in software.
pub trait Custody: Send + Sync {
    /// The trustee's id: the digest of its log-head key.
    fn trustee(&self) -> TrusteeId;

    /// Verifies log heads.
    fn log_key(&self) -> PublicKey;

    /// Verifies Locker IDs.
    fn issuer_key(&self) -> PublicKey;

    /// Makes a fresh OPRF key for one registration: k uniformly random in 1..n, drawn from `rng`.
    ///
    /// # Errors
    /// [`CustodyError`] if the key cannot be made or wrapped.
    fn generate(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        rng: &mut dyn CryptoRng,
    ) -> Result<GeneratedKey, CustodyError>;

    /// `BlindEvaluate` of RFC 9497, section 3.3.1, for P256-SHA256: k times the blinded element. Counts nothing: count durably first.
    ///
    /// # Errors
    /// [`CustodyError::Shut`] if the key was not wrapped here for this locker and registration, [`CustodyError::WrongKey`] if its public half is
    /// not `public`.
    fn evaluate(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        wrapped: &WrappedKey,
        public: &OprfPublicKey,
        blinded: &BlindedElement,
    ) -> Result<EvaluatedElement, CustodyError>;

    /// Whether a stored key would still evaluate, without evaluating anything.
    ///
    /// # Errors
    /// As [`evaluate`](Custody::evaluate).
    fn check(
        &self,
        locker: LockerId,
        registration: RegistrationId,
        wrapped: &WrappedKey,
        public: &OprfPublicKey,
    ) -> Result<(), CustodyError>;

    /// Wraps bytes for the database. Output is 29 bytes longer in software; wrapping twice gives different bytes.
    ///
    /// # Errors
    /// [`CustodyError`] if they cannot be wrapped.
    fn wrap(&self, purpose: WrapPurpose, bytes: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, CustodyError>;

    /// Unwraps what [`wrap`](Custody::wrap) wrapped for the same purpose.
    ///
    /// # Errors
    /// [`CustodyError::Shut`] for another purpose, another master key, or altered, cut or extended bytes.
    fn unwrap(&self, purpose: WrapPurpose, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, CustodyError>;

    /// Signs a head of the visit log with the log-head key.
    ///
    /// # Errors
    /// [`CustodyError::OtherTrustee`] if the head names another trustee.
    fn sign_log_head(&self, draft: Draft<LogHead>) -> Result<Signed<LogHead>, CustodyError>;

    /// Signs the JWS signing input of a Locker ID with the issuer key (ES256).
    ///
    /// # Errors
    /// [`CustodyError`] if the key cannot sign.
    fn sign_locker_id(&self, message: &[u8]) -> Result<Signature, CustodyError>;

    /// Signs a request that the trustee itself sends, to its own webhook, with the issuer key. What is signed begins with a quotation mark, which the
    /// signing input of no Locker ID holds, so neither signature can stand for the other.
    ///
    /// # Errors
    /// [`CustodyError::OtherTrustee`] if the request is in another trustee's name, or the key cannot sign.
    fn sign_notice(&self, request: &Request<'_>, params: &Params) -> Result<Signature, CustodyError>;

    /// Tags a nonce: HMAC-SHA256 under a key for nothing else, cut to 16 bytes.
    fn nonce_tag(&self, bytes: &[u8]) -> [u8; NONCE_TAG_LEN];

    /// Whether `tag` is the tag of `bytes`, compared in constant time.
    fn is_nonce_tag(&self, bytes: &[u8], tag: &[u8]) -> bool {
        self.nonce_tag(bytes).ct_eq(tag).into()
    }

    /// Tags what the trustee itself decided about a device, so that a row written past it is noticed: HMAC-SHA256 under a key for nothing else,
    /// cut to 16 bytes.
    fn row_tag(&self, bytes: &[u8]) -> [u8; ROW_TAG_LEN];

    /// Hashes a claim about who an owner is: HMAC-SHA256 under a key for nothing else. Without that key nobody can try out names against what the
    /// database keeps.
    fn identity_tag(&self, bytes: &[u8]) -> [u8; 32];

    /// Whether `tag` is the row tag of `bytes`, compared in constant time.
    fn is_row_tag(&self, bytes: &[u8], tag: &[u8]) -> bool {
        self.row_tag(bytes).ct_eq(tag).into()
    }
}
