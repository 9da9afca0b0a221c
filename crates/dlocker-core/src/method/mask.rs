//! Masking a share with a trustee's output.

use dlocker_protocol::method::Transcript;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::{Digest, TrusteeId, cbor};
use minicbor::Encode;

use crate::derive::{Key, derive};
use crate::oprf::OprfOutput;

/// Digest (label `masked-share`) by which a record names a masked share.
#[must_use]
pub fn masked_share_digest(masked: &[u8]) -> Digest {
    Digest::of("masked-share", masked)
}

/// Which share: everything about it but its bytes.
#[derive(Encode)]
#[cbor(array)]
pub(super) struct Place {
    #[n(0)]
    pub(super) locker: dlocker_protocol::LockerId,
    #[n(1)]
    pub(super) method: dlocker_protocol::MethodId,
    #[n(2)]
    pub(super) registration: dlocker_protocol::RegistrationId,
    #[n(3)]
    pub(super) trustee: TrusteeId,
    #[n(4)]
    pub(super) index: u8,
    #[n(5)]
    pub(super) oprf_key: OprfPublicKey,
}

impl Place {
    /// The place of the share with this index in a method.
    pub(super) fn of(transcript: &Transcript, index: u8) -> Option<Self> {
        let part = transcript.trustees.iter().find(|part| part.index == index)?;
        Some(Self {
            locker: transcript.locker,
            method: transcript.method,
            registration: transcript.registration,
            trustee: part.trustee,
            index,
            oprf_key: part.oprf_key,
        })
    }
}

/// Masks a share, or unmasks it: XOR with a key that only this trustee's output gives.
pub(super) fn mask(share: &[u8; 32], place: &Place, output: &OprfOutput) -> Key {
    let mut masked = derive(output.as_bytes(), &[], "share-mask", &cbor::encode(place));
    masked.iter_mut().zip(share).for_each(|(byte, share)| *byte ^= share);
    masked
}
