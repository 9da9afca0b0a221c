//! The Locker ID: a verifiable credential (SD-JWT VC) by which a trustee admits one device key. Issue, present, verify.
//!
//! Lives here: the one fixed profile below, and keys as JWKs. It serves both sides of the wall: the trustee issues and verifies, the owner accepts
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
//! | issuer's header | `alg` = `ES256`, `typ` = `dc+sd-jwt`, `kid` = thumbprint (RFC 7638) of the issuer key |
//! | claims | `iss` = `urn:dlocker:` trustee id, `vct` = `urn:dlocker:locker-id:1`, `sub` = locker id, `iat` in seconds, `cnf.jwk` = device key, `_sd`, `_sd_alg` |
//! | disclosure | `handle`, salt of 16 bytes; kept back unless asked for |
//! | key binding's header | `alg` = `ES256`, `typ` = `kb+jwt` |
//! | key binding's claims | `iat` in seconds, `aud` = trustee id, `nonce` of the trustee's, `sd_hash` |
//!
//! Neither part names an expiry: the device's row at the trustee ends a Locker ID, at once.
//!
//! # Walk
//! ```
//! # use dlocker_identity::{Expected, LockerIdClaims, accept, issue, present, verify};
//! # use dlocker_protocol::{Handle, LockerId, Timestamp, TrusteeId, signature::SigningKey};
//! # fn walk(issuer: &SigningKey, device: &SigningKey, rng: &mut impl rand_core::CryptoRng) -> Result<(), dlocker_identity::IdentityError> {
//! # let (trustee, locker) = (TrusteeId::from_array([1; 16]), LockerId::from_array([2; 16]));
//! # let handle = Handle::parse("owner@example.com").unwrap_or_else(|_| unreachable!());
//! # let now = Timestamp::from_millis(1_763_000_000_000);
//! // the trustee
//! let claims = LockerIdClaims { locker, trustee, device_key: device.public_key(), handle, issued: now };
//! let locker_id = issue(&claims, &issuer.public_key(), |message| Ok(issuer.sign(message)), rng)?;
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

mod accept;
mod claims;
mod disclosure;
mod error;
mod issue;
mod jwk;
pub mod jws;
mod present;
#[cfg(test)]
mod tests;
mod verify;

pub use accept::accept;
pub use claims::LockerIdClaims;
pub use error::IdentityError;
pub use issue::issue;
pub use jwk::{jwk, parse_jwk, thumbprint};
pub use present::{PresentationDraft, present};
pub use verify::{Expected, MAX_SKEW_SECONDS, VerifiedLockerId, verify};

/// Longest Locker ID or presentation that is looked at, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;
