//! A snapshot is committed: everything that it refers to is checked and pinned in one transaction.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{ChainHead, Retention};
use dlocker_protocol::signature::Signed;
use dlocker_protocol::snapshot::{CommitResponse, Held, MOST_DROPS, PackRef, SnapshotHeader, check_drops};
use dlocker_protocol::{DeviceId, Digest, SnapshotId, Timestamp};

use super::{PackRecord, PackState, SnapshotRecord};
use crate::device::acting;
use crate::locker::{LockerRecord, in_use};
use crate::refusal::{self, Decided, Decision};

/// Most packs of one snapshot.
const MOST_PACKS: usize = 65_536;
/// Most earlier snapshots that one refers to.
const MOST_REFERS: usize = 4_096;
/// How far the time of a header that lets history go may be from the bank's clock, in milliseconds.
const SKEW: u64 = 10 * 60 * 1000;

/// What the store has of what the header names.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Digest of the snapshot that has the id already.
    pub same_id: Option<Digest>,
    /// The packs, in the header's order.
    pub packs: Vec<Option<PackRecord>>,
    /// The earlier snapshots, in the header's order.
    pub refers: Vec<Option<SnapshotRecord>>,
    /// The kept snapshots of the header's device, each as young as the later of its own word and the bank's. Only looked at where the header lets
    /// some go.
    pub before: Vec<Held>,
    /// Which of them the owner's current roster keeps, at least for as long as changes wait at this bank.
    pub retention: Option<Retention>,
    /// Digest of the log entry that the header names; none if there is none.
    pub log: Option<Digest>,
    /// Whether the current roster lists the header's device.
    pub listed: bool,
    /// Size of the signed header in bytes.
    pub header_bytes: u64,
}

/// What follows.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The answer.
    pub response: CommitResponse,
    /// The row of the snapshot; none for a retry.
    pub row: Option<SnapshotRecord>,
}

/// The header, if `device` may act, has signed it, and it is for this locker.
///
/// # Errors
/// The device's state, `shut`, `malformed` otherwise.
pub fn check_header<'h>(
    locker: &LockerRecord,
    signed: &'h Signed<SnapshotHeader>,
    device: DeviceId,
) -> Result<&'h SnapshotHeader, Problem> {
    let record = acting(locker, device)?;
    in_use(locker)?;
    let header = signed.verify(&record.key).map_err(|_| refusal::header())?;
    let ours = header.locker == locker.id && header.device == device;
    let sizes = (1..=MOST_PACKS).contains(&header.packs.len())
        && header.refers.len() <= MOST_REFERS
        && header.drops.len() <= MOST_DROPS;
    if ours && sizes { Ok(header) } else { Err(refusal::header()) }
}

/// Commits `header`, which [`check_header`] gave. On success the caller pins every pack of it, and lets go of what it drops.
///
/// # Errors
/// `taken`, `stale-epoch`, `conflict` (roster, chain or log), `missing-packs`, `rate-limited`; `forbidden` for what may not be let go, and for a device that no roster lists yet:
/// the owner's devices believe no snapshot of it, and would never again believe a list that has one.
pub fn commit(
    locker: &mut LockerRecord,
    header: &SnapshotHeader,
    digest: Digest,
    found: &Found,
    now: Timestamp,
) -> Decision<Committed> {
    let response = CommitResponse { digest };
    match found.same_id {
        Some(same) if same == digest => return Ok(Decided::again(Committed { response, row: None })),
        Some(_) => return Err(refusal::snapshot_taken().into()),
        None => {}
    }
    let roster = locker.roster.filter(|_| !locker.methods.is_empty()).ok_or_else(refusal::no_roster)?;
    if header.epoch != roster.epoch {
        return Err(refusal::stale_epoch().into());
    }
    if header.roster != roster.digest || !follows(locker, header) {
        return Err(refusal::chain_conflict().into());
    }
    if !found.listed {
        return Err(refusal::not_listed().into());
    }
    let log = if header.log.number == 0 { Some(Digest::from_array([0; 32])) } else { found.log };
    if log != Some(header.log.digest) {
        return Err(refusal::log_conflict().into());
    }
    if !is_complete(header, found) {
        return Err(refusal::missing().into());
    }
    check_drops(found.retention.as_ref(), &found.before, Held::of(header), &header.drops)
        .map_err(|_| refusal::drops())?;
    if lets_history_go(header, found) && now.millis_since(header.created).max(header.created.millis_since(now)) > SKEW {
        return Err(refusal::drops_clock().into());
    }
    if let Some(device) = locker.device_mut(header.device) {
        device.today.count_snapshot(found.header_bytes, now)?;
        device.chain = Some(ChainHead { number: header.number, digest });
    }
    locker.snapshots = locker.snapshots.saturating_add(1);
    let packs = u32::try_from(header.packs.len()).unwrap_or(u32::MAX);
    let row = Some(SnapshotRecord::committed(locker.snapshots, digest, packs, now));
    Ok(Decided::with(Committed { response, row }, Event::SnapshotCommitted { snapshot: header.id, digest }))
}

fn follows(locker: &LockerRecord, header: &SnapshotHeader) -> bool {
    let head = locker.device(header.device).and_then(|device| device.chain);
    match head {
        None => header.number == 1 && header.previous.is_none(),
        Some(head) => Some(header.number) == head.number.checked_add(1) && header.previous == Some(head.digest),
    }
}

fn is_complete(header: &SnapshotHeader, found: &Found) -> bool {
    let pack = |(named, found): (&PackRef, &Option<PackRecord>)| {
        found.as_ref().is_some_and(|pack| {
            pack.state == PackState::Stored && pack.digest == named.digest && pack.size == named.size
        })
    };
    header.packs.len() == found.packs.len()
        && header.refers.len() == found.refers.len()
        && header.packs.iter().zip(&found.packs).all(pack)
        && header
            .refers
            .iter()
            .zip(&found.refers)
            .all(|(named, found)| found.as_ref().is_some_and(|row| row.has(named)))
}

/// Whether it lets go of more than parts: what goes then depends on the time.
fn lets_history_go(header: &SnapshotHeader, found: &Found) -> bool {
    let whole = |id: &SnapshotId| found.before.iter().any(|one| one.id == *id && !one.part);
    header.drops.iter().any(whole)
}
