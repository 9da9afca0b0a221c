//! Intents: changes that wait.

use dlocker_bank::intent::{self, IntentRecord, Making, held_up, lapse, thaw_shift};
use dlocker_bank::locker::{LockerRecord, frozen};
use dlocker_bank::method::RegistrationRecord;
use dlocker_bank::refusal;
use dlocker_bank::snapshot;
use dlocker_protocol::intent::{Change, Intent, IntentRequest, IntentView};
use dlocker_protocol::{DeviceId, IntentId, LockerId, Timestamp};

use super::books::{Asked, Books};
use super::roster::current_roster;
use super::{Answer, Vault};
use crate::store::{Ended, Fault, LockerRead, LockerTx, Store};

impl<S: Store> Vault<S> {
    /// Takes an intent. The same again is answered again.
    ///
    /// # Errors
    /// `forbidden`, `conflict`, `malformed`, `taken`, `rate-limited`, `locker-frozen`, `shut`, the device's state.
    pub async fn make_intent(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: IntentRequest,
        now: Timestamp,
    ) -> Answer<IntentView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let limits = self.limits().clone();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            dlocker_bank::device::acting(locker, device)?;
            let current = current_roster(books.tx, locker)?.ok_or_else(refusal::no_roster)?;
            let said = request.intent.unverified();
            let intents = books.tx.intents()?;
            let mut row = named_registration(books.tx, said)?;
            let snapshots = are_there(books.tx, said)?;
            let ask = Making { device, signed: &request.intent, current: &current, snapshots, limits: &limits };
            let record = books.decide(intent::make(locker, &intents, row.as_mut(), &ask, now))?;
            books.tx.put_intent(&record)?;
            if let Some(row) = &row {
                books.tx.put_registration(row)?;
            }
            Ok(intent::view(&record, 0, now).map_err(Fault::from)?)
        };
        self.change(locker, asked, work).await
    }

    /// Stops an intent; any active device may, without an unlock, and while the locker is frozen. The same again is answered again.
    ///
    /// # Errors
    /// `not-found`, `intent-over`, the device's state.
    pub async fn stop_intent(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        id: IntentId,
        now: Timestamp,
    ) -> Answer<IntentView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            dlocker_bank::device::acting(locker, device)?;
            let named = books.tx.intents()?.into_iter().find(|intent| intent.id == id);
            let mut record = named.ok_or_else(refusal::no_intent)?;
            let mut row = match record.registration() {
                Some(registration) => books.tx.registration(registration)?,
                None => None,
            };
            books.decide(intent::stop(locker, &mut record, row.as_mut(), device, now))?;
            books.tx.put_intent(&record)?;
            if let Some(row) = &row {
                books.tx.put_registration(row)?;
            }
            Ok(intent::view(&record, held_up(locker, now), now).map_err(Fault::from)?)
        };
        self.change(locker, asked, work).await
    }
}

fn named_registration(tx: &dyn LockerTx, intent: &Intent) -> Result<Option<RegistrationRecord>, Fault> {
    match &intent.change {
        Change::AddMethod { registration, .. } => tx.registration(*registration),
        _ => Ok(None),
    }
}

/// Whether the snapshots that an intent would delete are there, and not deleted already.
fn are_there(tx: &dyn LockerTx, intent: &Intent) -> Result<bool, Fault> {
    let Change::DeleteSnapshots { snapshots } = &intent.change else { return Ok(true) };
    for id in snapshots {
        if snapshot::hide(tx.snapshot_row(*id)?).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps the intents that have changed. `before` are as they were.
pub(super) fn keep_intents(
    tx: &mut dyn LockerTx,
    before: &[IntentRecord],
    after: &[IntentRecord],
) -> Result<(), Fault> {
    for (_, after) in before.iter().zip(after).filter(|(before, after)| before != after) {
        tx.put_intent(after)?;
    }
    Ok(())
}

/// A freeze is over that held for so long: the clocks of the intents stood still meanwhile.
pub(super) fn shift_intents(tx: &mut dyn LockerTx, frozen_for: u64) -> Result<(), Fault> {
    let mut intents = tx.intents()?;
    let before = intents.clone();
    thaw_shift(&mut intents, frozen_for);
    keep_intents(tx, &before, &intents)
}

/// Intents that are not over, as the locker's devices see them.
pub(super) fn views(tx: &dyn LockerRead, locker: &LockerRecord, now: Timestamp) -> Result<Vec<IntentView>, Fault> {
    use dlocker_protocol::intent::IntentState::{Due, Waiting};
    let mut shown = Vec::new();
    for record in tx.intents()? {
        let view = intent::view(&record, held_up(locker, now), now)?;
        if matches!(view.state, Waiting | Due) {
            shown.push(view);
        }
    }
    Ok(shown)
}

/// Whether [`end_intents`] would find something to do.
pub(super) fn have_ended(tx: &dyn LockerRead, now: Timestamp) -> Result<bool, Fault> {
    if tx.locker()?.is_none_or(|locker| frozen(&locker, now).is_some()) {
        return Ok(false);
    }
    let over = |one: &IntentRecord| one.state == intent::State::Waiting && !one.is_pending(now);
    Ok(tx.intents()?.iter().any(|one| over(one) || intent::is_forgotten(one, now)))
}

/// Ends the intents that nobody completed in time, and forgets those that ended long ago. Not while the locker is frozen: their clocks stand still.
pub(super) fn end_intents(books: &mut Books<'_>, locker: &LockerRecord) -> Result<(), Ended> {
    let now = books.now;
    if frozen(locker, now).is_some() {
        return Ok(());
    }
    let mut intents = books.tx.intents()?;
    let before = intents.clone();
    let mut rows = books.tx.registrations()?;
    let untouched = rows.clone();
    for event in lapse(&mut intents, rows.iter_mut(), now) {
        books.note(event);
    }
    keep_intents(books.tx, &before, &intents)?;
    for (_, row) in untouched.iter().zip(&rows).filter(|(old, new)| old != new) {
        books.tx.put_registration(row)?;
    }
    for intent in intents.iter().filter(|one| intent::is_forgotten(one, now)) {
        books.tx.drop_intent(intent.id)?;
    }
    Ok(())
}
