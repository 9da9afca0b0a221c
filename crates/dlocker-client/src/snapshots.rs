//! The snapshots in the locker: fetched, and every one checked against the owner's rosters.

use std::collections::{BTreeMap, BTreeSet};

use dlocker_core::roster::RosterChain;
use dlocker_core::snapshot::Stands;
use dlocker_protocol::intent::Change;
use dlocker_protocol::roster::{ChainHead, Retention};
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::snapshot::{Held, MOST_DROPS, Needs, SnapshotHeader, SnapshotsPage, check_drops, may_go};
use dlocker_protocol::{DeviceId, Digest, SnapshotId, Timestamp};

use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::standing::{standing, standing_at};
use crate::unlock::Unlock;

/// Most that one change deletes.
const MOST_DELETED: usize = 256;

/// Which snapshots rosters have deleted, and the number of that roster.
type Deleted = BTreeMap<SnapshotId, u64>;

/// Snapshots that devices of the owner's rosters put in, in the order in which the bank took them. Deleted ones are checked like all others,
/// and not shown; nor are parts, which interrupted backups left, and what later snapshots have let go.
#[derive(Debug, Clone, Default)]
pub struct Snapshots {
    shown: Vec<SnapshotHeader>,
    hidden: Vec<SnapshotHeader>,
    parts: Vec<SnapshotHeader>,
    /// Of each device what was not let go, parts too.
    held: BTreeMap<DeviceId, Vec<Held>>,
    by_rule: usize,
    order: Vec<(SnapshotId, Digest)>,
    heads: BTreeMap<DeviceId, ChainHead>,
    newest_roster: u64,
}

impl Snapshots {
    /// Oldest first, without deleted ones.
    #[must_use]
    pub fn headers(&self) -> &[SnapshotHeader] {
        &self.shown
    }

    /// The newest, if there is any.
    #[must_use]
    pub fn newest(&self) -> Option<&SnapshotHeader> {
        self.shown.last()
    }

    /// What the owner has put in with all devices: the newest of each device whose backups stand, among those that count, oldest first.
    pub(crate) fn newest_of_each(
        &self,
        chain: &RosterChain,
        counts: impl Fn(&SnapshotHeader) -> bool,
    ) -> Vec<SnapshotId> {
        let newest = |device: DeviceId| self.shown.iter().rposition(|header| header.device == device && counts(header));
        self.in_order(standing(chain, |device| newest(device).is_some()).into_iter().filter_map(newest))
    }

    /// The same as [`newest_of_each`](Self::newest_of_each) would have given at that moment, from what was put in until then.
    pub(crate) fn newest_of_each_at(
        &self,
        chain: &RosterChain,
        at: Timestamp,
        counts: impl Fn(&SnapshotHeader) -> bool,
    ) -> Vec<SnapshotId> {
        let fits = |header: &SnapshotHeader| header.created <= at && counts(header);
        let newest = |device: DeviceId| self.shown.iter().rposition(|header| header.device == device && fits(header));
        let has = |device: DeviceId| newest(device).is_some();
        let mut devices = standing_at(chain, at, has);
        if devices.is_empty() {
            // A device's clock was behind that of the one that signed the roster.
            devices = standing(chain, has);
        }
        self.in_order(devices.into_iter().filter_map(newest))
    }

    fn in_order(&self, places: impl Iterator<Item = usize>) -> Vec<SnapshotId> {
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.shown.get(place)).map(|header| header.id).collect()
    }

    /// The one with this id, if it is not deleted.
    #[must_use]
    pub fn find(&self, id: SnapshotId) -> Option<&SnapshotHeader> {
        self.shown.iter().find(|header| header.id == id)
    }

    /// The one with this id, or words for the owner who named it.
    pub(crate) fn named(&self, id: SnapshotId) -> Result<&SnapshotHeader> {
        self.find(id).ok_or_else(|| Error::Misuse(format!("There is no {id}. See: snapshots.")))
    }

    /// The newest one that is older than this.
    pub(crate) fn before(&self, id: SnapshotId) -> Option<&SnapshotHeader> {
        let at = self.shown.iter().position(|header| header.id == id)?;
        self.shown.get(at.checked_sub(1)?)
    }

    /// All of them, deleted ones and parts too, in no order.
    pub(crate) fn every(&self) -> impl Iterator<Item = &SnapshotHeader> {
        self.shown.iter().chain(&self.hidden).chain(&self.parts)
    }

    /// Whether this was ever put in.
    pub(crate) fn knows(&self, id: SnapshotId) -> bool {
        self.order.iter().any(|(known, _)| *known == id)
    }

    /// The one with this id and digest, deleted or not: later ones may refer to it.
    pub(crate) fn find_exact(&self, id: SnapshotId, digest: &Digest) -> Option<&SnapshotHeader> {
        self.order.iter().find(|known| **known == (id, *digest))?;
        self.every().find(|header| header.id == id)
    }

    /// Id and digest of each, deleted ones too, oldest first.
    pub(crate) fn identities(&self) -> impl Iterator<Item = (SnapshotId, Digest)> {
        self.order.iter().copied()
    }

    /// The newest snapshot of each device's chain, deleted or not.
    pub(crate) fn head_of(&self, device: DeviceId) -> Option<ChainHead> {
        self.heads.get(&device).copied()
    }

    /// Takes one more, if it goes on from the chain of its device, and by no older roster than the one before it: the bank takes
    /// snapshots under the roster that is current, so their order is not the bank's to choose.
    fn take(&mut self, chain: &RosterChain, deleted: &Deleted, header: &SnapshotHeader) -> Result<()> {
        let roster = chain.by_digest(&header.roster).map_or(0, |roster| roster.number);
        if roster < self.newest_roster {
            return Err(Error::damaged("the backups are not in the order in which they were made"));
        }
        let follows = match self.heads.get(&header.device) {
            None => header.number == 1 && header.previous.is_none(),
            Some(head) => Some(header.number) == head.number.checked_add(1) && header.previous == Some(head.digest),
        };
        if !follows || self.knows(header.id) {
            return Err(Error::damaged("a backup is missing between two others, or came twice"));
        }
        let digest = header.digest();
        self.newest_roster = roster;
        self.heads.insert(header.device, ChainHead { number: header.number, digest });
        self.order.push((header.id, digest));
        self.let_go((chain, deleted), header)?;
        let list = match header.part {
            _ if deleted.contains_key(&header.id) => &mut self.hidden,
            true => &mut self.parts,
            false => &mut self.shown,
        };
        list.push(header.clone());
        Ok(())
    }

    /// Takes away what a header lets go, if it may: by the rule of the roster that it names, as things stood then.
    fn let_go(&mut self, (chain, deleted): (&RosterChain, &Deleted), header: &SnapshotHeader) -> Result<()> {
        if !header.drops.is_empty() {
            let roster = chain.by_digest(&header.roster);
            let retention = roster.and_then(|roster| roster.policy.retention);
            let number = roster.map_or(0, |roster| roster.number);
            let there = |one: &&Held| deleted.get(&one.id).is_none_or(|by| *by > number);
            let before: Vec<Held> =
                self.held.get(&header.device).into_iter().flatten().filter(there).copied().collect();
            check_drops(retention.as_ref(), &before, Held::of(header), &header.drops).map_err(Error::damaged)?;
            self.hide(header.device, &header.drops.iter().copied().collect());
        }
        self.held.entry(header.device).or_default().push(Held::of(header));
        Ok(())
    }

    fn hide(&mut self, device: DeviceId, ids: &BTreeSet<SnapshotId>) {
        if let Some(held) = self.held.get_mut(&device) {
            held.retain(|one| !ids.contains(&one.id));
        }
        let shown = self.shown.len();
        for list in [&mut self.shown, &mut self.parts] {
            self.hidden.extend(list.extract_if(.., |one| ids.contains(&one.id)));
        }
        self.by_rule += shown - self.shown.len();
    }

    /// What of the history of `new`'s device goes with it by the owner's rule, in the order of the ids; parts are not among it.
    pub(crate) fn aged(&self, device: DeviceId, retention: Option<&Retention>, new: Held) -> Vec<SnapshotId> {
        let whole = |header: &&SnapshotHeader| header.device == device;
        let mut held: Vec<Held> = self.shown.iter().filter(whole).map(Held::of).collect();
        held.push(new);
        may_go(retention, &held, new.created).into_iter().take(MOST_DROPS / 2).collect()
    }

    /// How many backups are gone by the owner's rule.
    #[must_use]
    pub const fn let_go_by_rule(&self) -> usize {
        self.by_rule
    }

    /// The parts of a device that were not let go yet, in the order of their ids, as many as one header may let go with some history.
    pub(crate) fn parts_of(&self, device: DeviceId) -> Vec<SnapshotId> {
        let mut parts: Vec<_> = self.parts.iter().filter(|part| part.device == device).map(|part| part.id).collect();
        parts.truncate(MOST_DROPS / 2);
        parts.sort_unstable();
        parts
    }

    /// Whether this is neither deleted nor let go.
    pub(crate) fn is_kept(&self, id: SnapshotId) -> bool {
        self.shown.iter().chain(&self.parts).any(|header| header.id == id)
    }

    /// How each snapshot stands at the bank.
    pub(crate) fn standings(&self) -> impl Fn(SnapshotId, &Digest) -> Stands {
        let order: BTreeMap<SnapshotId, Digest> = self.order.iter().copied().collect();
        let hidden: BTreeSet<SnapshotId> = self.hidden.iter().map(|header| header.id).collect();
        let needs = Needs::of(self.shown.iter().chain(&self.parts));
        move |id, digest| match order.get(&id) {
            Some(known) if known == digest && hidden.contains(&id) => Stands::Hidden(needs.left_of(id)),
            Some(known) if known == digest => Stands::Kept,
            _ => Stands::Gone,
        }
    }
}

impl<P: Platform> Connection<'_, P> {
    /// All snapshots of the locker, each by a device of a roster that this device believes, each device's chain without gaps, and this device's own newest among them.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not fit.
    pub async fn snapshots(&mut self) -> Result<Snapshots> {
        let Some(chain) = self.chain().await? else { return Ok(Snapshots::default()) };
        self.snapshots_of(&chain).await
    }

    pub(crate) async fn snapshots_of(&self, chain: &RosterChain) -> Result<Snapshots> {
        let mut snapshots = Snapshots::default();
        let deleted = chain.deleted_by();
        let mut after = 0;
        loop {
            let page: SnapshotsPage = self.session.get(&self.path(&format!("snapshots?after={after}"))).await?;
            for signed in &page.snapshots {
                snapshots.take(chain, &deleted, verified(chain, signed)?)?;
            }
            match page.next {
                None => break,
                Some(next) if next > after && !page.snapshots.is_empty() => after = next,
                Some(_) => return Err(Error::damaged("the bank's list of backups does not go on")),
            }
        }
        chain.check_departed_heads(|device| snapshots.head_of(device)).map_err(Error::damaged)?;
        self.check_own(&snapshots)?;
        Ok(snapshots)
    }

    /// Deletes snapshots: hidden once it is done, and their room is given back when nothing that is kept refers to them. It waits.
    ///
    /// # Errors
    /// [`Error::Misuse`] for none, more than 256, or one that was never there; those of unlocking.
    pub async fn delete_snapshots(&mut self, mut ids: Vec<SnapshotId>, unlock: &Unlock) -> Result<Changed> {
        ids.sort_unstable();
        ids.dedup();
        let snapshots = self.snapshots().await?;
        if let Some(unknown) = ids.iter().find(|id| !snapshots.knows(**id)) {
            return Err(Error::Misuse(format!("There is no {unknown}. Nothing was deleted. See: snapshots.")));
        }
        if ids.is_empty() || ids.len() > MOST_DELETED {
            return Err(Error::Misuse(format!("Name 1 to {MOST_DELETED} backups to delete.")));
        }
        ids.retain(|id| snapshots.find(*id).is_some() || snapshots.parts.iter().any(|part| part.id == *id));
        if ids.is_empty() {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::DeleteSnapshots { snapshots: ids }).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    /// What this device put in last must be there, and what it opened last.
    fn check_own(&self, snapshots: &Snapshots) -> Result<()> {
        if self.former {
            return Ok(());
        }
        let document = home::load(self.platform())?.unwrap_or_default();
        let part = document.last_part.map(|part| (part.snapshot, part.digest));
        let last = document.last_backup.map(|last| (last.snapshot, last.digest));
        let made = last.into_iter().chain(part).all(|(id, digest)| snapshots.find_exact(id, &digest).is_some());
        let opened = document.last_proof.and_then(|proof| proof.snapshot);
        if made && opened.is_none_or(|id| snapshots.knows(id)) {
            Ok(())
        } else {
            Err(Error::damaged("the bank does not show a backup that this device has made or opened"))
        }
    }
}

fn verified<'a>(chain: &RosterChain, signed: &'a Signed<SnapshotHeader>) -> Result<&'a SnapshotHeader> {
    chain.verify_snapshot(signed).map_err(Error::damaged)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
