//! Entries of the visit log.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::intent::ChangeKind;
use crate::method::MethodKind;
use crate::signature::Document;
use crate::{CaseId, DeviceId, Digest, IntentId, LinkId, LockerId, MethodId, RegistrationId, SnapshotId, Timestamp};

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
        /// The owner stood before the officer.
        #[n(2)]
        face_to_face: bool,
        /// Since when the phone is lost, as this officer was told.
        #[n(3)]
        lost_since: Option<Timestamp>,
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
        /// The device had just opened the locker.
        #[n(1)]
        unlocked: bool,
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
        /// Since when the phone is lost, by the officers' word.
        #[n(2)]
        lost_since: Option<Timestamp>,
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
    /// A link was made by which one device may join.
    #[n(17)]
    LinkMade {
        /// Which.
        #[n(0)]
        link: LinkId,
    },
    /// A device asked to join, by a link.
    #[n(18)]
    JoinAsked {
        /// Which device.
        #[n(0)]
        device: DeviceId,
        /// By which link.
        #[n(1)]
        link: LinkId,
    },
    /// A change that waits was asked for, with an unlock.
    #[n(19)]
    IntentMade {
        /// Which intent.
        #[n(0)]
        intent: IntentId,
        /// What kind of change.
        #[n(1)]
        change: ChangeKind,
        /// When it may be completed.
        #[n(2)]
        due: Timestamp,
    },
    /// A device of the locker stopped an intent.
    #[n(20)]
    IntentStopped {
        /// Which intent.
        #[n(0)]
        intent: IntentId,
    },
    /// An intent was completed: the roster published with this entry carries it out.
    #[n(21)]
    IntentCompleted {
        /// Which intent.
        #[n(0)]
        intent: IntentId,
    },
    /// An intent ended without being completed or stopped: by a recovery, or because nobody completed it in time.
    #[n(22)]
    IntentCancelled {
        /// Which intent.
        #[n(0)]
        intent: IntentId,
    },
    /// The locker was frozen: no openings and no changes.
    #[n(23)]
    LockerFrozen {
        /// When it lapses; never, if the owner was identified.
        #[n(0)]
        lapses: Option<Timestamp>,
    },
    /// A freeze of the locker ended: lifted by staff or by a re-issue, or lapsed.
    #[n(24)]
    LockerThawed,
    /// Staff suspended a device that was reported lost, for as long as a case is under way.
    #[n(25)]
    DeviceSuspended {
        /// Which device.
        #[n(0)]
        device: DeviceId,
        /// For which case.
        #[n(1)]
        case: CaseId,
    },
    /// The case ended without a recovery, and a device that was suspended for it is let in again.
    #[n(26)]
    DeviceReinstated {
        /// Which device.
        #[n(0)]
        device: DeviceId,
    },
    /// A snapshot was deleted: it is hidden now.
    #[n(27)]
    SnapshotDeleted {
        /// Which.
        #[n(0)]
        snapshot: SnapshotId,
    },
    /// Its owner started afresh in another locker; this one stays shut, and is kept.
    #[n(28)]
    Shut {
        /// The device that did.
        #[n(0)]
        device: DeviceId,
    },
    /// A credential of another issuer was presented in a case, and agrees with who the owner is known to be.
    #[n(40)]
    CasePresented {
        /// In which case.
        #[n(0)]
        case: CaseId,
        /// What the trustee calls this kind of credential.
        #[n(1)]
        entry: String,
    },
    /// The owner is known by a credential from now on.
    #[n(41)]
    IdentityBound {
        /// What the trustee calls this kind of credential.
        #[n(0)]
        entry: String,
    },
    /// The owner will be known by a credential, unless a device says no.
    #[n(42)]
    IdentityWaits {
        /// What the trustee calls this kind of credential.
        #[n(0)]
        entry: String,
        /// From when on.
        #[n(1)]
        due: Timestamp,
    },
    /// A credential by which the owner was to be known does not count: a device said no, the locker was frozen, or a recovery was carried out.
    #[n(43)]
    IdentityStopped {
        /// What the trustee calls this kind of credential.
        #[n(0)]
        entry: String,
    },
    /// A device of the locker vouched for whoever holds the new phone of a recovery case.
    #[n(44)]
    CaseVouched {
        /// In which case.
        #[n(0)]
        case: CaseId,
    },
    /// The locker was closed: everything in it is deleted. The last entry.
    #[n(29)]
    Closed {
        /// Digest of the closing that the owner signed.
        #[n(0)]
        closing: Digest,
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
