//! Entries of the visit log.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::method::MethodKind;
use crate::signature::Document;
use crate::{CaseId, DeviceId, Digest, LockerId, MethodId, RegistrationId, SnapshotId, Timestamp};

/// Who did it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A device of this locker, or the new device of a recovery.
    #[n(0)]
    Device(#[n(0)] DeviceId),
    /// A member of the bank's staff, by name.
    #[n(1)]
    Staff(#[n(0)] String),
    /// The bank's program itself.
    #[n(2)]
    Bank,
}

/// What happened. Codes are never reused.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// An invite was made: the locker exists.
    #[n(0)]
    Invited,
    /// A device enrolled with the invite, and a Locker ID was issued to its key.
    #[n(1)]
    Enrolled {
        /// Which device.
        #[n(0)]
        device: DeviceId,
    },
    /// A device presented its Locker ID and is admitted.
    #[n(2)]
    Admitted {
        /// Which device.
        #[n(0)]
        device: DeviceId,
    },
    /// A registration was begun: a fresh OPRF key exists for it.
    #[n(3)]
    Registered {
        /// Which method.
        #[n(0)]
        method: MethodId,
        /// Kind of the method.
        #[n(1)]
        kind: MethodKind,
        /// Which registration.
        #[n(2)]
        registration: RegistrationId,
    },
    /// The key of a pending registration was used.
    #[n(4)]
    Evaluated {
        /// Which registration.
        #[n(0)]
        registration: RegistrationId,
    },
    /// A release: the bank's key was used for one opening.
    #[n(5)]
    Released {
        /// Which method.
        #[n(0)]
        method: MethodId,
        /// Number of the opening of its present key.
        #[n(1)]
        opening: u64,
    },
    /// The device proved that it opened.
    #[n(6)]
    Opened {
        /// Which method.
        #[n(0)]
        method: MethodId,
        /// Number of the opening.
        #[n(1)]
        opening: u64,
    },
    /// A new roster is current.
    #[n(7)]
    RosterPublished {
        /// Its number.
        #[n(0)]
        number: u64,
        /// Its epoch.
        #[n(1)]
        epoch: u64,
        /// Its digest.
        #[n(2)]
        digest: Digest,
    },
    /// A snapshot was committed.
    #[n(8)]
    SnapshotCommitted {
        /// Which.
        #[n(0)]
        snapshot: SnapshotId,
        /// Digest of its header.
        #[n(1)]
        digest: Digest,
    },
    /// A recovery case got its first accepted evidence, and its waiting period began.
    #[n(9)]
    CaseAlarmed {
        /// Which case.
        #[n(0)]
        case: CaseId,
        /// The device that would be let in.
        #[n(1)]
        device: DeviceId,
        /// When it may be carried out.
        #[n(2)]
        due: Timestamp,
    },
    /// An officer approved a recovery case.
    #[n(10)]
    CaseApproved {
        /// Which case.
        #[n(0)]
        case: CaseId,
        /// Digest of the signed approval.
        #[n(1)]
        approval: Digest,
    },
    /// An officer rejected a recovery case.
    #[n(11)]
    CaseRejected {
        /// Which case.
        #[n(0)]
        case: CaseId,
    },
    /// A device of the locker vetoed a recovery case.
    #[n(12)]
    CaseVetoed {
        /// Which case.
        #[n(0)]
        case: CaseId,
    },
    /// Three wrong codes were entered, and the case is closed.
    #[n(13)]
    CaseClosed {
        /// Which case.
        #[n(0)]
        case: CaseId,
    },
    /// The Locker ID was re-issued to a new device; all others are suspended.
    #[n(14)]
    Reissued {
        /// Which case.
        #[n(0)]
        case: CaseId,
        /// The new device.
        #[n(1)]
        device: DeviceId,
    },
    /// The guesses of a method were thawed, for one device alone.
    #[n(15)]
    Thawed {
        /// Which method.
        #[n(0)]
        method: MethodId,
        /// For which device.
        #[n(1)]
        device: DeviceId,
    },
    /// The OPRF key of a replaced registration was destroyed.
    #[n(16)]
    KeyDestroyed {
        /// Which registration.
        #[n(0)]
        registration: RegistrationId,
    },
}

/// One entry. Its digest (label `log-entry`) is what the next entry and the head name.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LogEntry {
    /// Whose.
    #[n(0)]
    pub locker: LockerId,
    /// From 1, without gaps.
    #[n(1)]
    pub number: u64,
    /// Digest of the entry before; none for the first.
    #[n(2)]
    pub previous: Option<Digest>,
    /// When, by the trustee's clock; never before the entry before.
    #[n(3)]
    pub at: Timestamp,
    /// Who.
    #[n(4)]
    pub actor: Actor,
    /// What.
    #[n(5)]
    pub event: Event,
}

impl Document for LogEntry {
    const LABEL: &'static str = "log-entry";
    const MAX_BYTES: usize = 1024;
}
