//! Of a closed locker nothing is left, and the owner has signed that.

use dlocker_bank::locker::LockerRecord;

use super::Chart;
use crate::store::{Fault, LockerRead};

pub(super) fn examine(chart: &mut Chart<'_>, tx: &dyn LockerRead, locker: &LockerRecord) -> Result<(), Fault> {
    let Some(closed) = &locker.closed else { return Ok(()) };
    let signed = closed.view().is_ok_and(|view| view.closing.verify(&closed.owner_key).is_ok());
    chart.require(signed, "the locker is closed, and not by its owner's signature");
    let rows = tx.registrations()?.len() + tx.packs()?.len() + tx.intents()?.len() + tx.rosters(0, 1)?.len();
    let left = rows + tx.snapshots(0, 1, 1)?.len();
    chart.require(left == 0, "the locker is closed, and something of it is left");
    Ok(())
}
