//! The fixed part of a method record: public, made by the owner at registration, never changed.

use minicbor::{Decode, Encode};

use super::{MethodKind, Stretch};
use crate::oprf::OprfPublicKey;
use crate::sealed::SealingKey;
use crate::signature::Document;
use crate::{Digest, LockerId, MethodId, PublicKey, RegistrationId, TrusteeId};

/// One trustee's part in a method.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct TrusteePart {
    /// Which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// The x-coordinate of its share: 1 to 255, all different.
    #[n(1)]
    pub index: u8,
    /// K = kG of the key that it made for this registration.
    #[n(2)]
    pub oprf_key: OprfPublicKey,
    /// Digest (label `masked-share`) of the masked share that it holds.
    #[n(3)]
    pub masked_share: Digest,
}

/// Everything that the envelope is bound to. Its digest (label `method-transcript`) is the salt of the envelope's key.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Transcript {
    /// Whose.
    #[n(0)]
    pub locker: LockerId,
    /// Which method; the same across registrations.
    #[n(1)]
    pub method: MethodId,
    /// Which registration of it.
    #[n(2)]
    pub registration: RegistrationId,
    /// Kind of secret.
    #[n(3)]
    pub kind: MethodKind,
    /// t: how many trustees must answer. 1 only with a single trustee.
    #[n(4)]
    pub threshold: u8,
    /// The n trustees, by ascending share index.
    #[n(5)]
    pub trustees: Vec<TrusteePart>,
    /// Argon2id settings; none for secrets that are random already.
    #[n(6)]
    pub stretch: Option<Stretch>,
    /// Public half of the method's key pair: seeds of every epoch are sealed to it.
    #[n(7)]
    pub sealing_key: SealingKey,
    /// Verifies proofs of success: the public half of a key derived from r.
    #[n(8)]
    pub success_key: PublicKey,
}

impl Document for Transcript {
    const LABEL: &'static str = "method-transcript";
    const MAX_BYTES: usize = 32 * 1024;
}

/// The fixed part of a method record.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct MethodRecord {
    /// What the envelope is bound to.
    #[n(0)]
    pub transcript: Transcript,
    /// Sealed under the key that needs the bank's half and the owner's: the method's private key and the owner public key of that day.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub envelope: Vec<u8>,
    /// Commits to the envelope's key; compared, in constant time, before the envelope is opened.
    #[n(2)]
    pub commitment: Digest,
}

impl Document for MethodRecord {
    const LABEL: &'static str = "method-record";
    const MAX_BYTES: usize = 33 * 1024;
}

impl MethodRecord {
    /// The part of `trustee`, if it has one.
    #[must_use]
    pub fn part_of(&self, trustee: TrusteeId) -> Option<&TrusteePart> {
        self.transcript.trustees.iter().find(|part| part.trustee == trustee)
    }
}
