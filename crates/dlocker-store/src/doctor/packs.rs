//! Packs and snapshots: bytes are there and intact, what is referred to is there, and the room is counted rightly.

use std::collections::BTreeMap;

use dlocker_bank::locker::LockerRecord;
use dlocker_bank::snapshot::{PackRecord, PackState};
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{Digest, PackId};

use super::{Chart, Severity};
use crate::blobs::{Blobs, FolderBlobs};
use crate::store::{Fault, LockerRead};

const PAGE: u64 = 64;
const PAGE_BYTES: usize = 8 << 20;

pub(super) fn examine(
    chart: &mut Chart<'_>,
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    blobs: &FolderBlobs,
) -> Result<(), Fault> {
    let packs: BTreeMap<PackId, PackRecord> = tx.packs()?.into_iter().collect();
    let room: u64 = packs.values().map(|pack| pack.size.bytes() as u64).sum();
    chart.require(room == locker.used, "the bytes used are counted wrongly");
    examine_snapshots(chart, tx, locker, &packs)?;
    for (id, pack) in packs.iter().filter(|(_, pack)| pack.state == PackState::Stored) {
        match blobs.get(tx.id(), *id)? {
            None => chart.error(format!("the bytes of {id} are missing")),
            Some(bytes) if Digest::plain(&bytes) != pack.digest => {
                chart.error(format!("the bytes of {id} are damaged"))
            }
            Some(_) => {}
        }
    }
    for stray in blobs.list(tx.id())?.iter().filter(|id| !packs.contains_key(id)) {
        let advice = "It takes room and nothing else. Remove the file while the bank is stopped.";
        chart.add(Severity::Warning, format!("{stray} is no pack of this locker"), advice);
    }
    Ok(())
}

fn examine_snapshots(
    chart: &mut Chart<'_>,
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    packs: &BTreeMap<PackId, PackRecord>,
) -> Result<(), Fault> {
    let mut place = 0;
    loop {
        let page = tx.snapshots(place, PAGE, PAGE_BYTES)?;
        if page.is_empty() {
            break;
        }
        for (at, wire) in page {
            chart.require(at == place + 1, format!("snapshots are missing before place {at}"));
            place = at;
            examine_header(chart, locker, packs, (place, &wire));
        }
    }
    chart.require(place == locker.snapshots, "the newest snapshots are missing");
    Ok(())
}

fn examine_header(
    chart: &mut Chart<'_>,
    locker: &LockerRecord,
    packs: &BTreeMap<PackId, PackRecord>,
    (place, wire): (u64, &[u8]),
) {
    let Ok(signed) = Signed::<SnapshotHeader>::from_bytes(wire) else {
        chart.error(format!("the {} at place {place} is damaged", SnapshotHeader::LABEL));
        return;
    };
    let key = locker.device(signed.unverified().device).map(|device| device.key);
    let header = key.and_then(|key| signed.verify(&key).ok());
    chart.require(header.is_some(), format!("the snapshot at place {place} is not signed by a device of the locker"));
    for named in &signed.unverified().packs {
        let kept = packs.get(&named.id).is_some_and(|pack| pack.pinned && pack.digest == named.digest);
        chart.require(kept, format!("{} of the snapshot at place {place} is not kept", named.id));
    }
}
