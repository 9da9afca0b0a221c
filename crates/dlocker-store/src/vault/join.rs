//! Another device joins: a link is made, the device asks, a roster names it, and it gets its Locker ID.

use dlocker_bank::device::{self, acting};
use dlocker_bank::locker::LockerRecord;
use dlocker_protocol::device::{JoinRequest, JoinResponse, LinkRequest, LinkResponse};
use dlocker_protocol::{DeviceId, LockerId, PublicKey, Timestamp};

use super::books::{Asked, Books};
use super::{Answer, Enrolled, Vault};
use crate::store::Store;

impl<S: Store> Vault<S> {
    /// Makes a link by which one device may join, good for 15 minutes. The same again is answered again.
    ///
    /// # Errors
    /// `not-opened`, `rate-limited`, `taken`, `locker-frozen`, `shut`, the device's state.
    pub async fn make_link(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: LinkRequest,
        now: Timestamp,
    ) -> Answer<LinkResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            acting(locker, device)?;
            let intents = books.tx.intents()?;
            books.decide(device::link(locker, &intents, device, request.link, now))
        };
        self.change(locker, asked, work).await
    }

    /// Notes that the key that signed the request asks to join; uses up the link. The same again is answered again.
    ///
    /// # Errors
    /// `malformed`, `invite`, `taken`, `locker-frozen`, `shut`, `not-found` for an unknown locker.
    pub async fn join(
        &self,
        locker: LockerId,
        signer: PublicKey,
        nonce: &str,
        request: JoinRequest,
        now: Timestamp,
    ) -> Answer<JoinResponse> {
        let asked = Asked::by_device(DeviceId::of(&signer), self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let decision = device::join(locker, signer, &request, now);
            books.decide(decision)
        };
        self.change(locker, asked, work).await
    }

    /// What the Locker ID of a device says that a roster has admitted; the caller issues it.
    ///
    /// # Errors
    /// `waiting` until a roster names it, `suspended`, `replaced`, `unsigned` for an unknown key.
    pub async fn locker_id(&self, locker: LockerId, device: DeviceId, nonce: &str, now: Timestamp) -> Answer<Enrolled> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let decision = device::locker_id(locker, device);
            books.decide(decision)
        };
        self.change(locker, asked, work).await
    }
}
