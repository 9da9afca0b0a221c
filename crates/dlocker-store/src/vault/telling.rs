//! The outbox: messages are written with what they tell of, in one transaction; a sender takes one, sends it, and says how that went.

use dlocker_bank::telling::{Failure, Lane, MessageRecord, News, place};
use dlocker_protocol::intent::{Change as IntentChange, ChangeKind};
use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::roster::Contacts;
use dlocker_protocol::{Digest, Handle, LockerId, Timestamp, cbor};

use super::books::Books;
use super::{Answer, Vault, answer};
use crate::store::{Ended, Fault, LockerRead, Store};

/// A message in the hands of a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// About which locker.
    pub locker: LockerId,
    /// Its handle.
    pub handle: Handle,
    /// The message, and which attempt this is.
    pub message: MessageRecord,
    /// The entries that it tells of.
    pub entries: Vec<LogEntry>,
}

impl Outgoing {
    /// What this message is called, at every attempt: 32 hexadecimal digits that say nothing about the locker to who does not know it.
    #[must_use]
    pub fn id(&self) -> String {
        let named = format!("{} {} {}", self.locker, self.message.lane.code(), self.message.number());
        Digest::plain(named.as_bytes()).as_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<S: Store> Vault<S> {
    /// Puts into the outbox what tells of this.
    pub(super) fn tell(
        &self,
        books: &mut Books<'_>,
        handle: &Handle,
        mut news: News<'_>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let limits = &self.limits().telling;
        if news.entries.is_empty() || !(limits.mail || limits.webhook) {
            return Ok(());
        }
        if let Some(contacts) = contacts_asked(books, news.entries)? {
            news.contacts.asked = contacts;
        }
        let mut kept = Vec::new();
        for lane in Lane::ALL.into_iter().filter(|lane| lane.is_mail()) {
            kept.extend(books.tx.messages(lane)?);
        }
        place(&kept, &news, handle, limits, now).iter().try_for_each(|message| books.tx.put_message(message))
    }

    /// Which messages are due in a lane: locker, and number of the first entry. Those that wait longest come first.
    ///
    /// # Errors
    /// `internal`.
    pub async fn due_messages(&self, lane: Lane, limit: u64, now: Timestamp) -> Answer<Vec<(LockerId, u64)>> {
        Self::found(self.inner.store.due_messages(lane, now, limit).await)
    }

    /// Takes a message for one attempt, durably, before anything is sent; nothing, where another sender has it or it was sent.
    ///
    /// # Errors
    /// `internal`.
    pub async fn take_message(&self, locker: LockerId, key: (Lane, u64), now: Timestamp) -> Answer<Option<Outgoing>> {
        let taken = self.inner.store.transact(locker, move |tx| {
            let Some(message) = tx.message(key.0, key.1)?.and_then(|message| message.claim(now)) else {
                return Ok(None);
            };
            let Some(record) = tx.locker()? else { return Ok(None) };
            tx.put_message(&message)?;
            let entries = entries(tx, &message)?;
            Ok(Some(Outgoing { locker, handle: record.handle, message, entries }))
        });
        answer(taken.await)
    }

    /// Says how an attempt went: it was handed over, or why not. Nothing is changed where another sender has the message meanwhile.
    ///
    /// # Errors
    /// `internal`.
    pub async fn settle_message(&self, sent: Outgoing, went: Result<(), Failure>, now: Timestamp) -> Answer<()> {
        let first_pause = self.limits().telling.first_pause;
        let (key, attempt) = ((sent.message.lane, sent.message.number()), sent.message.attempts);
        let settled = self.inner.store.transact(sent.locker, move |tx| {
            let held = tx.message(key.0, key.1)?.filter(|message| message.is_held(attempt));
            let settled = held.map(|message| match went {
                Ok(()) => message.sent(now),
                Err(why) => message.failed(&why, first_pause, now),
            });
            Ok(settled.map(|message| tx.put_message(&message)).transpose().map(drop)?)
        });
        answer(settled.await)
    }
}

/// Whom the change names that was just asked for.
fn contacts_asked(books: &Books<'_>, entries: &[LogEntry]) -> Result<Option<Contacts>, Fault> {
    let made = entries.iter().find_map(|entry| match entry.event {
        Event::IntentMade { intent, change: ChangeKind::ChooseContacts, .. } => Some(intent),
        _ => None,
    });
    let Some(made) = made else { return Ok(None) };
    Ok(books.tx.intents()?.into_iter().find(|intent| intent.id == made).and_then(|intent| match intent.change {
        IntentChange::ChooseContacts { contacts } => Some(contacts),
        _ => None,
    }))
}

fn entries(tx: &dyn LockerRead, message: &MessageRecord) -> Result<Vec<LogEntry>, Ended> {
    let mut entries = Vec::new();
    for number in &message.entries {
        for bytes in tx.entries(*number, 1)? {
            entries.push(cbor::decode(&bytes, "log entry").map_err(|e| Fault(e.to_string()))?);
        }
    }
    Ok(entries)
}
