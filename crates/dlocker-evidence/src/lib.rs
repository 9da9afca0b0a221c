//! Evidence of who the owner is: credentials that other issuers gave, verified as they are presented over OpenID4VP 1.0.
//!
//! Lives here: what a trustee believes ([`trust`]), and the checks of a presented credential from the issuer's key to the holder's signature over
//! exactly one occasion. Pure: whatever has to be fetched is named by [`needed`] and handed in as [`Fetched`].
//!
//! May not live here: any I/O, clock or randomness of its own, private keys, what the evidence is worth in a case (that is `dlocker-bank`). Trustee's
//! side only: the owner's programs have no use for it.

mod credential;
mod error;
mod issuer;
mod json;
mod jwt;
mod jwt_vc;
mod mdoc;
mod nonce;
pub mod person;
pub mod presentation;
mod sd_jwt;
mod status;
pub mod trust;
mod validity;

pub use credential::{Fetched, Format, MAX_BYTES, Needed, Occasion, Verified, needed, verify};
pub use error::{EvidenceError, Remedy};
pub use nonce::nonce;
