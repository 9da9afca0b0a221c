//! What an intent says.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::roster::{Contacts, RecoveryRule, Retention, RosterDevice, RosterMethod};
use crate::signature::Document;
use crate::{DeviceId, Digest, IntentId, LockerId, MethodId, RegistrationId, SnapshotId, Timestamp};

/// A change that is to be made after the wait. Signed with the owner key of the epoch, so it needed an unlock.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Intent {
    /// Whose.
    #[n(0)]
    pub locker: LockerId,
    /// Which.
    #[n(1)]
    pub id: IntentId,
    /// Digest of the roster that was current: its owner key verifies this.
    #[n(2)]
    pub roster: Digest,
    /// The device at which it was made.
    #[n(3)]
    pub device: DeviceId,
    /// What is to change.
    #[n(4)]
    pub change: Change,
    /// When, by that device's clock.
    #[n(5)]
    pub at: Timestamp,
}

impl Document for Intent {
    const LABEL: &'static str = "intent";
    const MAX_BYTES: usize = 8 * 1024;
}

/// One weakening change. Codes are never reused.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Change {
    /// A device comes onto the roster, with this entry.
    #[n(0)]
    AddDevice(#[n(0)] RosterDevice),
    /// A method comes onto the roster, with this entry. Its registration was opened for real and is held meanwhile; it opens nothing yet.
    #[n(1)]
    AddMethod {
        /// The entry, whole.
        #[n(0)]
        entry: RosterMethod,
        /// The registration that becomes current with it.
        #[n(1)]
        registration: RegistrationId,
    },
    /// A method leaves the roster.
    #[n(2)]
    RemoveMethod {
        /// Which.
        #[n(0)]
        method: MethodId,
    },
    /// The waiting period of recoveries becomes shorter.
    #[n(3)]
    ShortenWait {
        /// The new choice in seconds; the bank's own where absent.
        #[n(0)]
        seconds: Option<u64>,
    },
    /// Snapshots are deleted.
    #[n(4)]
    DeleteSnapshots {
        /// Which: 1 to 256, in ascending order of their ids.
        #[n(0)]
        snapshots: Vec<SnapshotId>,
    },
    /// Fewer backups stay when newer ones come.
    #[n(5)]
    ShortenHistory {
        /// The new choice; all stay where absent.
        #[n(0)]
        retention: Option<Retention>,
    },
    /// The locker is closed, and everything in it is deleted. No roster carries that out: a [`Closing`](crate::locker::Closing) does.
    #[n(6)]
    CloseLocker,
    /// Recoveries become easier: fewer pieces of evidence, more kinds of them, or a shorter wait where they agree.
    #[n(7)]
    WeakenRecovery {
        /// The new choice; the bank's own rule where absent.
        #[n(0)]
        rule: Option<RecoveryRule>,
    },
    /// Other addresses are told too.
    #[n(8)]
    ChooseContacts {
        /// The whole new list.
        #[n(0)]
        contacts: Contacts,
    },
}

/// The kind of a change. Codes are never reused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A device is added.
    #[n(0)]
    AddDevice,
    /// A method is added.
    #[n(1)]
    AddMethod,
    /// A method is removed.
    #[n(2)]
    RemoveMethod,
    /// The wait is shortened.
    #[n(3)]
    ShortenWait,
    /// Snapshots are deleted.
    #[n(4)]
    DeleteSnapshots,
    /// Fewer backups stay.
    #[n(5)]
    ShortenHistory,
    /// The locker is closed.
    #[n(6)]
    CloseLocker,
    /// Recoveries become easier.
    #[n(7)]
    WeakenRecovery,
    /// Contacts are changed.
    #[n(8)]
    ChooseContacts,
}

impl ChangeKind {
    /// In words that complete `… asked to`: the bank's messages and the owner's programs say the same.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AddDevice => "let another device in",
            Self::AddMethod => "add an unlock method",
            Self::RemoveMethod => "remove an unlock method",
            Self::ShortenWait => "shorten the waiting period of recoveries",
            Self::ShortenHistory => "keep fewer old backups",
            Self::DeleteSnapshots => "delete backups",
            Self::WeakenRecovery => "make recoveries easier",
            Self::CloseLocker => "close this locker for good and delete everything in it",
            Self::ChooseContacts => "change which other addresses are told",
        }
    }
}

impl Change {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::AddDevice(_) => ChangeKind::AddDevice,
            Self::AddMethod { .. } => ChangeKind::AddMethod,
            Self::RemoveMethod { .. } => ChangeKind::RemoveMethod,
            Self::ShortenWait { .. } => ChangeKind::ShortenWait,
            Self::DeleteSnapshots { .. } => ChangeKind::DeleteSnapshots,
            Self::ShortenHistory { .. } => ChangeKind::ShortenHistory,
            Self::CloseLocker => ChangeKind::CloseLocker,
            Self::WeakenRecovery { .. } => ChangeKind::WeakenRecovery,
            Self::ChooseContacts { .. } => ChangeKind::ChooseContacts,
        }
    }

    /// Whether it adds a device or a method: at once during the locker's first day.
    #[must_use]
    pub const fn is_addition(&self) -> bool {
        matches!(self, Self::AddDevice(_) | Self::AddMethod { .. })
    }
}
