//! Which contacts are told, and what.

use dlocker_protocol::log::{Event, LogEntry};
use dlocker_protocol::roster::{Contact, Contacts};

use super::Reader;
use crate::locker::LockerRecord;

/// What a transaction did to the contacts, and asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// Who was told before it.
    pub before: Contacts,
    /// Who is told after it; for a locker that it closes, who was told before.
    pub after: Contacts,
    /// Who would be told by a change that it asks for.
    pub asked: Contacts,
}

impl Change {
    /// Of a transaction that found the locker as `before`, and leaves it as `after`.
    #[must_use]
    pub fn new(before: Option<&LockerRecord>, after: &LockerRecord) -> Self {
        let before = before.map(|locker| locker.contacts.clone()).unwrap_or_default();
        // The last word to everybody is that it was closed.
        let after = if after.closed.is_some() { before.clone() } else { after.contacts.clone() };
        Self { before, after, asked: Contacts::default() }
    }

    /// Everybody who is told something, with what they are; of those that only come or go, the entry that they are told of.
    pub(super) fn readers(&self, entries: &[LogEntry]) -> Vec<(Contact, Reader, Option<u64>)> {
        let of = |is: fn(&Event) -> bool| entries.iter().find(|entry| is(&entry.event)).map(|entry| entry.number);
        let roster = of(|event| matches!(event, Event::RosterPublished { .. }));
        let intent = of(|event| matches!(event, Event::IntentMade { .. }));
        let within = |contacts: &Contacts| contacts.as_slice().to_vec().into_iter();
        let held = within(&self.before).map(|contact| match self.after.has(&contact) {
            true => (contact, Reader::Contact, None),
            false => (contact, Reader::Former, roster),
        });
        let come = within(&self.after).filter(|contact| !self.before.has(contact));
        let come = come.map(|contact| (contact, Reader::Named, roster));
        let known = |contact: &Contact| self.before.has(contact) || self.after.has(contact);
        let asked = within(&self.asked).filter(|contact| !known(contact));
        held.chain(come).chain(asked.map(|contact| (contact, Reader::Named, intent))).collect()
    }
}
