//! The credential itself.

mod accept;
mod claims;
mod disclosure;
mod issue;
mod present;
#[cfg(test)]
mod tests;
mod verify;

pub use accept::accept;
pub(crate) use claims::x5c;
pub use claims::{LockerIdClaims, MAX_CHAIN, StatusReference, VCT};
pub use issue::{Issuer, issue};
pub use present::{PresentationDraft, present};
pub use verify::{Expected, MAX_SKEW_SECONDS, VerifiedLockerId, verify, verify_to};
