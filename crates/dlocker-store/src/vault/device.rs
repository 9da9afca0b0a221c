//! Devices: keys, enrolment, admission.

use dlocker_bank::device::{DeviceRecord, admit, enrol, tagged};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::refusal;
use dlocker_bank::staff::invite_digest;
use dlocker_custody::Custody;
use dlocker_protocol::device::{AdmissionResponse, EnrolRequest};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{DeviceId, LockerId, PublicKey, Timestamp};

use super::books::Asked;
use super::{Answer, Enrolled, Vault, answer};
use crate::store::Store;

/// The key of who may sign for this locker. A row that this bank's custody did not tag was written past the bank: it is nobody's.
pub(super) fn signer(custody: &dyn Custody, locker: &LockerRecord, device: DeviceId) -> Option<PublicKey> {
    let Some(row) = locker.device(device) else {
        return locker.joins.iter().find(|join| join.id == device).map(|join| join.key);
    };
    let own = is_own(custody, locker.id, row);
    if !own {
        tracing::error!(locker = %locker.id, %device, "a device's row was not written by this bank; it is treated as unknown. Run `dlockerd doctor`");
    }
    own.then_some(row.key)
}

/// Whether this bank's custody tagged the row as it is.
pub(crate) fn is_own(custody: &dyn Custody, locker: LockerId, row: &DeviceRecord) -> bool {
    custody.is_row_tag(&tagged(locker, row), &row.tag) && row.id == DeviceId::of(&row.key)
}

/// Tags the rows that a decision made or changed. A row that was foreign before stays so, whatever is decided about it.
pub(super) fn tag_rows(custody: &dyn Custody, before: Option<&LockerRecord>, after: &mut LockerRecord) {
    let locker = after.id;
    for row in &mut after.devices {
        let old = before.and_then(|before| before.device(row.id));
        let foreign = old.is_some_and(|old| !is_own(custody, locker, old));
        let bytes = tagged(locker, row);
        row.tag = match old {
            Some(old) if foreign || tagged(locker, old) == bytes => old.tag,
            _ => custody.row_tag(&bytes),
        };
    }
}

impl<S: Store> Vault<S> {
    /// The key of a device of this locker in any state, or of one that asks to join; each verb refuses those that may not ask it.
    ///
    /// # Errors
    /// `unsigned` for an unknown device or locker.
    pub async fn device_key(&self, locker: LockerId, device: DeviceId) -> Answer<PublicKey> {
        // The whole vault, not its `Arc<dyn Custody>`: see `publish_roster`.
        let vault = self.clone();
        let read = self.inner.store.glance(locker, move |tx| {
            let key = tx.locker()?.and_then(|locker| signer(vault.custody(), &locker, device));
            Ok(key.ok_or_else(refusal::unknown_key)?)
        });
        answer(read.await)
    }

    /// Uses up an invite for the key that signed the request. The caller issues the Locker ID; that it is issued is logged before.
    ///
    /// # Errors
    /// `invite`, and `unsigned` where the request names another key than the signer's.
    pub async fn enrol(
        &self,
        signer: PublicKey,
        nonce: &str,
        request: EnrolRequest,
        now: Timestamp,
    ) -> Answer<Enrolled> {
        let nonce = self.nonce(nonce, now)?;
        if request.device_key != signer {
            return Err(refusal::unknown_key());
        }
        let digest = invite_digest(&request.invite).map_err(|_| refusal::invite())?;
        let locker = Self::found(self.inner.store.locker_of_invite(digest).await)?.ok_or_else(refusal::invite)?;
        let asked = Asked::by_device(DeviceId::of(&signer), nonce, now);
        let work = move |books: &mut super::books::Books<'_>, locker: &mut _| {
            let mut invite = books.tx.invite(&digest)?.ok_or_else(refusal::invite)?;
            let answer = books.decide(enrol(locker, &mut invite, signer, now))?;
            books.tx.put_invite(&digest, &invite)?;
            Ok(answer)
        };
        self.change(locker, asked, work).await
    }

    /// Admits a device whose presentation the caller has verified.
    ///
    /// # Errors
    /// `suspended`, `replaced`, `unsigned`.
    pub async fn admit(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        now: Timestamp,
    ) -> Answer<AdmissionResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        self.change(locker, asked, move |books, locker| books.decide(admit(locker, device, now))).await?;
        let log = self.log_position(locker).await?;
        Ok(AdmissionResponse { device, log })
    }

    async fn log_position(&self, locker: LockerId) -> Answer<LogPosition> {
        let read = self.inner.store.read(locker, |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            Ok(record.log_position())
        });
        answer(read.await)
    }
}
