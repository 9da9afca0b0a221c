//! Methods that were taken off the roster since the phone was lost. Whoever has the phone and a secret may have done that, so the bank keeps them
//! shut and brings them back; which of them are the owner's is for the owner's own rosters to say, and never for the bank.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::log::Event;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{Roster, RosterMethod};
use dlocker_protocol::{Digest, Timestamp};

use crate::log::VisitLog;

/// A method that the current roster no longer names, and that was there when the phone was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removed {
    /// Its entry in the last roster that named it.
    pub(crate) entry: RosterMethod,
    /// Digest of that roster.
    pub(crate) named_by: Digest,
}

/// Those that came back: named by the roster that was current at the loss, with the record that they had to the end; taken off in the same epoch by a
/// roster that the log tells of at or after the loss; and shown by the bank, which destroys them after a month. Not of the kind `device`.
pub(crate) fn removed_since(
    (chain, log): (&RosterChain, &VisitLog),
    view: &LockerView,
    lost: Option<Timestamp>,
) -> Vec<Removed> {
    let Some(lost) = lost else { return Vec::new() };
    let told = |digest: Digest| published(log).any(|(known, at)| known == digest && at >= lost);
    let methods = roster_at(log, chain, lost).map(|roster| roster.methods.as_slice()).unwrap_or_default();
    let shown = |method: &&RosterMethod| view.methods.iter().any(|one| one.id == method.id);
    methods.iter().filter(shown).filter_map(|method| dropped(chain, method, told)).collect()
}

fn dropped(chain: &RosterChain, method: &RosterMethod, told: impl Fn(Digest) -> bool) -> Option<Removed> {
    let last = chain.last_naming(method.id)?;
    last.dropped_by.filter(|digest| told(*digest))?;
    // What a rotation dropped is sealed to an epoch that is over.
    let same_epoch = last.roster.epoch == chain.current().epoch;
    let entry = last.roster.methods.iter().find(|entry| entry.id == method.id)?;
    let same = entry.record == method.record && entry.kind != MethodKind::Device;
    (same && same_epoch).then(|| Removed { entry: entry.clone(), named_by: last.digest })
}

/// The roster that was current at a moment of the bank's clock.
pub(super) fn roster_at<'a>(log: &VisitLog, chain: &'a RosterChain, moment: Timestamp) -> Option<&'a Roster> {
    let before = published(log).filter(|(_, at)| *at < moment);
    before.last().and_then(|(digest, _)| chain.by_digest(&digest))
}

fn published(log: &VisitLog) -> impl Iterator<Item = (Digest, Timestamp)> {
    log.entries().filter_map(|entry| match &entry.event {
        Event::RosterPublished { digest, .. } => Some((*digest, entry.at)),
        _ => None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use dlocker_protocol::MethodId;
    use dlocker_protocol::signature::Document as _;

    use super::*;
    use crate::sample::{chain, method};

    /// A kit and a PIN, which is to be renewed; then the kit is taken off, and then the PIN after it was made anew.
    fn story() -> RosterChain {
        chain(&[
            &|roster| {
                roster.methods.push(RosterMethod { renew: true, ..method(2, MethodKind::Pin, None) });
                roster.methods.push(method(3, MethodKind::Passphrase, None));
            },
            &|roster| roster.methods = roster.methods.split_off(1),
            &|roster| {
                roster.methods[0].record = Digest::plain(b"another PIN");
                roster.methods[0].renew = false;
            },
            &|roster| roster.methods = roster.methods.split_off(1),
        ])
    }

    fn entry(chain: &RosterChain, at: usize, id: u8) -> RosterMethod {
        let methods = &chain.rosters().nth(at).unwrap().methods;
        methods.iter().find(|method| method.id == MethodId::from_array([id; 16])).unwrap().clone()
    }

    #[test]
    fn p7_a_method_comes_back_with_the_record_that_it_had_and_by_the_roster_that_the_log_tells_of() {
        let chain = story();
        let digests: Vec<Digest> = chain.rosters().map(|roster| roster.digest()).collect();
        let kit = entry(&chain, 1, 1);
        let back = dropped(&chain, &kit, |digest| digest == digests[2]).unwrap();
        assert_eq!(back, Removed { entry: kit.clone(), named_by: digests[1] });
        assert!(dropped(&chain, &kit, |digest| digest != digests[2]).is_none(), "dropped before, or not in the log");
        let pin = entry(&chain, 1, 2);
        assert!(dropped(&chain, &pin, |_| true).is_none(), "made anew since: another secret perhaps");
        let passphrase = entry(&chain, 1, 3);
        assert!(dropped(&chain, &passphrase, |_| true).is_none(), "still there");
    }

    #[test]
    fn p7_a_phones_own_method_never_comes_back() {
        let own = Some(crate::sample::device(1).id);
        let chain = chain(&[&|roster| roster.methods.push(method(4, MethodKind::Device, own)), &|roster| {
            roster.methods.retain(|method| method.device.is_none());
        }]);
        assert!(dropped(&chain, &entry(&chain, 1, 4), |_| true).is_none());
    }
}
