//! Messages about rosters. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use crate::{Bytes, Digest, MethodId, RegistrationId};

/// The changing part of one method's record, published together with the roster that names its digest.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpochPart {
    /// Which method.
    pub method: MethodId,
    /// The registration that becomes current with this roster; absent if the present one stays.
    pub registration: Option<RegistrationId>,
    /// The seed of the roster's epoch sealed to the method; absent if the stored one stays.
    pub sealed_seed: Option<Bytes>,
}

/// `POST rosters`: the one compare-and-set. Makes roster, public keys and method records current together, or changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRosterRequest {
    /// Digest of the roster that this one replaces; absent for the first.
    pub expected: Option<Digest>,
    /// Wire form of the signed roster.
    pub roster: Bytes,
    /// One for each method whose record or sealed seed changes.
    pub epoch_parts: Vec<EpochPart>,
}

/// Answer to `POST rosters`; the same for a retry of the roster that is already current.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublishRosterResponse {
    /// Digest of the roster that is now current.
    pub digest: Digest,
}

/// `GET rosters?from=N`: at most 64 signed rosters in order from number N.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RostersPage {
    /// Wire forms.
    pub rosters: Vec<Bytes>,
    /// Number of the current roster; 0 if there is none yet.
    pub current: u64,
}
