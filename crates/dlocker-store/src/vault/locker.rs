//! What a device reads: its locker, and the visit log.

use dlocker_bank::case;
use dlocker_bank::device::{acting, open_joins};
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::{LockerRecord, MethodRows, Told, view};
use dlocker_bank::method::{RegistrationRecord, is_back_for};
use dlocker_bank::refusal;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::log::{LogHead, LogPage};
use dlocker_protocol::signature::Draft;
use dlocker_protocol::{Bytes, DeviceId, LockerId, Timestamp};

use super::intent::views;
use super::method::current;
use super::{Answer, Vault, answer, internal};
use crate::store::{Fault, LockerRead, Store};

/// Most log entries in one page.
const PAGE: u64 = 512;

/// What opens the locker to this device, with whether it is to be renewed: the methods of the roster, in its order, and then those that a recovery
/// brought back for it.
fn opening_rows(
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    device: DeviceId,
) -> Result<Vec<(RegistrationRecord, GuessLedger, bool)>, Fault> {
    let shown = locker.methods.iter().map(|method| (method.registration, method.renew));
    let mut ids: Vec<_> = shown.collect();
    if locker.recovering.is_some() {
        let rows = tx.registrations()?;
        ids.extend(rows.iter().filter(|row| is_back_for(locker, row, device)).map(|row| (row.id, false)));
    }
    let full = |(id, renew)| current(tx, id).map(|(row, ledger)| (row, ledger, renew));
    ids.into_iter().map(full).collect()
}

impl<S: Store> Vault<S> {
    /// The locker as this device sees it.
    ///
    /// # Errors
    /// The device's state.
    pub async fn locker(&self, locker: LockerId, device: DeviceId, now: Timestamp) -> Answer<LockerView> {
        let (trustee, limits) = (self.trustee(), self.limits().clone());
        let read = self.inner.store.glance(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            acting(&record, device)?;
            let rows = opening_rows(tx, &record, device)?;
            let rows: Vec<MethodRows<'_>> = rows.iter().map(|(r, ledger, renew)| (r, ledger, *renew)).collect();
            let told = |case: &case::CaseRecord| case.stage.evidence().is_some() && case.is_alive(now);
            let cases =
                tx.cases()?.iter().filter(|case| told(case)).map(|c| case::view(c, trustee, &limits, now)).collect();
            let intents = tx.intents()?;
            let joins = open_joins(&record, &intents, now).cloned().collect();
            let told = Told { cases, intents: views(tx, &record, now)?, joins };
            Ok(view(&record, &rows, told, (device, now), &limits))
        });
        answer(read.await)
    }

    /// Log entries from number `from` on, at most 512, and the head signed now.
    ///
    /// # Errors
    /// The device's state.
    pub async fn log(&self, locker: LockerId, device: DeviceId, from: u64, now: Timestamp) -> Answer<LogPage> {
        let read = self.inner.store.read(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            acting(&record, device)?;
            Ok((tx.entries(from, PAGE)?, record.log_position()))
        });
        let (entries, position) = answer(read.await)?;
        let draft = Draft::new(LogHead { trustee: self.trustee(), locker, position, at: now });
        let head = self.custody().sign_log_head(draft).map_err(|e| internal(&Fault(e.to_string())))?;
        Ok(LogPage { entries: entries.into_iter().map(Bytes).collect(), head })
    }
}
