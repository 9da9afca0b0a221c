//! The Locker ID over OpenID4VCI 1.0: the messages of both ends, and what each checks of the other's. No I/O: whoever sends and answers brings the clock
//! and the randomness.
//!
//! Only the pre-authorized code grant, only DPoP-bound access tokens (RFC 9449), only the proof type `jwt`, only ES256: nothing is negotiated, and what is
//! not listed in the metadata is refused.

mod credential;
mod dpop;
mod error;
mod metadata;
mod offer;
mod proof;
mod status_list;
#[cfg(test)]
mod tests;
mod token;

pub use credential::{
    CredentialRequest, CredentialResponse, Issued, NonceResponse, NotificationEvent, NotificationRequest, Proofs,
};
pub use dpop::{Dpop, DpopRequest, check as check_dpop, draft as draft_dpop};
pub use error::{OauthCode, OauthError};
pub use metadata::{AuthorizationServer, CONFIGURATION, CredentialIssuer, METADATA_TYP, SignedMetadata, sign_metadata};
pub use offer::{BadOffer, CredentialOffer, LINK_SCHEME, OfferLink, TxCodeShape, offer_address, offer_code};
pub use proof::{KeyProof, check as check_proof, draft as draft_proof};
pub use status_list::{StatusList, sign as sign_status_list};
pub use token::{PRE_AUTHORIZED_CODE, TokenRequest, TokenResponse};

/// How far the `iat` of a proof may lie from the checker's clock, in seconds.
pub const MAX_SKEW_SECONDS: u64 = 60;
/// Longest DPoP proof or key proof that is looked at, in bytes.
pub const MAX_JWT: usize = 4096;

fn is_near(iat: u64, now: dlocker_protocol::Timestamp) -> bool {
    iat.abs_diff(now.seconds()) <= MAX_SKEW_SECONDS
}
