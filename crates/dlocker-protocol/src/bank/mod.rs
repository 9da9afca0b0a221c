//! What a bank says about itself.

use serde::{Deserialize, Serialize};

use crate::{PublicKey, Timestamp, TrusteeId};

/// `GET /v1/bank`: open to anyone. A device checks that the id is the digest of the log key, and pins it at enrolment.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BankView {
    /// The trustee's id.
    pub id: TrusteeId,
    /// Verifies log heads.
    pub log_key: PublicKey,
    /// Verifies Locker IDs.
    pub issuer_key: PublicKey,
    /// The API that it speaks: `1`.
    pub api: u32,
    /// Its clock.
    pub now: Timestamp,
    /// How long a recovery waits by default, in seconds.
    pub recovery_wait: u64,
    /// How many officers must approve a recovery.
    pub recovery_approvals: u32,
    /// Largest number of wrong guesses for a PIN.
    pub guesses_pin: u32,
    /// Largest number of wrong guesses for a passphrase.
    pub guesses_passphrase: u32,
    /// Largest number of wrong guesses for a kit.
    pub guesses_kit: u32,
}

/// `POST /v1/nonces`: a fresh nonce; every other answer carries one in `dlocker-nonce` too.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NonceResponse {
    /// The nonce: 1 to 256 visible ASCII characters, good for ten minutes, used once.
    pub nonce: String,
}
