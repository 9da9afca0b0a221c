//! The chain of the visit log, recomputed from its first entry, must end where the locker says.

use dlocker_bank::locker::LockerRecord;
use dlocker_protocol::log::LogEntry;
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, Timestamp, cbor};

use super::Chart;
use crate::store::{Fault, LockerRead};

const PAGE: u64 = 512;

pub(super) fn examine(chart: &mut Chart<'_>, tx: &dyn LockerRead, locker: &LockerRecord) -> Result<(), Fault> {
    let mut tip = LogPosition { number: 0, digest: Digest::from_array([0; 32]) };
    let mut at = Timestamp::from_millis(0);
    loop {
        let page = tx.entries(tip.number + 1, PAGE)?;
        if page.is_empty() {
            break;
        }
        for bytes in page {
            let number = tip.number + 1;
            let Ok(entry) = cbor::decode::<LogEntry>(&bytes, LogEntry::LABEL) else {
                chart.error(format!("entry {number} of the visit log is damaged"));
                return Ok(());
            };
            let previous = (tip.number > 0).then_some(tip.digest);
            let follows = entry.locker == locker.id && entry.number == number && entry.previous == previous;
            if !follows || entry.at < at {
                chart.error(format!("entry {number} of the visit log does not follow the one before"));
                return Ok(());
            }
            at = entry.at;
            tip = LogPosition { number, digest: entry.digest() };
        }
    }
    chart.require(
        tip == locker.log.position,
        "the visit log does not end where the locker says: entries are missing or were added",
    );
    Ok(())
}
