//! What a trustee seals to the request's key.

use minicbor::{Decode, Encode};

use crate::oprf::{BlindedElement, EvaluatedElement, OprfPublicKey};
use crate::sealed::Context;
use crate::{DeviceId, LockerId, MethodId, RegistrationId, cbor};

/// Answer to an evaluation during registration.
#[derive(Encode, Decode)]
#[cbor(array)]
pub struct Evaluation {
    /// k times the blinded element.
    #[n(0)]
    pub evaluated: EvaluatedElement,
}

/// Names one counted opening; the proof of success repeats it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Opening {
    /// Number of the opening of this OPRF key, from 1.
    #[n(0)]
    pub number: u64,
    /// Fresh random bytes of the trustee's.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
}

/// Answer to a release.
#[derive(Encode, Decode)]
#[cbor(array)]
pub struct ReleaseAnswer {
    /// k times the blinded element.
    #[n(0)]
    pub evaluated: EvaluatedElement,
    /// This trustee's masked share (32 bytes).
    #[cbor(n(1), with = "minicbor::bytes")]
    pub masked_share: Vec<u8>,
    /// The locker's seed sealed to the method.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub sealed_seed: Vec<u8>,
    /// Which opening this was.
    #[n(3)]
    pub opening: Opening,
}

#[derive(Encode)]
#[cbor(array)]
struct Purpose<'a> {
    #[n(0)]
    method: MethodId,
    #[n(1)]
    oprf_key: &'a OprfPublicKey,
    #[n(2)]
    device: DeviceId,
    #[n(3)]
    blinded: &'a BlindedElement,
}

/// Where a release's answer belongs: kind `release`, epoch 0, purpose CBOR `[method, K, device, blinded]`.
#[must_use]
pub fn release_context(
    locker: LockerId,
    method: MethodId,
    oprf_key: &OprfPublicKey,
    device: DeviceId,
    blinded: &BlindedElement,
) -> Context {
    let purpose = cbor::encode(&Purpose { method, oprf_key, device, blinded });
    Context { kind: "release", locker, epoch: 0, purpose }
}

/// Where an evaluation's answer belongs: kind `evaluation`, epoch 0, purpose CBOR `[registration, blinded]`.
#[must_use]
pub fn evaluation_context(locker: LockerId, registration: RegistrationId, blinded: &BlindedElement) -> Context {
    let purpose = cbor::encode(&(registration, *blinded));
    Context { kind: "evaluation", locker, epoch: 0, purpose }
}
