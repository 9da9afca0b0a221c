//! Which snapshots may go with a new one. One rule, asked on both sides of the wall: the trustee refuses a header that lets go of anything else,
//! and no device of the owner believes a list that has such a header.

use std::collections::BTreeSet;

use super::SnapshotHeader;
use crate::calendar::Date;
use crate::roster::Retention;
use crate::{SnapshotId, Timestamp};

/// Most snapshots that one header lets go of; the rest goes with the next.
pub const MOST_DROPS: usize = 4_096;

/// A snapshot of one device's chain that is neither deleted nor let go of, as the rule sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub id: SnapshotId,
    /// Its number in the device's chain.
    pub number: u64,
    /// When it was made. The trustee takes the moment when it came, if that was later: nobody makes one that is old already.
    pub created: Timestamp,
    /// Whether it is only a part: what an interrupted backup had sent.
    pub part: bool,
}

impl Held {
    /// As its header says.
    #[must_use]
    pub const fn of(header: &SnapshotHeader) -> Self {
        Self { id: header.id, number: header.number, created: header.created, part: header.part }
    }
}

/// What of `held`, one device's whole history with the newest snapshot in it, may go at the moment `now`: every part, and what `retention` does not
/// keep. Without a retention nothing else goes. The order of `held` does not matter. Days, weeks, months and years are those of UTC.
///
/// What is younger than the retention's youth stays and is not counted: it keeps nothing and pushes nothing out before its time.
#[must_use]
pub fn may_go(retention: Option<&Retention>, held: &[Held], now: Timestamp) -> BTreeSet<SnapshotId> {
    let mut gone: BTreeSet<SnapshotId> = held.iter().filter(|one| one.part).map(|one| one.id).collect();
    let Some(retention) = retention else { return gone };
    let young = retention.young.saturating_mul(1000);
    let grown = |one: &&Held| !one.part && one.created <= now && now.millis_since(one.created) >= young;
    let old: Vec<Held> = held.iter().filter(grown).copied().collect();
    let mut stays = kept(retention, &old);
    stays.extend(held.iter().filter(|one| !one.part).max_by_key(|one| one.number).map(|one| one.id));
    gone.extend(old.iter().map(|one| one.id).filter(|id| !stays.contains(id)));
    gone
}

/// A header lets go of what it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a backup lets go of others that the owner's rule keeps")]
pub struct BadDrops;

/// Whether `new` may let go of `drops`, after `before`: what its device had put in and was neither deleted nor let go of. A part lets go of nothing.
///
/// # Errors
/// [`BadDrops`] where one of them stays by the rule, or is not there; where they are not in ascending order, or more than [`MOST_DROPS`].
pub fn check_drops(
    retention: Option<&Retention>,
    before: &[Held],
    new: Held,
    drops: &[SnapshotId],
) -> Result<(), BadDrops> {
    if drops.is_empty() {
        return Ok(());
    }
    let mut held = before.to_vec();
    held.push(new);
    let may = may_go(retention, &held, new.created);
    let in_order = drops.windows(2).all(|pair| pair[0] < pair[1]);
    let fits = !new.part && in_order && drops.len() <= MOST_DROPS && drops.iter().all(|id| may.contains(id));
    if fits { Ok(()) } else { Err(BadDrops) }
}

/// Which day, week, month or year a moment lies in.
type Period = fn(Timestamp) -> i64;

/// What the numbers of `retention` keep of these.
fn kept(retention: &Retention, old: &[Held]) -> BTreeSet<SnapshotId> {
    let mut chain = old.to_vec();
    chain.sort_unstable_by_key(|one| core::cmp::Reverse(one.number));
    let mut by_time = old.to_vec();
    by_time.sort_unstable_by_key(|one| core::cmp::Reverse((one.created, one.number)));
    let mut kept: BTreeSet<SnapshotId> = chain.iter().take(count(retention.last)).map(|one| one.id).collect();
    let periods: [(Option<u32>, Period); 4] =
        [(retention.daily, day), (retention.weekly, week), (retention.monthly, month), (retention.yearly, year)];
    for (number, period) in periods {
        let mut seen = BTreeSet::new();
        let newest = by_time.iter().filter(|one| seen.insert(period(one.created)));
        kept.extend(newest.take(count(number)).map(|one| one.id));
    }
    kept
}

fn count(number: Option<u32>) -> usize {
    number.map_or(0, |number| usize::try_from(number).unwrap_or(usize::MAX))
}

/// Days since 1970.
fn day(moment: Timestamp) -> i64 {
    i64::try_from(moment.seconds() / 86_400).unwrap_or(i64::MAX)
}

/// Weeks, from Monday on; 1970 began on a Thursday.
fn week(moment: Timestamp) -> i64 {
    (day(moment) + 3) / 7
}

fn month(moment: Timestamp) -> i64 {
    let date = date(moment);
    i64::from(date.year) * 12 + i64::from(date.month)
}

fn year(moment: Timestamp) -> i64 {
    i64::from(date(moment).year)
}

fn date(moment: Timestamp) -> Date {
    Date::of_day(u32::try_from(day(moment)).unwrap_or(0))
}

#[cfg(test)]
mod tests;
