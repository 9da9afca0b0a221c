//! What snapshots hold on to, and letting go of it when they are deleted.
//!
//! A snapshot lists packs and refers to earlier snapshots; both are counted, each once a snapshot. A deleted one is hidden, and released when
//! no snapshot refers to it that is not released itself: then its packs lose a pin, and so on down. The sweep collects what has no pin left.

use std::collections::BTreeSet;

use dlocker_bank::snapshot::{self, SnapshotRecord};
use dlocker_protocol::log::Event;
use dlocker_protocol::signature::Signed;
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{PackId, SnapshotId};

use super::books::Books;
use crate::store::{Ended, Fault, LockerTx};

/// The packs that a header lists, each once.
pub(crate) fn packs(header: &SnapshotHeader) -> BTreeSet<PackId> {
    header.packs.iter().map(|pack| pack.id).collect()
}

/// The snapshots that a header refers to, each once.
pub(crate) fn refers(header: &SnapshotHeader) -> BTreeSet<SnapshotId> {
    header.refers.iter().map(|one| one.id).collect()
}

/// Holds on to everything that the header names; the caller has checked that it is there.
pub(super) fn pin(tx: &mut dyn LockerTx, header: &SnapshotHeader) -> Result<(), Fault> {
    for id in packs(header) {
        if let Some(pack) = tx.pack(id)? {
            tx.put_pack(id, &snapshot::pin(pack))?;
        }
    }
    for id in refers(header) {
        if let Some(row) = tx.snapshot_row(id)? {
            tx.put_snapshot_row(id, &row.referred_once_more())?;
        }
    }
    Ok(())
}

/// Hides the snapshots that a roster deletes, and releases what nothing refers to any more.
///
/// # Errors
/// `malformed` where one is not there, or is deleted already.
pub(super) fn hide(books: &mut Books<'_>, ids: &[SnapshotId]) -> Result<(), Ended> {
    for id in ids {
        let hidden = snapshot::hide(books.tx.snapshot_row(*id)?)?;
        books.tx.put_snapshot_row(*id, &hidden)?;
        books.note(Event::SnapshotDeleted { snapshot: *id });
    }
    let mut maybe_free = ids.to_vec();
    while let Some(id) = maybe_free.pop() {
        if let Some(released) = books.tx.snapshot_row(id)?.and_then(SnapshotRecord::released) {
            maybe_free.extend(release(books.tx, id, &released)?);
        }
    }
    Ok(())
}

/// Lets go of what the snapshot held on to; gives the snapshots that it referred to.
fn release(tx: &mut dyn LockerTx, id: SnapshotId, released: &SnapshotRecord) -> Result<BTreeSet<SnapshotId>, Fault> {
    let wire = tx.snapshot_header(id)?.ok_or_else(|| Fault(format!("the header of {id} is missing")))?;
    let signed = Signed::<SnapshotHeader>::from_bytes(&wire).map_err(|e| Fault(e.to_string()))?;
    let header = signed.unverified();
    tx.put_snapshot_row(id, released)?;
    for pack_id in packs(header) {
        if let Some(pack) = tx.pack(pack_id)? {
            tx.put_pack(pack_id, &snapshot::unpin(pack))?;
        }
    }
    let refers = refers(header);
    for earlier in &refers {
        if let Some(row) = tx.snapshot_row(*earlier)? {
            tx.put_snapshot_row(*earlier, &row.referred_once_less())?;
        }
    }
    Ok(refers)
}
