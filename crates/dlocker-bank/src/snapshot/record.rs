//! What the bank keeps of a snapshot beside its header, which stays for ever so that chains can be checked.
//!
//! ```text
//! kept -> hidden (deleted by a roster, or let go by a later snapshot; its packs go one by one when no kept snapshot names them any more)
//!      -> released (none is left)
//! ```

use dlocker_protocol::problem::Problem;
use dlocker_protocol::snapshot::{PackSet, SnapshotRef};
use dlocker_protocol::{Digest, Timestamp};

use super::PackRecord;
use crate::refusal;

/// A snapshot's row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotRecord {
    /// Its place in the locker, from 1.
    pub place: u64,
    /// Digest of its header.
    pub digest: Digest,
    /// When it was committed, by the bank's clock.
    pub at: Timestamp,
    /// Where it stands.
    pub state: SnapshotState,
    /// Let go by a later snapshot, and not deleted by a roster.
    pub dropped: bool,
    /// How many packs its header lists.
    pub packs: u32,
    /// Which of them are gone, or going.
    pub gone: PackSet,
}

/// Where a snapshot stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotState {
    /// Part of the history.
    Kept,
    /// Deleted or let go, but a kept one needs some of it.
    Hidden,
    /// Deleted or let go, and nothing is left of it but its header.
    Released,
}

impl SnapshotRecord {
    /// A snapshot that was just committed, with so many packs.
    #[must_use]
    pub const fn committed(place: u64, digest: Digest, packs: u32, at: Timestamp) -> Self {
        Self { place, digest, at, state: SnapshotState::Kept, dropped: false, packs, gone: PackSet::new() }
    }

    /// Whether everything that `named` says is there.
    #[must_use]
    pub fn has(&self, named: &SnapshotRef) -> bool {
        self.digest == named.digest && named.packs.is_within(self.packs) && named.packs.is_apart_from(&self.gone)
    }

    /// The row of a snapshot that is not kept, once only `left` of it is needed, and the packs that go now. A kept one loses none.
    #[must_use]
    pub fn reduced_to(self, left: &PackSet) -> (Self, PackSet) {
        if self.state == SnapshotState::Kept {
            return (self, PackSet::new());
        }
        let gone = PackSet::first(self.packs).without(left);
        let now = gone.without(&self.gone);
        let state = if left.is_empty() { SnapshotState::Released } else { SnapshotState::Hidden };
        (Self { state, gone, ..self }, now)
    }
}

/// The row once a roster has deleted the snapshot. One that was let go may be deleted too, so that a change that waited is not in vain.
///
/// # Errors
/// `malformed` where there is no such snapshot, or it is deleted already.
pub fn hide(row: Option<SnapshotRecord>) -> Result<SnapshotRecord, Problem> {
    let row = row.filter(|row| row.state == SnapshotState::Kept || row.dropped).ok_or_else(refusal::not_to_delete)?;
    let state = if row.state == SnapshotState::Kept { SnapshotState::Hidden } else { row.state };
    Ok(SnapshotRecord { state, dropped: false, ..row })
}

/// The row once a later snapshot has let it go.
///
/// # Errors
/// `conflict` where there is no such snapshot, or it is hidden already.
pub fn drop_row(row: Option<SnapshotRecord>) -> Result<SnapshotRecord, Problem> {
    let kept = row.filter(|row| row.state == SnapshotState::Kept).ok_or_else(refusal::not_to_drop)?;
    Ok(SnapshotRecord { state: SnapshotState::Hidden, dropped: true, ..kept })
}

/// The pack once one more snapshot lists it.
#[must_use]
pub fn pin(pack: PackRecord) -> PackRecord {
    PackRecord { pins: pack.pins.saturating_add(1), released: false, ..pack }
}

/// The pack once it is gone from a snapshot that lists it. Without a pin it is to be collected, however young it is.
#[must_use]
pub fn unpin(pack: PackRecord) -> PackRecord {
    let pins = pack.pins.saturating_sub(1);
    PackRecord { pins, released: pins == 0, ..pack }
}
