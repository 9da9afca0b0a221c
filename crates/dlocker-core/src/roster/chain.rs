//! Rosters that were verified one after another.

use std::collections::{BTreeMap, BTreeSet};

use dlocker_protocol::roster::{BadRoster, Roster, RosterDevice, SignedRoster};
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::{DeviceId, Digest, MethodId, SnapshotId};

/// Rosters that follow one another, each verified against the one before. The last one is the current one.
#[derive(Clone)]
pub struct RosterChain {
    first: (Digest, Roster),
    later: Vec<(Digest, Roster)>,
}

/// The newest roster that names some method.
#[derive(Debug, Clone, Copy)]
pub struct LastNaming<'a> {
    /// Its digest.
    pub digest: Digest,
    /// The roster.
    pub roster: &'a Roster,
    /// Digest of the roster that dropped the method; none where the current one names it.
    pub dropped_by: Option<Digest>,
}

/// Why rosters are not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChain {
    /// There is no roster.
    #[error("the bank has no roster for this locker, so there is nothing yet to open")]
    Empty,
    /// A signature, number, epoch, locker or predecessor does not follow.
    #[error("{0}; the bank's list of what belongs to this locker was forged or damaged")]
    Roster(#[from] BadRoster),
    /// No roster of the chain has the owner key that the unlock method names.
    #[error("these rosters do not come from the owner key in the unlock method: they are somebody else's")]
    Anchor,
    /// The seed is not the one that the current roster's keys come from.
    #[error("the seed that the bank handed out is not this locker's own")]
    Seed,
    /// The current roster does not name this method with this record and sealed seed.
    #[error("the current roster does not know this unlock method as the bank presents it")]
    Method,
    /// The seed of an earlier epoch does not open, or is not the one its rosters were signed with.
    #[error("the seed of an earlier epoch does not open: the roster that keeps it was damaged")]
    PriorSeed,
}

impl RosterChain {
    /// A chain from roster number 1.
    ///
    /// # Errors
    /// [`BadChain`] if it is empty or a roster does not follow.
    pub fn from_first(rosters: &[SignedRoster]) -> Result<Self, BadChain> {
        let (first, later) = rosters.split_first().ok_or(BadChain::Empty)?;
        Self::begin(first.verify_first()?.clone(), later)
    }

    /// A chain from a roster that this device already believes.
    ///
    /// # Errors
    /// [`BadChain`] if a later one does not follow.
    pub fn from_pinned(pinned: Roster, later: &[SignedRoster]) -> Result<Self, BadChain> {
        Self::begin(pinned, later)
    }

    fn begin(first: Roster, later: &[SignedRoster]) -> Result<Self, BadChain> {
        let mut chain = Self { first: (first.digest(), first), later: Vec::with_capacity(later.len()) };
        later.iter().try_for_each(|roster| chain.extend(roster))?;
        Ok(chain)
    }

    /// Adds the roster that follows the current one.
    ///
    /// # Errors
    /// [`BadChain`] if it does not follow; the chain stays as it was.
    pub fn extend(&mut self, next: &SignedRoster) -> Result<(), BadChain> {
        let roster = next.verify_after(self.current())?;
        self.later.push((next.digest(), roster.clone()));
        Ok(())
    }

    /// The newest roster.
    #[must_use]
    pub fn current(&self) -> &Roster {
        &self.newest().1
    }

    /// Its digest.
    #[must_use]
    pub fn current_digest(&self) -> Digest {
        self.newest().0
    }

    fn newest(&self) -> &(Digest, Roster) {
        self.later.last().unwrap_or(&self.first)
    }

    /// The roster of the chain with this digest.
    #[must_use]
    pub fn by_digest(&self, digest: &Digest) -> Option<&Roster> {
        self.entries().find(|(known, _)| known == digest).map(|(_, roster)| roster)
    }

    /// All rosters of the chain, oldest first.
    pub fn rosters(&self) -> impl DoubleEndedIterator<Item = &Roster> {
        self.entries().map(|(_, roster)| roster)
    }

    /// Every snapshot that some roster of the chain deletes. Deleted is for ever: no later roster brings one back.
    #[must_use]
    pub fn deleted(&self) -> BTreeSet<SnapshotId> {
        self.rosters().flat_map(|roster| roster.deleted.iter().copied()).collect()
    }

    /// The same with the number of the roster that deleted each.
    #[must_use]
    pub fn deleted_by(&self) -> BTreeMap<SnapshotId, u64> {
        let mut deleted = BTreeMap::new();
        for roster in self.rosters() {
            for id in &roster.deleted {
                deleted.entry(*id).or_insert(roster.number);
            }
        }
        deleted
    }

    /// The newest entry of a device that some roster of the chain lists, whether or not it has left since.
    #[must_use]
    pub fn newest_entry(&self, device: DeviceId) -> Option<&RosterDevice> {
        self.rosters().rev().flat_map(|roster| &roster.devices).find(|entry| entry.id == device)
    }

    /// The newest roster that names this method, with its digest and the digest of the roster that came after it; none where no roster does.
    #[must_use]
    pub fn last_naming(&self, method: MethodId) -> Option<LastNaming<'_>> {
        let names = |(_, roster): &&(Digest, Roster)| roster.methods.iter().any(|entry| entry.id == method);
        let mut after = None;
        for entry in self.entries().rev() {
            if names(&entry) {
                return Some(LastNaming { digest: entry.0, roster: &entry.1, dropped_by: after });
            }
            after = Some(entry.0);
        }
        None
    }

    /// The newest roster with which this device left, if one did; it may have come back since.
    #[must_use]
    pub fn left_with(&self, device: DeviceId) -> Option<&Roster> {
        self.rosters().rev().find(|roster| roster.departed.iter().any(|gone| gone.id == device))
    }

    fn entries(&self) -> impl DoubleEndedIterator<Item = &(Digest, Roster)> {
        core::iter::once(&self.first).chain(&self.later)
    }
}
