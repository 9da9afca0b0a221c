//! Devices: keys, enrolment, admission.

use dlocker_bank::device::{admit, enrol};
use dlocker_bank::refusal;
use dlocker_bank::staff::invite_digest;
use dlocker_protocol::device::{AdmissionResponse, EnrolRequest};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{DeviceId, LockerId, PublicKey, Timestamp};

use super::books::Asked;
use super::{Answer, Enrolled, Vault, answer};
use crate::store::Store;

impl<S: Store> Vault<S> {
    /// The key of a device of this locker in any state; each verb refuses suspended and replaced ones itself.
    ///
    /// # Errors
    /// `unsigned` for an unknown device or locker.
    pub async fn device_key(&self, locker: LockerId, device: DeviceId) -> Answer<PublicKey> {
        let read = self.inner.store.read(locker, move |tx| {
            let key = tx.locker()?.and_then(|locker| locker.device(device).map(|record| record.key));
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
        self.change(locker, asked, move |books, locker| books.decide(admit(locker, device))).await?;
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
