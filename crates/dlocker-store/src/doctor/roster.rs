//! The chain of rosters must verify, and end in the one that is current.

use dlocker_bank::locker::LockerRecord;
use dlocker_protocol::roster::SignedRoster;

use super::Chart;
use crate::store::{Fault, LockerRead};

const PAGE: u64 = 64;

pub(super) fn examine(chart: &mut Chart<'_>, tx: &dyn LockerRead, locker: &LockerRecord) -> Result<(), Fault> {
    let mut newest: Option<SignedRoster> = None;
    loop {
        let from = newest.as_ref().map_or(1, |signed| signed.unverified().number + 1);
        let page = tx.rosters(from, PAGE)?;
        if page.is_empty() {
            break;
        }
        for wire in page {
            let Ok(signed) = SignedRoster::from_bytes(&wire) else {
                chart.error("a roster is damaged");
                return Ok(());
            };
            let verified = match &newest {
                None => signed.verify_first(),
                Some(before) => signed.verify_after(before.unverified()),
            };
            if let Err(error) = verified {
                chart.error(format!("roster {}: {error}", signed.unverified().number));
                return Ok(());
            }
            newest = Some(signed);
        }
    }
    let digest = newest.map(|signed| signed.digest());
    chart.require(digest == locker.roster.map(|head| head.digest), "the newest roster is not the one that is current");
    Ok(())
}
