//! Closing a locker: in one transaction it is logged and everything but the log and what says so is deleted; then its bytes go from the disk. A crash
//! may come between, and then the sweep does it.

use dlocker_bank::locker::{ClosedRecord, Closes, LockerRecord, close, close_former, how_closed};
use dlocker_bank::refusal;
use dlocker_protocol::locker::{CloseRequest, ClosingView};
use dlocker_protocol::{DeviceId, LockerId, Timestamp};

use super::books::{Asked, Books};
use super::roster::current_roster;
use super::{Answer, Vault, answer, internal};
use crate::store::{Fault, Store};

impl<S: Store> Vault<S> {
    /// Closes the locker for good. The same again is answered again.
    ///
    /// # Errors
    /// `forbidden`, `conflict`, `change-waits`, `waiting`, `intent-over`, `locker-frozen`, `shut`, `locker-closed`, the device's state.
    pub async fn close(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: CloseRequest,
        now: Timestamp,
    ) -> Answer<ClosingView> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let current = current_roster(books.tx, locker)?;
            let (intents, cases) = (books.tx.intents()?, books.tx.cases()?);
            let ask = Closes {
                device,
                signed: &request.closing,
                current: current.as_ref(),
                intents: &intents,
                cases: &cases,
            };
            let decision = close(locker, &ask, now);
            let closed = books.decide(decision)?;
            if books.is_news() {
                books.tx.clear()?;
            }
            Ok((closed, locker.clone()))
        };
        let (closed, record) = self.change(locker, asked, work).await?;
        // It is closed, whatever comes of this: what cannot be removed now is traced, and the sweep tries again.
        let _ = self.clean_up(record, now).await;
        Self::found(closed.view().map_err(Fault::from))
    }

    /// How the locker was closed, for a device that was active then.
    ///
    /// # Errors
    /// `not-found` where it is not closed, the device's state.
    pub async fn closing(&self, locker: LockerId, device: DeviceId) -> Answer<ClosingView> {
        let read = self.inner.store.glance(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            Ok(how_closed(&record, device)?.clone())
        });
        answer(read.await)?.view().map_err(|row| internal(&row.into()))
    }

    /// Removes what is left of a closed locker on the disk, an upload that came too late too, and closes what its owner had left behind by starting
    /// afresh.
    pub(super) async fn clean_up(&self, record: LockerRecord, now: Timestamp) -> Answer<()> {
        let Some(closed) = record.closed else { return Ok(()) };
        let id = record.id;
        self.blob(move |blobs| blobs.clear(id)).await?;
        for former in &record.former {
            self.close_former(*former, closed.clone(), now).await?;
        }
        if record.former.is_empty() {
            return Ok(());
        }
        let forget = |_: &mut Books<'_>, locker: &mut LockerRecord| {
            locker.former.clear();
            Ok(())
        };
        self.change(id, Asked::by_bank(now), forget).await
    }

    async fn close_former(&self, former: LockerId, closed: ClosedRecord, now: Timestamp) -> Answer<()> {
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let decision = close_former(locker, &closed, now);
            books.decide(decision)?;
            if books.is_news() {
                books.tx.clear()?;
            }
            // One that was closed before is emptied by its own sweep; those that it names are older, and stand in the same list.
            locker.former.clear();
            Ok(())
        };
        self.change(former, Asked::by_bank(now), work).await?;
        self.blob(move |blobs| blobs.clear(former)).await
    }
}
