//! The proof of success: clears the guesses of the device that opened.

use minicbor::{Decode, Encode};

use super::Opening;
use crate::oprf::OprfPublicKey;
use crate::signature::Document;
use crate::{DeviceId, LockerId, MethodId, TrusteeId};

/// Signed with a key derived from r, which only a right guess gives. Used once, by this device, for this opening.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ProofOfSuccess {
    /// For which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Which locker.
    #[n(1)]
    pub locker: LockerId,
    /// Which method.
    #[n(2)]
    pub method: MethodId,
    /// Which OPRF key.
    #[n(3)]
    pub oprf_key: OprfPublicKey,
    /// Which opening.
    #[n(4)]
    pub opening: Opening,
    /// Which device.
    #[n(5)]
    pub device: DeviceId,
}

impl Document for ProofOfSuccess {
    const LABEL: &'static str = "proof-of-success";
    const MAX_BYTES: usize = 512;
}
