//! Rosters.

use dlocker_bank::device::acting;
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::RegistrationRecord;
use dlocker_bank::refusal;
use dlocker_bank::roster::{Affected, Publish, Published, publish};
use dlocker_custody::Custody;
use dlocker_protocol::roster::{PublishRosterRequest, PublishRosterResponse, Roster, RostersPage, SignedRoster};
use dlocker_protocol::{Bytes, DeviceId, LockerId, Timestamp};

use super::books::{Asked, Books};

use super::intent::keep_intents;
use super::method::{all, wrap};
use super::snapshot::hide;
use super::{Answer, Vault, answer, malformed};
use crate::store::{Ended, Fault, LockerTx, Store};

/// Most rosters in one page.
const PAGE: u64 = 64;

impl<S: Store> Vault<S> {
    /// Rosters from number `from` on, at most 64.
    ///
    /// # Errors
    /// The device's state.
    pub async fn rosters(&self, locker: LockerId, device: DeviceId, from: u64) -> Answer<RostersPage> {
        let read = self.inner.store.glance(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            acting(&record, device)?;
            let rosters = tx.rosters(from, PAGE)?.into_iter().map(Bytes).collect();
            Ok(RostersPage { rosters, current: record.roster.map_or(0, |head| head.number) })
        });
        answer(read.await)
    }

    /// The one compare-and-set. The same roster again is answered again.
    ///
    /// # Errors
    /// `conflict`, `forbidden`, `malformed`, `change-waits`, `waiting`, `not-opened`, `locker-frozen`, `shut`, `rate-limited`, the device's state.
    pub async fn publish_roster(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: PublishRosterRequest,
        now: Timestamp,
    ) -> Answer<PublishRosterResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let signed = SignedRoster::from_bytes(&request.roster.0).map_err(malformed)?;
        // The whole vault, not its `Arc<dyn Custody>`: with that in the closure the future is not `Send` to the compiler's eye (rust-lang/rust#102211).
        let vault = self.clone();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let ask = Publish {
                device,
                signed: &signed,
                expected: request.expected,
                parts: &request.epoch_parts,
                trustee: (vault.custody().trustee(), vault.custody().log_key()),
                limits: vault.limits(),
            };
            let mut rows = all(books.tx)?;
            let before = current_roster(books.tx, locker)?;
            let untouched = rows.clone();
            let mut intents = books.tx.intents()?;
            let waiting = intents.clone();
            let affected = Affected { registrations: &mut rows, intents: &mut intents };
            let decision = publish(locker, before.as_ref(), affected, &ask, now);
            let published = books.decide(decision)?;
            if published.fresh {
                keep_intents(books.tx, &waiting, &intents)?;
                hide(books, &signed.unverified().deleted)?;
                seal(vault.custody(), locker.id, &mut rows, &published)?;
                save(books.tx, &untouched, &rows)?;
                books.tx.put_roster(signed.unverified().number, &signed.to_bytes())?;
            }
            Ok(published.response)
        };
        self.change(locker, asked, work).await
    }
}

pub(super) fn current_roster(tx: &dyn LockerTx, locker: &LockerRecord) -> Result<Option<Roster>, Ended> {
    let Some(head) = locker.roster else { return Ok(None) };
    let wire = tx.rosters(head.number, 1)?.pop();
    let wire = wire.ok_or_else(|| Fault(format!("the current roster of {} is missing", locker.id)))?;
    let signed = SignedRoster::from_bytes(&wire).map_err(|e| Fault(e.to_string()))?;
    Ok(Some(signed.unverified().clone()))
}

pub(super) type Rows = [(RegistrationRecord, GuessLedger)];

fn seal(custody: &dyn Custody, locker: LockerId, rows: &mut Rows, published: &Published) -> Result<(), Fault> {
    for (id, seal) in &published.seals {
        let stored = rows.iter_mut().find(|(row, _)| row.id == *id).and_then(|(row, _)| row.stored.as_mut());
        if let Some(stored) = stored {
            stored.sealed_seed = wrap(custody, locker, *id, super::method::SEALED_SEED, seal)?;
        }
    }
    Ok(())
}

pub(super) fn save(tx: &mut dyn LockerTx, before: &Rows, after: &Rows) -> Result<(), Fault> {
    for ((old_row, old_ledger), (row, ledger)) in before.iter().zip(after) {
        if old_row != row {
            tx.put_registration(row)?;
        }
        if old_ledger != ledger {
            tx.put_ledger(&row.oprf_key, ledger)?;
        }
    }
    Ok(())
}
