//! A device of the locker vouches for whoever holds the new phone.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::signature::{Document, Signed};
use crate::{CaseId, DeviceId, Digest, Timestamp, TrusteeId};

/// What a device of the locker signs with its own key: the person at the new phone is known, and this code was compared with that person. Kept as evidence. No
/// Debug: the code is in it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Vouch {
    /// At which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Which case.
    #[n(1)]
    pub case: CaseId,
    /// Digest of the case's transcript, as the trustee gives it: fixes handle, device key and both nonces.
    #[n(2)]
    pub transcript: Digest,
    /// The six digits that the new phone shows, as typed.
    #[n(3)]
    pub code: String,
    /// The device that vouches.
    #[n(4)]
    pub device: DeviceId,
    /// When, by that device's clock.
    #[n(5)]
    pub at: Timestamp,
}

impl Document for Vouch {
    const LABEL: &'static str = "vouch";
    const MAX_BYTES: usize = 256;
}

/// `POST /v1/cases/{case}/vouch`, signed by an active device of the locker that has just opened it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VouchRequest {
    /// Signed with the device's key.
    #[schema(value_type = String)]
    pub vouch: Signed<Vouch>,
}

/// A vouch that counts, as the owner's devices and staff see it. Never the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VouchedView {
    /// By which device of the locker.
    pub device: DeviceId,
    /// When.
    pub at: Timestamp,
}
