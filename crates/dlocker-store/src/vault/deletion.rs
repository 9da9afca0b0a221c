//! Letting go of snapshots, and of the packs that nothing needs any more.
//!
//! A pack is there while a kept snapshot names it: by the list of its own packs, or by what it needs of an earlier one. So of a snapshot that
//! was deleted, or let go by a later one, exactly that stays which kept ones name; the rest loses a pin, and the sweep collects what has
//! none left. What goes is worked out from the headers when something is let go, so that a backup does not have to count every pack that it
//! needs.

use std::collections::BTreeSet;

use dlocker_bank::snapshot::{self, SnapshotRecord, SnapshotState};
use dlocker_protocol::log::Event;
use dlocker_protocol::signature::Signed;
use dlocker_protocol::snapshot::{Needs, PackRef, PackSet, SnapshotHeader};
use dlocker_protocol::{PackId, SnapshotId};

use super::books::Books;
use crate::store::{Ended, Fault, LockerRead, LockerTx};

/// Most headers read at a time, and the bytes after which a page ends.
const PAGE: u64 = 64;
const PAGE_BYTES: usize = 8 << 20;

/// The packs that these entries of a header's list name, each once.
pub(crate) fn packs<'p>(listed: impl IntoIterator<Item = &'p PackRef>) -> BTreeSet<PackId> {
    listed.into_iter().map(|pack| pack.id).collect()
}

/// Holds on to every pack that the header lists; the caller has checked that they are there.
pub(super) fn pin(tx: &mut dyn LockerTx, header: &SnapshotHeader) -> Result<(), Fault> {
    for id in packs(&header.packs) {
        if let Some(pack) = tx.pack(id)? {
            tx.put_pack(id, &snapshot::pin(pack))?;
        }
    }
    Ok(())
}

/// Hides the snapshots that a roster deletes, and lets go of what nothing needs any more.
///
/// # Errors
/// `malformed` where one is not there, or is deleted already.
pub(super) fn hide(books: &mut Books<'_>, ids: &[SnapshotId]) -> Result<(), Ended> {
    for id in ids {
        let hidden = snapshot::hide(books.tx.snapshot_row(*id)?)?;
        books.tx.put_snapshot_row(*id, &hidden)?;
        books.note(Event::SnapshotDeleted { snapshot: *id });
    }
    if ids.is_empty() { Ok(()) } else { Ok(reduce(books.tx)?) }
}

/// Hides the snapshots that a header lets go, and lets go of what nothing needs any more. The log has the digest of that header.
///
/// # Errors
/// `conflict` where one is not kept any more.
pub(super) fn drop_snapshots(tx: &mut dyn LockerTx, ids: &[SnapshotId]) -> Result<(), Ended> {
    for id in ids {
        let dropped = snapshot::drop_row(tx.snapshot_row(*id)?)?;
        tx.put_snapshot_row(*id, &dropped)?;
    }
    if ids.is_empty() { Ok(()) } else { Ok(reduce(tx)?) }
}

/// Takes a pin from every pack of a hidden snapshot that no kept one names.
fn reduce(tx: &mut dyn LockerTx) -> Result<(), Fault> {
    let mut needs = Needs::default();
    let mut hidden = Vec::new();
    each_held(tx, |row, header| {
        match row.state {
            SnapshotState::Kept => needs.add(header),
            SnapshotState::Hidden | SnapshotState::Released => hidden.push((header.id, row)),
        }
        Ok(())
    })?;
    for (id, row) in hidden {
        let (reduced, going) = row.clone().reduced_to(&needs.left_of(id));
        if reduced != row {
            tx.put_snapshot_row(id, &reduced)?;
            unpin(tx, id, &going)?;
        }
    }
    Ok(())
}

/// A pack that a header lists twice goes with the last of its two places.
fn unpin(tx: &mut dyn LockerTx, id: SnapshotId, going: &PackSet) -> Result<(), Fault> {
    let row = tx.snapshot_row(id)?.ok_or_else(|| Fault(format!("the row of {id} is missing")))?;
    let wire = tx.snapshot_header(id)?.ok_or_else(|| Fault(format!("the header of {id} is missing")))?;
    let signed = header_of(&wire)?;
    let header = signed.unverified();
    let left = packs(still_there(header, &row));
    let gone = header.packs.iter().zip(0..).filter(|(_, number)| going.contains(*number)).map(|(pack, _)| pack);
    for pack_id in packs(gone).difference(&left) {
        if let Some(pack) = tx.pack(*pack_id)? {
            tx.put_pack(*pack_id, &snapshot::unpin(pack))?;
        }
    }
    Ok(())
}

/// The packs of a header's list that are not gone.
pub(crate) fn still_there<'h>(
    header: &'h SnapshotHeader,
    row: &'h SnapshotRecord,
) -> impl Iterator<Item = &'h PackRef> {
    header.packs.iter().zip(0..).filter(|(_, number)| !row.gone.contains(*number)).map(|(pack, _)| pack)
}

/// Looks at every snapshot that is not released, oldest first.
pub(super) fn each_held<T: LockerRead + ?Sized>(
    tx: &T,
    mut look: impl FnMut(SnapshotRecord, &SnapshotHeader) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut after = 0;
    loop {
        let page = tx.held_snapshots(after, PAGE, PAGE_BYTES)?;
        if page.is_empty() {
            return Ok(());
        }
        for (place, wire) in page {
            after = place;
            let signed = header_of(&wire)?;
            let id = signed.unverified().id;
            let row = tx.snapshot_row(id)?.ok_or_else(|| Fault(format!("the row of {id} is missing")))?;
            look(row, signed.unverified())?;
        }
    }
}

fn header_of(wire: &[u8]) -> Result<Signed<SnapshotHeader>, Fault> {
    Signed::from_bytes(wire).map_err(|e| Fault(e.to_string()))
}
