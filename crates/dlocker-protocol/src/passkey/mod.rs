//! Passkeys of staff: what an authenticator says (WebAuthn), checked in one small profile.
//!
//! ES256 alone, no attestation, extensions passed over, user present and verified, same origin. The challenge is chosen by this protocol: the digest of
//! exactly the bytes that a key would sign, so a passkey signs documents as a key file does. Anybody who has the four parts that are kept, the
//! credential's public key and the page's origin can check it again later.

mod asserted;
mod assertion;
mod authenticator;
mod client_data;
mod party;

pub use asserted::{Asserted, AssertedWire, Proof, Vouched};
pub use assertion::{Assertion, Said};
pub use authenticator::{MAX_CREDENTIAL, NewCredential, NewPasskey};
pub use party::{BadOrigin, RelyingParty};

/// Why what an authenticator said does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPasskey {
    /// Something is not of the form that the profile allows.
    #[error("it is not of the form of the profile: ES256, no attestation")]
    Malformed,
    /// It was made for something else than asked: `webauthn.create` in place of `webauthn.get`, or the other way round.
    #[error("it was made by another ceremony")]
    Ceremony,
    /// It is over something else.
    #[error("its challenge is another one")]
    Challenge,
    /// It was made on another page, or inside a frame of one.
    #[error("it was made on another page than this bank's")]
    Origin,
    /// The passkey belongs to another domain.
    #[error("the passkey belongs to another domain than this bank's")]
    Party,
    /// Nobody touched the authenticator, or it did not verify who it was.
    #[error("the authenticator did not verify its user")]
    Unverified,
    /// The signature is not the credential's.
    #[error("its signature is not by this passkey")]
    Signature,
}
