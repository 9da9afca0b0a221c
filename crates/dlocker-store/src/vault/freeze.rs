//! Freezing a locker, and what time and the end of a case bring: a freeze lapses, a device that staff had suspended comes back.

use dlocker_bank::case::CaseRecord;
use dlocker_bank::device::DeviceRecord;
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::{self, Freezing, FrozenBy, LockerRecord};
use dlocker_bank::method::RegistrationRecord;
use dlocker_bank::staff::reinstate;
use dlocker_protocol::locker::FreezeView;
use dlocker_protocol::log::Event;
use dlocker_protocol::{CaseId, DeviceId, LockerId, Timestamp};

use super::books::{Asked, Books};
use super::intent::shift_intents;
use super::method::current;
use super::{Answer, Vault};
use crate::store::{Ended, Fault, LockerRead, LockerTx, Store};

/// A current registration with its guesses.
pub(super) type Row = (RegistrationRecord, GuessLedger);

impl<S: Store> Vault<S> {
    /// An active device freezes its locker, at once and without an unlock. It lapses by itself.
    ///
    /// # Errors
    /// `rate-limited` where a device froze it lately, `shut`, the device's state.
    pub async fn freeze(&self, locker: LockerId, device: DeviceId, nonce: &str, now: Timestamp) -> Answer<FreezeView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let freezing = Freezing { by: FrozenBy::Device(device), confirmed: false, life: self.limits().freeze_life };
        self.change(locker, asked, move |books, record| books.decide(locker::freeze(record, freezing, now))).await
    }
}

/// Lifts the freeze, if there is one.
pub(super) fn thaw(books: &mut Books<'_>, locker: &mut LockerRecord) -> Result<(), Ended> {
    let frozen_for = locker::lift(locker, books.now);
    thawed(books, frozen_for)
}

fn thawed(books: &mut Books<'_>, frozen_for: Option<u64>) -> Result<(), Ended> {
    if let Some(frozen_for) = frozen_for {
        shift_intents(books.tx, frozen_for)?;
        books.note(Event::LockerThawed);
    }
    Ok(())
}

/// What time has brought: a freeze that has lapsed is over, and devices are let in again that were suspended for a case that is.
pub(super) fn pass_time(books: &mut Books<'_>, locker: Option<&mut LockerRecord>) -> Result<(), Ended> {
    let Some(locker) = locker else { return Ok(()) };
    let frozen_for = locker::lapse(locker, books.now);
    thawed(books, frozen_for)?;
    let cases = suspended_for(books.tx, locker)?;
    for event in reinstate(locker, |case| is_over(&cases, case, books.now), books.now) {
        books.note(event);
    }
    Ok(())
}

/// Whether [`pass_time`] would find something to do.
pub(super) fn has_passed(tx: &dyn LockerRead, now: Timestamp) -> Result<bool, Fault> {
    let Some(locker) = tx.locker()? else { return Ok(false) };
    let lapsed = locker::lapse(&mut locker.clone(), now).is_some();
    let cases = suspended_for(tx, &locker)?;
    let ended = |device: &DeviceRecord| device.suspended_for.is_some_and(|case| is_over(&cases, case, now));
    Ok(lapsed || locker.devices.iter().any(ended))
}

fn suspended_for(tx: &dyn LockerRead, locker: &LockerRecord) -> Result<Vec<CaseRecord>, Fault> {
    let named = locker.devices.iter().filter_map(|device| device.suspended_for);
    let cases = named.map(|case| tx.case(case)).collect::<Result<Vec<_>, _>>()?;
    Ok(cases.into_iter().flatten().collect())
}

/// A case that is not kept any more is over.
fn is_over(cases: &[CaseRecord], case: CaseId, now: Timestamp) -> bool {
    !cases.iter().any(|record| record.id == case && record.is_alive(now))
}

/// Registrations and ledgers of the current methods, in the locker's order.
pub(super) fn current_rows(tx: &dyn LockerRead, locker: &LockerRecord) -> Result<Vec<Row>, Fault> {
    locker.methods.iter().map(|method| current(tx, method.registration)).collect()
}

/// Keeps the ledgers that have changed. `rows` are as they were.
pub(super) fn keep_ledgers(tx: &mut dyn LockerTx, rows: &[Row], after: &[GuessLedger]) -> Result<(), Fault> {
    for ((row, before), after) in rows.iter().zip(after) {
        if before != after {
            tx.put_ledger(&row.oprf_key, after)?;
        }
    }
    Ok(())
}
