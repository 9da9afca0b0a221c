//! What the phone and its PIN together give: the owner's signature.

use dlocker_core::seed::{EpochKeys, LockerSeed};
use dlocker_protocol::intent::{Change, Intent, IntentRequest};
use dlocker_protocol::roster::{EpochPart, PublishRosterRequest, Roster, RosterDraft, SignedRoster};
use dlocker_protocol::signature::{Document, Draft};
use dlocker_protocol::{Bytes, IntentId, MethodId};

use super::speak::rng;
use super::{Answer, Thief};

/// A locker that the thief has opened.
pub struct Seized<'t> {
    /// Who.
    pub thief: &'t Thief,
    /// The seed of the current epoch.
    pub seed: LockerSeed,
    /// Its keys.
    pub keys: EpochKeys,
    /// The method that opened.
    pub method: MethodId,
}

impl Seized<'_> {
    /// The current roster.
    #[track_caller]
    #[must_use]
    pub fn roster(&self) -> Roster {
        self.thief.rosters().pop().expect("a roster").unverified().clone()
    }

    /// The next roster after the current one, changed by `edit`, signed as the owner would.
    #[track_caller]
    #[must_use]
    pub fn next(&self, edit: impl FnOnce(&mut Roster)) -> SignedRoster {
        let mut roster = self.roster();
        roster.predecessor = Some(roster.digest());
        roster.number += 1;
        roster.signed_at = self.thief.now();
        roster.departed = Vec::new();
        roster.deleted = Vec::new();
        edit(&mut roster);
        RosterDraft::new(roster).sign(&self.keys.owner, None)
    }

    /// Publishes the next roster.
    #[track_caller]
    #[must_use]
    pub fn publish(&self, edit: impl FnOnce(&mut Roster)) -> Answer {
        self.publish_with(edit, Vec::new())
    }

    /// The same with epoch parts.
    #[track_caller]
    #[must_use]
    pub fn publish_with(&self, edit: impl FnOnce(&mut Roster), epoch_parts: Vec<EpochPart>) -> Answer {
        self.send(&self.next(edit), epoch_parts)
    }

    /// Publishes a signed roster.
    #[track_caller]
    #[must_use]
    pub fn send(&self, signed: &SignedRoster, epoch_parts: Vec<EpochPart>) -> Answer {
        let expected = Some(self.roster().digest());
        let request = PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts };
        self.thief.post(&self.thief.path("rosters"), &request)
    }

    /// Asks for a change that waits.
    #[track_caller]
    #[must_use]
    pub fn intend(&self, change: Change) -> Answer {
        let intent = Intent {
            locker: self.thief.locker,
            id: IntentId::random(&mut rng()),
            roster: self.roster().digest(),
            device: self.thief.device(),
            change,
            at: self.thief.now(),
        };
        let intent = Draft::new(intent).sign(&self.keys.owner);
        self.thief.post(&self.thief.path("intents"), &IntentRequest { intent })
    }
}
