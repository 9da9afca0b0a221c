//! The Locker ID: a verifiable credential (SD-JWT VC) by which a trustee admits one device key. Issue, present, verify.
//!
//! Lives here: the one fixed profile below, how it is issued by OpenID4VCI 1.0 ([`issuance`]), and keys as JWKs. It serves both sides of the wall: the trustee issues and verifies, the owner accepts
//! and presents.
//!
//! May not live here: private keys (whoever signs is handed the message), any clock or randomness of its own, whether a device is still welcome
//! (its row at the trustee decides that, not the credential).
//!
//! # The profile
//! SD-JWT (RFC 9901) and SD-JWT VC with nothing to negotiate: ES256, SHA-256, compact serialization, one key-binding JWT, and no member that is not
//! listed here. At most [`MAX_BYTES`] bytes.
//!
//! | part | members |
//! |---|---|
//! | issuer's header | `alg` = `ES256`, `typ` = `dc+sd-jwt`, `kid` = thumbprint (RFC 7638) of the issuer key, `x5c` = its certificate, leaf first, without the root |
//! | claims | `iss` = `urn:dlocker:` trustee id, `vct` = `urn:dlocker:locker-id:1`, `sub` = locker id, `iat` in seconds, `cnf.jwk` = device key, `status.status_list` = `{idx, uri}`, `_sd`, `_sd_alg` |
//! | disclosure | `handle`, salt of 16 bytes; kept back unless asked for |
//! | key binding's header | `alg` = `ES256`, `typ` = `kb+jwt` |
//! | key binding's claims | `iat` in seconds, `aud` = trustee id, `nonce` of the trustee's, `sd_hash` |
//!
//! Neither part names an expiry: the device's row at the trustee ends a Locker ID, at once, and the status list tells others. Device and trustee go by the
//! issuer key that they have pinned; the certificate must be for that key, and have held when the Locker ID was issued.
//!
//! # Walk
//! ```
//! # use dlocker_identity::{Expected, Issuer, LockerIdClaims, StatusReference, accept, issue, present, verify};
//! # use dlocker_protocol::{Handle, LockerId, Timestamp, TrusteeId, signature::SigningKey};
//! # fn walk(issuer: &SigningKey, chain: &[Vec<u8>], device: &SigningKey, rng: &mut impl rand_core::CryptoRng) -> Result<(), dlocker_identity::IdentityError> {
//! # let (trustee, locker) = (TrusteeId::from_array([1; 16]), LockerId::from_array([2; 16]));
//! # let handle = Handle::parse("owner@example.com").unwrap_or_else(|_| unreachable!());
//! # let now = Timestamp::from_millis(1_763_000_000_000);
//! // the trustee
//! let status = StatusReference { idx: 4711, uri: "https://bank.example/statuslists/1".into() };
//! let claims = LockerIdClaims { locker, trustee, device_key: device.public_key(), handle, issued: now, status };
//! let key = issuer.public_key();
//! let locker_id = issue(&claims, Issuer { key: &key, chain }, |message| Ok(issuer.sign(message)), rng)?;
//! // the device
//! accept(&locker_id, trustee, &issuer.public_key())?;
//! let draft = present(&locker_id, trustee, "a nonce of the trustee's", now)?;
//! let signature = device.sign(draft.message());
//! let presentation = draft.finish(signature);
//! // the trustee
//! let expected = Expected { trustee, nonce: "a nonce of the trustee's", now };
//! let verified = verify(&presentation, &issuer.public_key(), expected)?;
//! assert_eq!((verified.locker, verified.device_key), (locker, device.public_key()));
//! # Ok(()) }
//! ```

mod certificate;
mod error;
pub mod issuance;
mod jose;
mod locker_id;

pub use certificate::{Certificate, MAX_CERTIFICATE};
pub use error::IdentityError;
pub use jose::jws::{self, JwsDraft};
pub use jose::{jwk, parse_jwk, thumbprint, thumbprint_bytes};
pub use locker_id::{
    Expected, Issuer, LockerIdClaims, MAX_CHAIN, MAX_SKEW_SECONDS, PresentationDraft, StatusReference, VCT,
    VerifiedLockerId, accept, issue, present, verify, verify_to,
};

/// Longest Locker ID or presentation that is looked at, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;
