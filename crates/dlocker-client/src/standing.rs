//! Which device's newest backup stands for the owner's wallet.

use std::collections::BTreeMap;

use dlocker_core::roster::RosterChain;
use dlocker_protocol::log::Event;
use dlocker_protocol::roster::Roster;
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{DeviceId, SnapshotId, Timestamp};

use crate::log::VisitLog;

/// The devices whose newest backup stands, of which `has` tells whether there is one: those of the current roster, and in the place of one that a
/// recovery let in and that has put in nothing yet, those that this recovery shut out. Where none of them has put anything in, the roster before
/// decides, and so on.
pub(crate) fn standing(chain: &RosterChain, has: impl Fn(DeviceId) -> bool) -> Vec<DeviceId> {
    standing_by(&chain.rosters().collect::<Vec<_>>(), has)
}

/// The same as it was at a moment, by the rosters that were signed until then.
pub(crate) fn standing_at(chain: &RosterChain, at: Timestamp, has: impl Fn(DeviceId) -> bool) -> Vec<DeviceId> {
    standing_by(&chain.rosters().take_while(|roster| roster.signed_at <= at).collect::<Vec<_>>(), has)
}

fn standing_by(rosters: &[&Roster], has: impl Fn(DeviceId) -> bool) -> Vec<DeviceId> {
    let mut upto = (1..=rosters.len()).rev().filter_map(|end| rosters.get(..end));
    upto.find_map(|rosters| {
        let some: Vec<_> = in_line(rosters, &has).into_iter().filter(|device| has(*device)).collect();
        (!some.is_empty()).then_some(some)
    })
    .unwrap_or_default()
}

fn in_line(rosters: &[&Roster], has: &impl Fn(DeviceId) -> bool) -> Vec<DeviceId> {
    let on = |roster: &Roster, id: DeviceId| roster.devices.iter().any(|device| device.id == id);
    let mut line: Vec<DeviceId> =
        rosters.last().map(|last| last.devices.iter().map(|device| device.id).collect()).unwrap_or_default();
    let steps = rosters.windows(2).rev().filter_map(|pair| match pair {
        [before, after] if before.epoch != after.epoch => Some((*before, *after)),
        _ => None,
    });
    for (before, after) in steps {
        let heir = |id: &DeviceId| on(after, *id) && !on(before, *id) && !has(*id);
        if line.iter().any(heir) {
            let left = before.devices.iter().map(|device| device.id).filter(|id| !on(after, *id));
            line.extend(left.filter(|id| !line.contains(id)).collect::<Vec<_>>());
        }
    }
    line
}

/// What the visit log tells of backups: when each was taken, and which times lie between a loss and the re-issue that answered it.
pub(crate) struct Told {
    taken: BTreeMap<SnapshotId, Timestamp>,
    losses: Vec<(Timestamp, Timestamp)>,
}

impl Told {
    pub(crate) fn by(log: &VisitLog) -> Self {
        let mut told = Self { taken: BTreeMap::new(), losses: Vec::new() };
        for entry in log.entries() {
            match &entry.event {
                Event::SnapshotCommitted { snapshot, .. } => {
                    told.taken.insert(*snapshot, entry.at);
                }
                Event::Reissued { lost_since: Some(lost), .. } => told.losses.push((*lost, entry.at)),
                _ => {}
            }
        }
        told
    }

    /// Whether it was taken at that time or after it. One that the log does not tell of yet was taken after the log was read.
    pub(crate) fn since(&self, id: &SnapshotId, moment: Timestamp) -> bool {
        self.taken.get(id).is_none_or(|at| *at >= moment)
    }

    /// Whether it may be chosen where nobody names it: what a device that is out put in between a loss and its recovery, a thief may have made.
    pub(crate) fn trusts(&self, chain: &RosterChain, header: &SnapshotHeader) -> bool {
        let in_use = chain.current().devices.iter().any(|device| device.id == header.device);
        let between = |at: &Timestamp| self.losses.iter().any(|(lost, found)| (lost..=found).contains(&at));
        in_use || self.taken.get(&header.id).is_some_and(|at| !between(at))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::sample::{chain, device};

    /// The first roster, with phone 1 alone, and those that edits make of it.
    fn rosters(edits: &[&dyn Fn(&mut Roster)]) -> Vec<Roster> {
        let mut rosters = vec![chain(&[]).current().clone()];
        for edit in edits {
            let mut next = rosters.last().unwrap().clone();
            edit(&mut next);
            rosters.push(next);
        }
        rosters
    }

    /// Phone 1 and tablet 2; phone 1 is lost and 3 takes its place.
    fn recovered() -> Vec<Roster> {
        rosters(&[&|roster| roster.devices.push(device(2)), &|roster| {
            roster.epoch = 2;
            roster.devices = vec![device(3), device(2)];
        }])
    }

    fn stands(rosters: &[Roster], with: &[u8]) -> Vec<DeviceId> {
        let with: Vec<DeviceId> = with.iter().map(|n| device(*n).id).collect();
        let mut stands = standing_by(&rosters.iter().collect::<Vec<_>>(), |id| with.contains(&id));
        stands.sort_unstable();
        stands
    }

    fn ids(numbers: &[u8]) -> Vec<DeviceId> {
        let mut ids: Vec<DeviceId> = numbers.iter().map(|n| device(*n).id).collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn p7_the_lost_phones_wallet_stands_until_the_phone_in_its_place_has_put_in_one() {
        let rosters = recovered();
        assert_eq!(stands(&rosters, &[1, 2]), ids(&[1, 2]));
        assert_eq!(stands(&rosters, &[1, 2, 3]), ids(&[2, 3]));
        assert_eq!(stands(&rosters, &[1]), ids(&[1]));
    }

    #[test]
    fn a_revoked_phones_wallet_stands_only_where_there_is_no_other() {
        let rosters = rosters(&[&|roster| roster.devices.push(device(2)), &|roster| {
            roster.devices.retain(|entry| entry.id == device(2).id);
        }]);
        assert_eq!(stands(&rosters, &[1, 2]), ids(&[2]));
        assert_eq!(stands(&rosters, &[1]), ids(&[1]));
        assert_eq!(stands(&rosters, &[]), ids(&[]));
    }
}
