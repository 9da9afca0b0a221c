//! What only a trustee may compute: OPRF keys, what lies wrapped at rest, log heads, Locker IDs, nonces.
//!
//! Lives here: the [`Custody`] interface, and [`SoftwareCustody`], which keeps everything under a master key in a folder of its own.
//! Another implementation, say over an HSM, gives the same answers behind the same interface.
//!
//! May not live here: whom to answer. Custody evaluates for whoever holds it; counting guesses, logging and checking rights come before and are
//! the store's and the bank's work. No clock, no database, no network, no randomness of its own; files only in the keys folder.
//!
//! ```text
//! master.key ── HKDF ──┬─ oprf-key     wraps k of every registration   (AES-256-GCM-SIV, associated data: locker, registration, what)
//!                      ├─ at-rest      wraps masked shares and sealed seeds in the database
//!                      ├─ signing-key  wraps log-head.key and issuer.key in the keys folder
//!                      ├─ nonce        tags nonces (HMAC-SHA256)
//!                      └─ device-row   tags what was decided about a device (HMAC-SHA256)
//! ```
//!
//! A wrapped key is destroyed by destroying its bytes: nothing else of it exists.

mod custody;
mod error;
mod oprf;
mod software;
#[cfg(test)]
mod testing;
mod wrapping;

pub use custody::{Custody, GeneratedKey, NONCE_TAG_LEN, ROW_TAG_LEN, WrapPurpose, WrappedKey};
pub use error::CustodyError;
pub use software::{KeysError, SoftwareCustody};
