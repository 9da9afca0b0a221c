//! One change of one locker: the nonce is used, the locker is loaded, a decision is made, its events are logged, the locker is kept.

use dlocker_bank::locker::LockerRecord;
use dlocker_bank::log::append;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::staff::{ActRecord, Officer};
use dlocker_bank::telling::News;
use dlocker_bank::{Decision, refusal};
use dlocker_protocol::log::{Actor, Event, LogEntry};
use dlocker_protocol::passkey::Proof;
use dlocker_protocol::staff::{Act, ActBy};
use dlocker_protocol::{DeviceId, LockerId, Timestamp, cbor};

use super::device::tag_rows;
use super::freeze::pass_time;
use super::status::keep_statuses;
use super::{Answer, Vault, answer};
use crate::store::{Ended, Fault, LockerTx, Store};

/// Who changes a locker, when, and with which nonce.
pub(super) struct Asked {
    pub(super) actor: Actor,
    pub(super) nonce: Option<UsedNonce>,
    pub(super) now: Timestamp,
    /// By what a member of staff asks; acts are noted in their name.
    pub(super) staff: Option<ActBy>,
}

impl Asked {
    pub(super) const fn by_device(device: DeviceId, nonce: UsedNonce, now: Timestamp) -> Self {
        Self { actor: Actor::Device(device), nonce: Some(nonce), now, staff: None }
    }

    pub(super) const fn by_bank(now: Timestamp) -> Self {
        Self { actor: Actor::Bank, nonce: None, now, staff: None }
    }

    pub(super) fn by_staff(officer: &Officer, nonce: UsedNonce, now: Timestamp) -> Self {
        Self { actor: officer.actor(), nonce: Some(nonce), now, staff: Some(officer.act_by()) }
    }
}

/// The open books of one locker.
pub(super) struct Books<'t> {
    pub(super) tx: &'t mut dyn LockerTx,
    pub(super) now: Timestamp,
    events: Vec<Event>,
    logged: Vec<LogEntry>,
    /// See [`News::spent`].
    pub(super) spent: bool,
    acts: Vec<(Act, Option<Proof>)>,
}

impl Books<'_> {
    /// Whether anything has happened that the visit log is to tell; nothing has, where a retry is answered again.
    pub(super) const fn is_news(&self) -> bool {
        !self.events.is_empty()
    }

    /// Notes for the audit what the member of staff does who asks.
    pub(super) fn note_act(&mut self, act: Act, proof: Option<Proof>) {
        self.acts.push((act, proof));
    }

    fn keep_acts(&mut self, asked: &Asked) -> Result<(), Fault> {
        let acts = std::mem::take(&mut self.acts);
        let (Actor::Staff(staff), Some(by)) = (&asked.actor, asked.staff) else { return Ok(()) };
        for (act, proof) in acts {
            self.tx.note_act(&ActRecord { at: asked.now, staff: staff.clone(), by, act, proof })?;
        }
        Ok(())
    }

    /// Takes a decision's answer and notes its events for the log.
    pub(super) fn decide<T>(&mut self, decision: Decision<T>) -> Result<T, Ended> {
        match decision {
            Ok(decided) => {
                self.events.extend(decided.events);
                Ok(decided.answer)
            }
            Err(stop) => {
                let (ended, events) = Ended::from_stop(stop);
                self.events.extend(events);
                Err(ended)
            }
        }
    }

    /// Notes an event that no decision gave.
    pub(super) fn note(&mut self, event: Event) {
        self.events.push(event);
    }

    fn log(&mut self, locker: &mut LockerRecord, actor: &Actor) -> Result<(), Fault> {
        for event in std::mem::take(&mut self.events) {
            let entry = append(&mut locker.log, locker.id, actor, event, self.now);
            self.tx.append(entry.number, &cbor::encode(&entry))?;
            self.logged.push(entry);
        }
        Ok(())
    }
}

const fn is_kept<R>(result: &Result<R, Ended>) -> bool {
    matches!(result, Ok(_) | Err(Ended::Kept(_)))
}

impl<S: Store> Vault<S> {
    /// One transaction over a locker that exists.
    pub(super) async fn change<R, W>(&self, locker: LockerId, asked: Asked, work: W) -> Answer<R>
    where
        R: Send + 'static,
        W: FnOnce(&mut Books<'_>, &mut LockerRecord) -> Result<R, Ended> + Send + 'static,
    {
        let on_known = move |books: &mut Books<'_>, locker: Option<&mut LockerRecord>| {
            work(books, locker.ok_or_else(refusal::no_locker)?)
        };
        self.change_any(locker, asked, on_known).await
    }

    /// One transaction over a locker that may not exist: cases are opened for unknown handles too.
    pub(super) async fn change_any<R, W>(&self, locker: LockerId, asked: Asked, work: W) -> Answer<R>
    where
        R: Send + 'static,
        W: FnOnce(&mut Books<'_>, Option<&mut LockerRecord>) -> Result<R, Ended> + Send + 'static,
    {
        // The whole vault, not its `Arc<dyn Custody>`: see `publish_roster`.
        let vault = self.clone();
        let done = self.inner.store.transact(locker, move |tx| {
            if let Some(nonce) = &asked.nonce
                && !tx.use_nonce(nonce)?
            {
                return Err(refusal::nonce().into());
            }
            let mut record = tx.locker()?;
            let before = record.clone();
            let mut books =
                Books { tx, now: asked.now, events: Vec::new(), logged: Vec::new(), spent: false, acts: Vec::new() };
            if let Some(record) = &mut record {
                pass_time(&mut books, Some(record))?;
                books.log(record, &Actor::Bank)?;
            }
            let result = work(&mut books, record.as_mut());
            if is_kept(&result) {
                books.keep_acts(&asked)?;
            }
            if is_kept(&result)
                && let Some(record) = &mut record
            {
                books.log(record, &asked.actor)?;
                let logged = std::mem::take(&mut books.logged);
                let news = News::new(&logged, before.as_ref(), record, books.spent);
                vault.tell(&mut books, &record.handle, news, asked.now)?;
                if before.as_ref() != Some(record) {
                    tag_rows(vault.custody(), before.as_ref(), record);
                    books.tx.put_locker(record)?;
                    keep_statuses(books.tx, before.as_ref(), record)?;
                }
            }
            result
        });
        answer(done.await)
    }
}
