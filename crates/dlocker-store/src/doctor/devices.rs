//! Devices and intents: with custody, every device's row is one that this bank decided; what intents hold is there.

use dlocker_bank::intent::{self, IntentRecord};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::RegistrationState;
use dlocker_custody::Custody;
use dlocker_protocol::Timestamp;

use super::{Chart, Severity};
use crate::store::{Fault, LockerRead};
use crate::vault::is_own;

pub(super) fn examine(
    chart: &mut Chart<'_>,
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    custody: Option<&dyn Custody>,
) -> Result<(), Fault> {
    for row in &locker.devices {
        if let Some(custody) = custody
            && !is_own(custody, locker.id, row)
        {
            let advice =
                "Nothing is answered to it. Find out who wrote it; restore the row from a backup if it was altered.";
            chart.add(Severity::Error, format!("the row of {} was not written by this bank", row.id), advice);
        }
    }
    let intents = tx.intents()?;
    for intent in &intents {
        let whole = intent::view(intent, 0, Timestamp::from_millis(0));
        let same = whole.is_ok_and(|view| view.intent.unverified().change == intent.change && view.id == intent.id);
        chart.require(same, format!("the row of {} does not say what was signed", intent.id));
    }
    examine_held(chart, tx, &intents)
}

/// A held registration waits with an intent that is not over; with any other it would be kept for ever.
fn examine_held(chart: &mut Chart<'_>, tx: &dyn LockerRead, intents: &[IntentRecord]) -> Result<(), Fault> {
    for row in tx.registrations()? {
        let RegistrationState::Held { intent } = row.state else { continue };
        let waits = |one: &IntentRecord| one.id == intent && one.state == intent::State::Waiting;
        chart
            .require(intents.iter().any(waits), format!("{} is held, and the intent that it waits for is not", row.id));
    }
    Ok(())
}
