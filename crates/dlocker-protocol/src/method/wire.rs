//! Messages about methods. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use super::MethodKind;
use crate::oprf::{BlindedElement, OprfPublicKey};
use crate::{Bytes, MethodId, RegistrationId};

/// `POST registrations`: asks for a fresh OPRF key. The registration's id makes a retry the same request.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// Chosen by the owner, random.
    pub registration: RegistrationId,
    /// The method that it is for: a new one, or one to be registered anew.
    pub method: MethodId,
    /// Kind of secret; for an existing method, the same as before.
    pub kind: MethodKind,
    /// How many wrong guesses the owner wants to allow; the bank's maximum if absent, and never above it.
    pub guesses: Option<u32>,
}

/// Answer to `POST registrations`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegisterResponse {
    /// K of the fresh key.
    pub oprf_key: OprfPublicKey,
    /// The limit that will hold.
    pub guesses: u32,
    /// When the pending registration ends, RFC 3339.
    pub expires: crate::Timestamp,
}

/// `POST registrations/{registration}/evaluations`: at most three for one registration, each counted before it is answered.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateRequest {
    /// The blinded secret.
    pub blinded: BlindedElement,
    /// Ephemeral X-Wing public key (1216 bytes) to which the answer is sealed.
    pub reply_key: Bytes,
}

/// Answer to an evaluation: [`Evaluation`](crate::release::Evaluation) sealed to the reply key.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EvaluateResponse {
    /// Sealed bytes.
    pub sealed: Bytes,
}

/// `PUT registrations/{registration}/record`: what the trustee keeps. Pending until a roster names it and it has been opened for real.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreRecordRequest {
    /// Canonical bytes of the [`MethodRecord`](super::MethodRecord).
    pub record: Bytes,
    /// This trustee's masked share (32 bytes).
    pub masked_share: Bytes,
    /// The locker's seed sealed to the method's public key.
    pub sealed_seed: Bytes,
}

/// State of a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MethodState {
    /// Opens.
    Active,
    /// Out of guesses: opens nothing until it is thawed.
    Frozen,
    /// Opens, and is registered anew at its next use: it was kept by a rotation without being at hand.
    Renew,
}

/// A method as an admitted device sees it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MethodView {
    /// Its id.
    pub id: MethodId,
    /// Its kind.
    pub kind: MethodKind,
    /// Active, frozen, or to be renewed.
    pub state: MethodState,
    /// Guesses left to the asking device before the method freezes.
    pub guesses_left: u32,
    /// The limit.
    pub guesses: u32,
    /// Wrong or unproved guesses by device, so that the owner sees whose they were.
    pub guesses_by: Vec<GuessesBy>,
    /// Canonical bytes of the fixed part.
    pub record: Bytes,
}

/// Guesses that one device has spent.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GuessesBy {
    /// The device.
    pub device: crate::DeviceId,
    /// How many, since its last success.
    pub spent: u32,
}
