//! Registrations: a fresh key, its evaluations, the record.

use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::{RegistrationRecord, check_record, due, evaluate, opens, register, store};
use dlocker_bank::refusal;
use dlocker_custody::{Custody, WrapPurpose, WrappedKey};
use dlocker_protocol::log::Event;
use dlocker_protocol::method::{
    EvaluateRequest, EvaluateResponse, RegisterRequest, RegisterResponse, StoreRecordRequest,
};
use dlocker_protocol::oprf::BlindedElement;
use dlocker_protocol::release::{Evaluation, evaluation_context};
use dlocker_protocol::sealed::{self, SealingKey};
use dlocker_protocol::{Bytes, DeviceId, Digest, LockerId, MethodId, RegistrationId, Timestamp, cbor};
use zeroize::Zeroizing;

use super::books::{Asked, Books};
use super::{Answer, Vault, internal, malformed, rng};
use crate::store::{Ended, Fault, LockerRead, Store};

pub(crate) const MASKED_SHARE: &str = "masked-share";
pub(crate) const SEALED_SEED: &str = "sealed-seed";

pub(super) fn wrap(
    custody: &dyn Custody,
    locker: LockerId,
    registration: RegistrationId,
    what: &'static str,
    bytes: &[u8],
) -> Result<Vec<u8>, Fault> {
    let purpose = WrapPurpose { locker, registration, what };
    custody.wrap(purpose, bytes, &mut rng()).map_err(|e| Fault(e.to_string()))
}

/// A registration with its ledger.
pub(super) fn current(
    tx: &(impl LockerRead + ?Sized),
    id: RegistrationId,
) -> Result<(RegistrationRecord, GuessLedger), Fault> {
    let missing = |what: &str| Fault(format!("the {what} of {id} is missing; run `dlockerd doctor`"));
    let registration = tx.registration(id)?.ok_or_else(|| missing("record"))?;
    let ledger = tx.ledger(&registration.oprf_key)?.ok_or_else(|| missing("guess ledger"))?;
    Ok((registration, ledger))
}

/// All registrations with their ledgers.
pub(super) fn all(tx: &(impl LockerRead + ?Sized)) -> Result<Vec<(RegistrationRecord, GuessLedger)>, Fault> {
    tx.registrations()?.into_iter().map(|row| current(tx, row.id)).collect()
}

/// The registration that opens a method to this device: the current one, or one that a recovery brought back for it.
pub(super) fn opening(
    tx: &(impl LockerRead + ?Sized),
    locker: &LockerRecord,
    (method, device): (MethodId, DeviceId),
) -> Result<(RegistrationRecord, GuessLedger), Ended> {
    if let Some(method) = locker.method(method) {
        return Ok(current(tx, method.registration)?);
    }
    let rows = tx.registrations()?;
    let back = opens(locker, rows.iter(), method, device).ok_or_else(refusal::no_method)?;
    Ok(current(tx, back.id)?)
}

/// A pending registration by the id that a request names.
pub(super) fn named(
    tx: &(impl LockerRead + ?Sized),
    id: RegistrationId,
) -> Result<(RegistrationRecord, GuessLedger), Ended> {
    if tx.registration(id)?.is_none() {
        return Err(refusal::no_registration().into());
    }
    Ok(current(tx, id)?)
}

/// Destroys the keys whose time has come, and notes it for the log.
pub(super) fn destroy_due(books: &mut Books<'_>, locker: Option<&LockerRecord>, grace: u64) -> Result<(), Ended> {
    let rows = books.tx.registrations()?;
    for (id, tell) in due(locker, &rows, grace, books.now) {
        let Some(row) = rows.iter().find(|row| row.id == id) else { continue };
        books.tx.destroy_registration(row)?;
        if tell {
            books.note(Event::KeyDestroyed { registration: id });
        }
    }
    Ok(())
}

/// The digest by which a blinded element is recognised again.
pub(super) fn blinded_digest(blinded: &BlindedElement) -> Digest {
    Digest::of("blinded-element", blinded.as_bytes())
}

pub(super) fn reply_key(bytes: &Bytes) -> Answer<SealingKey> {
    SealingKey::from_bytes(&bytes.0).map_err(malformed)
}

impl<S: Store> Vault<S> {
    /// Begins a registration: a fresh OPRF key. The same request again is answered again.
    ///
    /// # Errors
    /// `taken`, `malformed`, `registration-over`, the device's state.
    pub async fn register(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: RegisterRequest,
        now: Timestamp,
    ) -> Answer<RegisterResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let fresh = self.custody().generate(locker, request.registration, &mut rng());
        let fresh = fresh.map_err(|e| internal(&Fault(e.to_string())))?;
        let limits = self.limits().clone();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let existing: Vec<_> = all(books.tx)?.into_iter().map(|(row, ledger)| (row, ledger.limit)).collect();
            let by = (device, (fresh.public, fresh.wrapped.0), &limits);
            let (answer, new) = books.decide(register(locker, &existing, &request, by, now))?;
            if let Some((row, ledger)) = new {
                books.tx.put_registration(&row)?;
                books.tx.put_ledger(&row.oprf_key, &ledger)?;
            }
            Ok(answer)
        };
        self.change(locker, asked, work).await
    }

    /// Evaluates for a pending registration; counted and logged durably first.
    ///
    /// # Errors
    /// `not-found`, `registration-over`, the device's state.
    pub async fn evaluate(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        registration: RegistrationId,
        request: EvaluateRequest,
        now: Timestamp,
    ) -> Answer<EvaluateResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let reply_key = reply_key(&request.reply_key)?;
        let blinded = blinded_digest(&request.blinded);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let (mut row, _) = named(books.tx, registration)?;
            books.decide(evaluate(locker, &mut row, device, blinded, now))?;
            books.tx.put_registration(&row)?;
            Ok(row)
        };
        let row = self.change(locker, asked, work).await?;
        self.seal_evaluation(locker, &row, &request, &reply_key).map_err(|fault| internal(&fault))
    }

    fn seal_evaluation(
        &self,
        locker: LockerId,
        row: &RegistrationRecord,
        request: &EvaluateRequest,
        reply_key: &SealingKey,
    ) -> Result<EvaluateResponse, Fault> {
        let wrapped = WrappedKey(row.wrapped_key.clone());
        let evaluated = self.custody().evaluate(locker, row.id, &wrapped, &row.oprf_key, &request.blinded);
        let evaluated = evaluated.map_err(|e| Fault(e.to_string()))?;
        let plain = Zeroizing::new(cbor::encode(&Evaluation { evaluated }));
        let context = evaluation_context(locker, row.id, &request.blinded);
        let sealed = sealed::seal(reply_key, &context, &plain, &mut rng()).map_err(|e| Fault(e.to_string()))?;
        Ok(EvaluateResponse { sealed: Bytes(sealed) })
    }

    /// Keeps the record of a pending registration. The same record again is answered again.
    ///
    /// # Errors
    /// `malformed`, `taken`, `registration-over`, `not-found`, the device's state.
    pub async fn store_record(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        registration: RegistrationId,
        request: StoreRecordRequest,
        now: Timestamp,
    ) -> Answer<()> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let offered = check_record(&request)?;
        // The whole vault, not its `Arc<dyn Custody>`: see `publish_roster`.
        let vault = self.clone();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let (mut row, _) = named(books.tx, registration)?;
            let share = wrap(vault.custody(), locker.id, registration, MASKED_SHARE, &request.masked_share.0)?;
            let seed = wrap(vault.custody(), locker.id, registration, SEALED_SEED, &request.sealed_seed.0)?;
            let by = (device, vault.custody().trustee(), (share, seed));
            books.decide(store(locker, &mut row, &offered, by, now))?;
            Ok(books.tx.put_registration(&row)?)
        };
        self.change(locker, asked, work).await
    }
}
