//! Starting afresh: the old locker is shut, a new one is made under the same handle. Two lockers, so two transactions, and a crash may come
//! between them: the device asks again, or the sweep finishes what was begun.

use dlocker_bank::locker::{LockerRecord, Recovering, let_in, shut};
use dlocker_bank::log::append;
use dlocker_bank::refusal;
use dlocker_protocol::log::Actor;
use dlocker_protocol::{DeviceId, LockerId, Timestamp, cbor};

use super::books::{Asked, Books};
use super::{Answer, Enrolled, Vault, answer};
use crate::store::{Ended, Fault, LockerTx, Store};

impl<S: Store> Vault<S> {
    /// Lets a device that was let in by a recovery start afresh. The caller issues the Locker ID of the new locker; that it is issued is logged
    /// before. The same for a retry.
    ///
    /// # Errors
    /// `forbidden` for any other device, or once it has rotated; `suspended` or `replaced` if it was meanwhile in the new locker.
    pub async fn start_afresh(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        now: Timestamp,
    ) -> Answer<Enrolled> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let close = move |books: &mut Books<'_>, record: &mut LockerRecord| {
            let decision = shut(record, device, now);
            let recovering = books.decide(decision)?;
            Ok((record.clone(), recovering))
        };
        let (old, recovering) = self.change(locker, asked, close).await?;
        self.open_anew(old, recovering, now).await
    }

    /// Finishes what a crash left: a locker that is shut and still has its handle.
    pub(super) async fn finish_afresh(&self, old: LockerRecord, now: Timestamp) -> Answer<()> {
        let Some(recovering) = old.recovering.filter(|_| old.shut.is_some()) else { return Ok(()) };
        let holder = Self::found(self.inner.store.locker_of_handle(old.handle.clone()).await)?;
        if holder == Some(old.id) {
            self.open_anew(old, recovering, now).await?;
        }
        Ok(())
    }

    async fn open_anew(&self, old: LockerRecord, recovering: Recovering, now: Timestamp) -> Answer<Enrolled> {
        let id = self.anew(old.id, recovering);
        let work = move |tx: &mut dyn LockerTx| open_anew(tx, &old, recovering.device, now);
        answer(self.inner.store.transact(id, work).await)
    }

    /// The new locker's id: only this bank can compute it, and it is the same for every retry.
    fn anew(&self, old: LockerId, recovering: Recovering) -> LockerId {
        let name = [b"dlocker/v1/afresh/".as_slice(), old.as_bytes(), recovering.case.as_bytes()].concat();
        LockerId::from_array(self.custody().nonce_tag(&name))
    }
}

fn open_anew(tx: &mut dyn LockerTx, old: &LockerRecord, device: DeviceId, now: Timestamp) -> Result<Enrolled, Ended> {
    let key = old.device(device).ok_or_else(refusal::not_afresh)?.key;
    let mut record = tx.locker()?;
    let fresh = record.is_none();
    let decided = let_in(&mut record, old, (tx.id(), key), now).map_err(|stop| Ended::from_stop(stop).0)?;
    if let Some(record) = record.filter(|_| fresh) {
        keep(tx, record, decided.events, old, (device, now))?;
    }
    Ok(decided.answer)
}

fn keep(
    tx: &mut dyn LockerTx,
    mut record: LockerRecord,
    events: Vec<dlocker_protocol::log::Event>,
    old: &LockerRecord,
    (device, now): (DeviceId, Timestamp),
) -> Result<(), Fault> {
    if !tx.move_handle(&old.handle, old.id)? {
        return Err(Fault(format!("the handle of {} is another locker's; run `dlockerd doctor`", old.id)));
    }
    for event in events {
        let entry = append(&mut record.log, record.id, &Actor::Device(device), event, now);
        tx.append(entry.number, &cbor::encode(&entry))?;
    }
    tx.put_locker(&record)
}
