//! What time brings: lapsed things go, unpinned packs are collected, replaced keys are destroyed.

use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::due;
use dlocker_bank::snapshot::{PackRecord, PackState, collectable};
use dlocker_protocol::case::CaseState;
use dlocker_protocol::{LockerId, PackId, Timestamp};

use super::books::{Asked, Books};
use super::freeze::has_passed;
use super::intent::{end_intents, have_ended};
use super::method::destroy_due;
use super::{Answer, Vault, answer};
use crate::store::{Ended, LockerRead, LockerTx, Store};

/// How long an inert case is remembered after it was opened, in milliseconds.
const INERT_KEPT: u64 = 24 * 3600 * 1000;

struct Todo {
    lapsed: bool,
    shut: Option<LockerRecord>,
    closed: Option<LockerRecord>,
    packs: Vec<PackId>,
}

impl<S: Store> Vault<S> {
    /// One round over all lockers. Faults are traced; the next round tries again.
    pub async fn sweep(&self, now: Timestamp) {
        self.inner.queue.tidy();
        let Ok(lockers) = Self::found(self.inner.store.locker_ids().await) else { return };
        for locker in lockers {
            // A fault was traced where it was seen, and one locker's must not keep the others waiting.
            let _ = self.sweep_locker(locker, now).await;
        }
    }

    async fn sweep_locker(&self, locker: LockerId, now: Timestamp) -> Answer<()> {
        let grace = self.limits().rotation_grace;
        let look = self.inner.store.read(locker, move |tx| look(tx, grace, now));
        let todo = answer(look.await)?;
        if todo.lapsed {
            let work = move |books: &mut Books<'_>, locker: Option<&mut LockerRecord>| {
                destroy_due(books, locker.as_deref(), grace)?;
                books.tx.forget_nonces(now)?;
                books.tx.forget_messages(now)?;
                drop_inert(books.tx, now)?;
                locker.map_or(Ok(()), |locker| end_intents(books, locker))
            };
            self.change_any(locker, Asked::by_bank(now), work).await?;
        }
        if let Some(old) = todo.shut {
            self.finish_afresh(old, now).await?;
        }
        if let Some(closed) = todo.closed {
            self.clean_up(closed, now).await?;
        }
        for pack in todo.packs {
            self.collect(locker, pack, now).await?;
        }
        Ok(())
    }

    /// Marks the pack first, so that nothing can refer to it any more; then its bytes go; then its row and its room.
    async fn collect(&self, locker: LockerId, pack: PackId, now: Timestamp) -> Answer<()> {
        let mark = move |books: &mut Books<'_>, _: &mut LockerRecord| {
            let record = books.tx.pack(pack)?.filter(|record| collectable(record, now));
            let Some(record) = record else { return Ok(false) };
            books.tx.put_pack(pack, &PackRecord { state: PackState::Collecting, ..record })?;
            Ok(true)
        };
        if !self.change(locker, Asked::by_bank(now), mark).await? {
            return Ok(());
        }
        self.blob(move |blobs| blobs.delete(locker, pack)).await?;
        let forget = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            if let Some(record) = books.tx.pack(pack)?.filter(|record| record.state == PackState::Collecting) {
                locker.used = locker.used.saturating_sub(record.size.bytes() as u64);
                books.tx.drop_pack(pack)?;
            }
            Ok(())
        };
        self.change(locker, Asked::by_bank(now), forget).await
    }
}

fn look(tx: &dyn LockerRead, grace: u64, now: Timestamp) -> Result<Todo, Ended> {
    let passed = has_passed(tx, now)? || have_ended(tx, now)?;
    let keys = !due(tx.locker()?.as_ref(), &tx.registrations()?, grace, now).is_empty();
    let cases = tx.cases()?.iter().any(|case| is_forgotten(case, now));
    let packs = tx.packs()?.into_iter().filter(|(_, pack)| collectable(pack, now)).map(|(id, _)| id).collect();
    let locker = tx.locker()?;
    let closed = locker.clone().filter(|locker| locker.closed.is_some());
    let shut = locker.filter(|locker| locker.shut.is_some() && locker.closed.is_none());
    Ok(Todo {
        lapsed: keys || cases || passed || tx.has_stale_nonces(now)? || tx.has_old_messages(now)?,
        packs,
        shut,
        closed,
    })
}

fn is_forgotten(case: &dlocker_bank::case::CaseRecord, now: Timestamp) -> bool {
    let inert = case.stage.evidence().is_none() && case.state(now) == CaseState::Expired;
    inert && now.millis_since(case.opened) >= INERT_KEPT
}

fn drop_inert(tx: &mut dyn LockerTx, now: Timestamp) -> Result<(), Ended> {
    for case in tx.cases()? {
        if is_forgotten(&case, now) {
            tx.drop_case(case.id)?;
        }
    }
    Ok(())
}
