//! Packs and snapshots: bytes are there and intact, what is referred to is there, and the room is counted rightly.

use std::collections::BTreeMap;

use dlocker_bank::locker::LockerRecord;
use dlocker_bank::snapshot::{PackRecord, PackState, SnapshotRecord, SnapshotState};
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::snapshot::{Needs, SnapshotHeader};
use dlocker_protocol::{Digest, PackId, SnapshotId};

use super::{Chart, Severity};
use crate::blobs::{Blobs, FolderBlobs};
use crate::store::{Fault, LockerRead};
use crate::vault::{packs_of, still_there};

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
        if locker.closed.is_some() {
            let advice =
                "The bank removes it within a minute while it serves; if it stays, look at the bank's messages.";
            chart.add(Severity::Warning, format!("{stray} is left of a closed locker"), advice);
            continue;
        }
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
    let mut held = Held::default();
    let mut place = 0;
    loop {
        let page = tx.snapshots(place, PAGE, PAGE_BYTES)?;
        if page.is_empty() {
            break;
        }
        for (at, wire) in page {
            chart.require(at == place + 1, format!("snapshots are missing before place {at}"));
            place = at;
            if let Some(header) = examine_header(chart, locker, (place, &wire)) {
                match tx.snapshot_row(header.id)? {
                    Some(row) => held.add(&header, row),
                    None => chart.error(format!("the row of {} is missing", header.id)),
                }
            }
        }
    }
    chart.require(place == locker.snapshots, "the newest snapshots are missing");
    held.examine(chart, packs);
    Ok(())
}

fn examine_header(chart: &mut Chart<'_>, locker: &LockerRecord, (place, wire): (u64, &[u8])) -> Option<SnapshotHeader> {
    let Ok(signed) = Signed::<SnapshotHeader>::from_bytes(wire) else {
        chart.error(format!("the {} at place {place} is damaged", SnapshotHeader::LABEL));
        return None;
    };
    let key = locker.device(signed.unverified().device).map(|device| device.key);
    let header = key.and_then(|key| signed.verify(&key).ok());
    chart.require(header.is_some(), format!("the snapshot at place {place} is not signed by a device of the locker"));
    Some(signed.unverified().clone())
}

/// What the snapshots hold on to.
#[derive(Default)]
struct Held {
    packs: BTreeMap<PackId, (u64, Digest)>,
    needs: Needs,
    rows: BTreeMap<SnapshotId, SnapshotRecord>,
}

impl Held {
    fn add(&mut self, header: &SnapshotHeader, row: SnapshotRecord) {
        for named in still_there(header, &row) {
            self.packs.entry(named.id).or_insert((0, named.digest));
        }
        for id in packs_of(still_there(header, &row)) {
            self.packs.entry(id).and_modify(|(pins, _)| *pins += 1);
        }
        if row.state == SnapshotState::Kept {
            self.needs.add(header);
        }
        self.rows.insert(header.id, row);
    }

    fn examine(&self, chart: &mut Chart<'_>, packs: &BTreeMap<PackId, PackRecord>) {
        for (id, (_, digest)) in &self.packs {
            let kept = packs.get(id).is_some_and(|pack| pack.state == PackState::Stored && pack.digest == *digest);
            chart.require(kept, format!("{id}, which a snapshot lists, is not kept"));
        }
        for (id, pack) in packs {
            let pins = self.packs.get(id).map_or(0, |(pins, _)| *pins);
            chart.require(pack.pins == pins, format!("the snapshots that list {id} are counted wrongly"));
        }
        for (id, row) in &self.rows {
            let needed = self.needs.left_of(*id);
            chart.require(needed.is_apart_from(&row.gone), format!("packs of {id} are gone that a snapshot needs"));
            let (as_it_should_be, _) = row.clone().reduced_to(&needed);
            chart.require(as_it_should_be == *row, format!("packs of {id} are kept that nothing needs"));
        }
        for (id, needed) in self.needs.iter() {
            let there = self.rows.get(id).is_some_and(|row| needed.is_within(row.packs));
            chart.require(there, format!("a snapshot needs packs of {id} that there are not"));
        }
    }
}
