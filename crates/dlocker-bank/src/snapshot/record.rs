//! What the bank keeps of a snapshot beside its header, which stays for ever so that chains can be checked.
//!
//! ```text
//! kept -> hidden (a roster deleted it) -> released (nothing refers to it any more; its packs lose a pin)
//! ```

use dlocker_protocol::Digest;
use dlocker_protocol::problem::Problem;

use super::PackRecord;
use crate::refusal;

/// A snapshot's row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SnapshotRecord {
    /// Its place in the locker, from 1.
    pub place: u64,
    /// Digest of its header.
    pub digest: Digest,
    /// Where it stands.
    pub state: SnapshotState,
    /// How many snapshots refer to it that are not released.
    pub referred: u64,
}

/// Where a snapshot stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotState {
    /// Part of the history.
    Kept,
    /// Deleted, but a snapshot that is not may need its keys and packs.
    Hidden,
    /// Deleted, and nothing needs it: its packs are let go.
    Released,
}

impl SnapshotRecord {
    /// A snapshot that was just committed.
    #[must_use]
    pub const fn committed(place: u64, digest: Digest) -> Self {
        Self { place, digest, state: SnapshotState::Kept, referred: 0 }
    }

    /// Released, if it is hidden and nothing refers to it.
    #[must_use]
    pub fn released(self) -> Option<Self> {
        let free = self.state == SnapshotState::Hidden && self.referred == 0;
        free.then_some(Self { state: SnapshotState::Released, ..self })
    }

    /// One more snapshot refers to it.
    #[must_use]
    pub const fn referred_once_more(self) -> Self {
        Self { referred: self.referred.saturating_add(1), ..self }
    }

    /// A snapshot that referred to it was released.
    #[must_use]
    pub const fn referred_once_less(self) -> Self {
        Self { referred: self.referred.saturating_sub(1), ..self }
    }
}

/// The row once a roster has deleted the snapshot.
///
/// # Errors
/// `malformed` where there is no such snapshot, or it is deleted already.
pub fn hide(row: Option<SnapshotRecord>) -> Result<SnapshotRecord, Problem> {
    let kept = row.filter(|row| row.state == SnapshotState::Kept).ok_or_else(refusal::not_to_delete)?;
    Ok(SnapshotRecord { state: SnapshotState::Hidden, ..kept })
}

/// The pack once one more snapshot lists it.
#[must_use]
pub fn pin(pack: PackRecord) -> PackRecord {
    PackRecord { pins: pack.pins.saturating_add(1), released: false, ..pack }
}

/// The pack once a snapshot that lists it is released. Without a pin it is to be collected, however young it is.
#[must_use]
pub fn unpin(pack: PackRecord) -> PackRecord {
    let pins = pack.pins.saturating_sub(1);
    PackRecord { pins, released: pins == 0, ..pack }
}
