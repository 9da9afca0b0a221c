//! The document of a home.

use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{
    Bytes, CaseId, DeviceId, Digest, Handle, LockerId, PublicKey, SnapshotId, Timestamp, TrusteeId,
};
use serde::{Deserialize, Serialize};

/// Everything a device remembers besides its key, the rosters and the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeDocument {
    /// [`HomeDocument::VERSION`].
    pub version: u32,
    /// The locker of this device, once it is enrolled or recovered.
    pub enrolled: Option<Enrolled>,
    /// The recovery that this device asked for, until it is done.
    pub recovery: Option<RecoveryCase>,
    /// The newest backup made here.
    pub last_backup: Option<LastBackup>,
    /// What an interrupted backup left, if it is newer than that backup.
    #[serde(default)]
    pub last_part: Option<LastPart>,
    /// When something was last opened for real here.
    pub last_proof: Option<LastProof>,
    /// Lockers that this device had before its owner started afresh, oldest first: should a kit turn up, it opens the old one.
    #[serde(default)]
    pub former: Vec<Enrolled>,
    /// Number of the newest entry of the visit log that was shown as a message.
    #[serde(default)]
    pub seen: u64,
    /// What was exported before the locker is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported: Option<Exported>,
    /// The locker was closed: what is here is being cleared away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

impl HomeDocument {
    /// The version of this form.
    pub const VERSION: u32 = 1;
}

impl Default for HomeDocument {
    fn default() -> Self {
        Self {
            version: Self::VERSION,
            enrolled: None,
            recovery: None,
            last_backup: None,
            last_part: None,
            last_proof: None,
            former: Vec::new(),
            seen: 0,
            exported: None,
            closed: None,
        }
    }
}

/// What was exported before the locker is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    /// Where to, in the words of the program.
    pub place: String,
    /// Which backups, in ascending order of their ids.
    pub snapshots: Vec<SnapshotId>,
}

/// How the locker was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When, by the bank's clock.
    pub at: Timestamp,
    /// The device at which the owner signed that.
    pub by: DeviceId,
}

/// A bank as this device first saw it. The id is the digest of the log key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedBank {
    /// Scheme, host and port.
    pub url: String,
    /// Its id.
    pub id: TrusteeId,
    /// Verifies its log heads.
    pub log_key: PublicKey,
    /// Verifies its Locker IDs.
    pub issuer_key: PublicKey,
}

/// The locker of this device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// The bank.
    pub bank: PinnedBank,
    /// The locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// The Locker ID; empty until a device that joins has got it.
    pub locker_id: String,
    /// Whether the bank has admitted this device.
    pub admitted: bool,
    /// Digest of the newest roster that this device believes.
    pub roster: Option<Digest>,
    /// Digest of the first roster, kept before it is sent: it is pinned if the bank turns out to have it.
    pub first_roster: Option<Digest>,
    /// Epoch that this device seals to: it changes only after an unlock here.
    pub epoch: u64,
    /// Newest place of the visit log that this device has checked.
    pub log: LogPosition,
    /// This device asked to join by a link, and has not yet seen a roster that admits it: `roster` and `epoch` come from the link.
    #[serde(default)]
    pub joining: bool,
}

/// A recovery that this device asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryCase {
    /// The bank.
    pub bank: PinnedBank,
    /// The handle that was named.
    pub handle: Handle,
    /// The case.
    pub case: CaseId,
    /// This device's nonce, 32 bytes.
    pub phone_nonce: Bytes,
    /// The bank's nonce, 32 bytes.
    pub bank_nonce: Bytes,
    /// Where the wallet is being restored to, once that has begun.
    pub restored: Option<RestoredTo>,
}

/// Where a recovery restores the wallet to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoredTo {
    /// The place, in the words of the program.
    pub place: String,
    /// Whether all of it is there: only the rotation is still to do.
    pub whole: bool,
}

/// The newest backup made on this device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastBackup {
    /// Which snapshot.
    pub snapshot: SnapshotId,
    /// Its number in this device's chain.
    pub number: u64,
    /// Digest of its header.
    pub digest: Digest,
    /// When.
    pub at: Timestamp,
    /// Items in it.
    pub items: u64,
    /// Bytes in them.
    pub bytes: u64,
}

/// What an interrupted backup left in the locker.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastPart {
    /// Which snapshot.
    pub snapshot: SnapshotId,
    /// Its number in this device's chain.
    pub number: u64,
    /// Digest of its header.
    pub digest: Digest,
}

/// The last time something was really opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastProof {
    /// When.
    pub at: Timestamp,
    /// With what kind of method.
    pub kind: dlocker_protocol::method::MethodKind,
    /// Which snapshot's root was opened, if there was one.
    pub snapshot: Option<SnapshotId>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_home_from_before_devices_could_join_still_loads() {
        let mut document = serde_json::to_value(HomeDocument::default()).unwrap();
        let fields = document.as_object_mut().unwrap();
        assert!(fields.remove("former").is_some() && fields.remove("seen").is_some());
        assert!(fields.remove("last_part").is_some());
        let loaded: HomeDocument = serde_json::from_value(document).unwrap();
        assert!(loaded.former.is_empty() && loaded.seen == 0);
    }
}
