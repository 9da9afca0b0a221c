//! One registration of a method: one OPRF key, and what opens with it.

use dlocker_protocol::method::MethodKind;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Digest, IntentId, MethodId, PublicKey, RegistrationId, Timestamp};
use minicbor::{Decode, Encode};

use crate::record::record;
use crate::refusal;

/// How long a registration may be pending, in milliseconds.
pub(super) const PENDING_LIFE: u64 = 10 * 60 * 1000;
/// How many times the key of a pending registration may be used.
pub(super) const PENDING_USES: u32 = 3;

/// A registration.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct RegistrationRecord {
    /// Which.
    #[n(0)]
    pub id: RegistrationId,
    /// Of which method.
    #[n(1)]
    pub method: MethodId,
    /// Kind of secret.
    #[n(2)]
    pub kind: MethodKind,
    /// The device that began it.
    #[n(3)]
    pub device: DeviceId,
    /// K.
    #[cbor(n(4), with = "crate::kept")]
    pub oprf_key: OprfPublicKey,
    /// k, wrapped by custody.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub wrapped_key: Vec<u8>,
    /// Where it stands.
    #[n(6)]
    pub state: RegistrationState,
    /// What the owner stored.
    #[n(7)]
    pub stored: Option<StoredRecord>,
}
record!(RegistrationRecord, "registration");

/// Where a registration stands.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum RegistrationState {
    /// Not named by a roster yet.
    #[n(0)]
    Pending {
        /// When it ends by itself.
        #[n(0)]
        expires: Timestamp,
        /// How often its key was used.
        #[n(1)]
        used: u32,
        /// Digests of the blinded elements that were evaluated: recognises retries.
        #[n(2)]
        evaluated: Vec<Digest>,
        /// The stored record was opened for real.
        #[n(3)]
        opened: bool,
    },
    /// Opens its method.
    #[n(1)]
    Current {
        /// Proved openings, the one while it was pending included. The second lets the keys go that it replaced.
        #[n(0)]
        proved: u32,
    },
    /// Opens nothing any more; its key is to be destroyed.
    #[n(2)]
    Retired {
        /// Since when.
        #[n(0)]
        at: Timestamp,
        /// The registration that took its place; none where the method was dropped.
        #[n(1)]
        replaced_by: Option<RegistrationId>,
    },
    /// Was opened for real, and waits with an intent. Opens nothing: a roster makes it current, or it ends with the intent.
    #[n(3)]
    Held {
        /// Which.
        #[n(0)]
        intent: IntentId,
    },
    /// Was taken off the roster, and is kept shut for a month: it opens nothing, unless the re-issue of a recovery brings it back.
    #[n(4)]
    Dropped {
        /// Since when.
        #[n(0)]
        at: Timestamp,
    },
}

/// What the owner stored for a registration.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct StoredRecord {
    /// Canonical bytes of the method record.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub record: Vec<u8>,
    /// Its digest.
    #[n(1)]
    pub digest: Digest,
    /// Verifies proofs of success.
    #[cbor(n(2), with = "crate::kept")]
    pub success_key: PublicKey,
    /// The masked share, wrapped by custody.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub masked_share: Vec<u8>,
    /// The sealed seed, wrapped by custody.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub sealed_seed: Vec<u8>,
    /// Digest (label `sealed-seed`) of the sealed seed.
    #[n(5)]
    pub sealed_seed_digest: Digest,
}

impl RegistrationRecord {
    /// Whether it is pending and has not lapsed.
    #[must_use]
    pub fn is_pending(&self, now: Timestamp) -> bool {
        matches!(self.state, RegistrationState::Pending { expires, .. } if now < expires)
    }

    /// Whether it was pending and has lapsed.
    #[must_use]
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        matches!(self.state, RegistrationState::Pending { expires, .. } if now >= expires)
    }

    /// Whether its stored record was opened for real.
    #[must_use]
    pub const fn is_proved(&self) -> bool {
        use RegistrationState::{Current, Held, Pending};
        matches!(self.state, Pending { opened: true, .. } | Current { .. } | Held { .. })
    }

    /// Uses the key of a pending registration of `device` once.
    pub(super) fn spend(&mut self, device: DeviceId, now: Timestamp) -> Result<(), Problem> {
        if self.device != device {
            return Err(refusal::no_registration());
        }
        match &mut self.state {
            RegistrationState::Pending { expires, used, .. } if now < *expires && *used < PENDING_USES => {
                *used += 1;
                Ok(())
            }
            _ => Err(refusal::registration_over()),
        }
    }
}
