//! Releases: counted and logged durably, and only then evaluated, sealed and answered.

use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::{Ask, RegistrationRecord, Settling, release, release_pending, settle};
use dlocker_custody::{WrapPurpose, WrappedKey};
use dlocker_protocol::release::{
    Opening, ReleaseAnswer, ReleaseRequest, ReleaseResponse, SettleRequest, SettleResponse, release_context,
};
use dlocker_protocol::sealed::{self, SealingKey};
use dlocker_protocol::{Bytes, DeviceId, LockerId, MethodId, RegistrationId, Timestamp, cbor};
use zeroize::Zeroizing;

use super::books::{Asked, Books};
use super::method::{MASKED_SHARE, SEALED_SEED, blinded_digest, destroy_due, named, opening, reply_key};
use super::{Answer, Vault, internal, random, rng};
use crate::store::{Ended, Fault, LockerTx, Store};

/// Which record an opening is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MethodTarget {
    /// The current record of a method, or one that a recovery brought back for the device.
    Active(MethodId),
    /// A stored record that is still pending.
    Pending(RegistrationId),
}

type Rows = (RegistrationRecord, GuessLedger);

fn target_rows(
    tx: &dyn LockerTx,
    locker: &LockerRecord,
    (target, device): (MethodTarget, DeviceId),
) -> Result<Rows, Ended> {
    match target {
        MethodTarget::Active(method) => opening(tx, locker, (method, device)),
        MethodTarget::Pending(registration) => named(tx, registration),
    }
}

/// Checks the device before anything is looked up, so that a replaced one learns that and nothing else.
fn check_device(locker: &LockerRecord, device: DeviceId) -> Result<(), Ended> {
    dlocker_bank::device::acting(locker, device)?;
    Ok(())
}

impl<S: Store> Vault<S> {
    /// A release. A retry with the same blinded element, while it is the device's newest, is answered again and not counted.
    ///
    /// # Errors
    /// `frozen`, `guess-wait`, `not-found`, `registration-over`, the device's state.
    pub async fn release(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        target: MethodTarget,
        request: ReleaseRequest,
        now: Timestamp,
    ) -> Answer<ReleaseResponse> {
        let nonce = self.nonce(nonce, now)?;
        let reply_key = reply_key(&request.reply_key)?;
        let blinded = blinded_digest(&request.blinded);
        let turn = self.inner.queue.turn((locker, target), device, blinded).await;
        let ask = Ask { device, blinded, nonce: random(), first_wait: self.limits().guesses.first_wait };
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            check_device(locker, device)?;
            let (mut row, mut ledger) = target_rows(books.tx, locker, (target, device))?;
            let decision = match target {
                MethodTarget::Active(_) => release(locker, &row, &mut ledger, &ask, now),
                MethodTarget::Pending(_) => release_pending(locker, &mut row, &mut ledger, &ask, now),
            };
            let is_new = decision.as_ref().is_ok_and(|decided| !decided.events.is_empty());
            let opening = books.decide(decision)?;
            books.tx.put_ledger(&row.oprf_key, &ledger)?;
            match target {
                MethodTarget::Pending(_) => books.tx.put_registration(&row)?,
                MethodTarget::Active(_) => books.spent = is_new && ledger.left(device) == 0,
            }
            Ok((row, opening, is_new))
        };
        let (row, opening, is_new) = self.change(locker, Asked::by_device(device, nonce, now), work).await?;
        // Others wait for a new opening alone: a retry is not counted, so whoever sends one again and again could keep them waiting for ever.
        if is_new {
            turn.began(opening.number);
        }
        let sealing = Sealing { locker, device, opening, reply_key: &reply_key };
        self.seal_release(&row, &request, &sealing).map_err(|fault| internal(&fault))
    }

    fn seal_release(
        &self,
        row: &RegistrationRecord,
        request: &ReleaseRequest,
        sealing: &Sealing<'_>,
    ) -> Result<ReleaseResponse, Fault> {
        let fault = |e: dlocker_custody::CustodyError| Fault(e.to_string());
        let locker = sealing.locker;
        let stored = row.stored.as_ref().ok_or_else(|| Fault(format!("the record of {} is missing", row.id)))?;
        let wrapped = WrappedKey(row.wrapped_key.clone());
        let evaluated =
            self.custody().evaluate(locker, row.id, &wrapped, &row.oprf_key, &request.blinded).map_err(fault)?;
        let unwrap = |what, bytes: &[u8]| {
            self.custody().unwrap(WrapPurpose { locker, registration: row.id, what }, bytes).map_err(fault)
        };
        let mut answer = ReleaseAnswer {
            evaluated,
            masked_share: unwrap(MASKED_SHARE, &stored.masked_share)?.to_vec(),
            sealed_seed: unwrap(SEALED_SEED, &stored.sealed_seed)?.to_vec(),
            opening: sealing.opening,
        };
        let plain = Zeroizing::new(cbor::encode(&answer));
        zeroize::Zeroize::zeroize(&mut answer.masked_share);
        let context = release_context(locker, row.method, &row.oprf_key, sealing.device, &request.blinded);
        let sealed = sealed::seal(sealing.reply_key, &context, &plain, &mut rng()).map_err(|e| Fault(e.to_string()))?;
        Ok(ReleaseResponse { oprf_key: row.oprf_key, sealed: Bytes(sealed), record: Bytes(stored.record.clone()) })
    }

    /// How an opening ended. The same again is answered again.
    ///
    /// # Errors
    /// `conflict` where it is not the device's newest or was settled otherwise, `proof`, `not-found`, the device's state.
    #[allow(clippy::too_many_arguments, reason = "who, with which nonce, for which opening: all typed, all needed")]
    pub async fn settle(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        target: MethodTarget,
        opening: u64,
        request: SettleRequest,
        now: Timestamp,
    ) -> Answer<SettleResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let (trustee, grace) = (self.trustee(), self.limits().rotation_grace);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            check_device(locker, device)?;
            let (mut row, mut ledger) = target_rows(books.tx, locker, (target, device))?;
            let settling = Settling { device, opening, proof: request.proof.as_ref(), trustee };
            let answer = books.decide(settle(locker, &mut row, &mut ledger, &settling, now))?;
            books.tx.put_registration(&row)?;
            books.tx.put_ledger(&row.oprf_key, &ledger)?;
            destroy_due(books, Some(&*locker), grace)?;
            Ok(answer)
        };
        let settled = self.change(locker, asked, work).await?;
        self.inner.queue.settled((locker, target), device, opening);
        Ok(settled)
    }
}

struct Sealing<'a> {
    locker: LockerId,
    device: DeviceId,
    opening: Opening,
    reply_key: &'a SealingKey,
}
