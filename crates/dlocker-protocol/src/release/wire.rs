//! Messages about releases. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use super::ProofOfSuccess;
use crate::Bytes;
use crate::oprf::{BlindedElement, OprfPublicKey};
use crate::signature::Signed;

/// `POST methods/{method}/releases`: counted and logged before it is answered. The same blinded element by the same device again,
/// while that opening is the device's newest, is answered again and not counted.
/// `POST registrations/{registration}/releases` is the same for a record that is still pending.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    /// The blinded secret.
    pub blinded: BlindedElement,
    /// Ephemeral X-Wing public key (1216 bytes) to which the answer is sealed.
    pub reply_key: Bytes,
}

/// Answer to a release.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReleaseResponse {
    /// K of the key that answered.
    pub oprf_key: OprfPublicKey,
    /// [`ReleaseAnswer`](super::ReleaseAnswer) sealed to the reply key.
    pub sealed: Bytes,
    /// Canonical bytes of the fixed part of the method's record.
    pub record: Bytes,
}

/// `POST methods/{method}/openings/{number}` (or under `registrations/{registration}`): how the opening ended. Without a proof it says that the secret was wrong,
/// so that whoever waits behind it is served at once; the guess stays counted.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleRequest {
    /// The proof, if the secret was right.
    #[schema(value_type = Option<String>)]
    pub proof: Option<Signed<ProofOfSuccess>>,
}

/// Answer to a settled opening.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettleResponse {
    /// Guesses left to this device.
    pub guesses_left: u32,
}
