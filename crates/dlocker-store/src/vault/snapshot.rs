//! Packs and snapshots.

use std::sync::Arc;

use dlocker_bank::device::acting;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::refusal;
use dlocker_bank::snapshot::{Found, Put, SnapshotState, check_header, commit, put, reading, rule_now, stored};
use dlocker_protocol::roster::Roster;
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::snapshot::{CommitRequest, CommitResponse, Held, PackStatus, SnapshotHeader, SnapshotsPage};
use dlocker_protocol::{DeviceId, Digest, LockerId, PackId, Timestamp};

use super::books::{Asked, Books};
pub(super) use super::deletion::hide;
use super::deletion::{drop_snapshots, each_held, pin};
use super::roster::current_roster;
use super::{Answer, Vault, answer, internal};
use crate::blobs::Blobs;
use crate::store::{Ended, Fault, LockerTx, Store};

/// Most headers in one page, and the bytes after which it ends.
const PAGE: u64 = 256;
const PAGE_BYTES: usize = 8 << 20;

impl<S: Store> Vault<S> {
    /// Keeps a pack, durably. `digest` is the signed Content-Digest, which the caller has compared with the bytes. The same pack again is answered again.
    ///
    /// # Errors
    /// `malformed` on a size, `taken`, `quota`, the device's state.
    pub async fn put_pack(
        &self,
        locker: LockerId,
        device: DeviceId,
        pack: PackId,
        bytes: bytes::Bytes,
        digest: Digest,
        now: Timestamp,
    ) -> Answer<PackStatus> {
        let limits = self.limits().clone();
        let (length, quota) = (bytes.len(), limits.locker_bytes);
        let reserve = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let existing = books.tx.pack(pack)?;
            let step = put(locker, existing.clone(), (device, length, digest), &limits, now)?;
            if let Put::Write(record) = &step
                && existing.as_ref() != Some(record)
            {
                books.tx.put_pack(pack, record)?;
            }
            Ok((step, locker.used))
        };
        let (step, used) = self.change(locker, Asked::by_bank(now), reserve).await?;
        if matches!(step, Put::Write(_)) {
            self.blob(move |blobs| blobs.put(locker, pack, &bytes)).await?;
            let keep = move |books: &mut Books<'_>, _: &mut LockerRecord| {
                let record = stored(books.tx.pack(pack)?, digest)?;
                Ok(books.tx.put_pack(pack, &record)?)
            };
            self.change(locker, Asked::by_bank(now), keep).await?;
        }
        Ok(PackStatus { id: pack, used, quota })
    }

    /// The bytes of a pack, after an opening of this device within the last hour.
    ///
    /// # Errors
    /// `not-opened`, `not-found`, the device's state.
    pub async fn get_pack(&self, locker: LockerId, device: DeviceId, pack: PackId, now: Timestamp) -> Answer<Vec<u8>> {
        let read = self.inner.store.glance(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            Ok(reading(&record, device, tx.pack(pack)?.as_ref(), now)?)
        });
        answer(read.await)?;
        let bytes = self.blob(move |blobs| blobs.get(locker, pack)).await?;
        bytes.ok_or_else(|| {
            internal(&Fault(format!("the bytes of {pack} in {locker} are missing; run `dlockerd doctor`")))
        })
    }

    /// Runs blob work off the async threads.
    pub(super) async fn blob<R: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Blobs) -> Result<R, Fault> + Send + 'static,
    ) -> Answer<R> {
        let blobs = Arc::clone(&self.inner.blobs);
        let done = tokio::task::spawn_blocking(move || work(blobs.as_ref())).await;
        Self::found(done.unwrap_or_else(|e| Err(Fault(format!("blob work ended early: {e}")))))
    }

    /// Commits a snapshot: checks and pins everything that it refers to. The same header again is answered again.
    ///
    /// # Errors
    /// `malformed`, `taken`, `stale-epoch`, `conflict`, `missing-packs`, the device's state.
    pub async fn commit(
        &self,
        locker: LockerId,
        device: DeviceId,
        nonce: &str,
        request: CommitRequest,
        now: Timestamp,
    ) -> Answer<CommitResponse> {
        let asked = Asked::by_device(device, self.nonce(nonce, now)?, now);
        let signed = Signed::<SnapshotHeader>::from_bytes(&request.header.0).map_err(|_| refusal::header())?;
        let limits = self.limits().clone();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let header = check_header(locker, &signed, device)?;
            let roster = current_roster(books.tx, locker)?;
            let listed = roster.as_ref().is_some_and(|roster| lists(roster, device));
            let retention = match roster {
                Some(roster) if !header.drops.is_empty() => rule_now(locker, &roster, &books.tx.cases()?, &limits, now),
                _ => None,
            };
            let header_bytes = request.header.0.len() as u64;
            let found = Found { listed, retention, header_bytes, ..find(books.tx, header)? };
            let committed = books.decide(commit(locker, header, signed.digest(), &found, now))?;
            if let Some(row) = committed.row {
                pin(books.tx, header)?;
                books.tx.put_snapshot(header.id, &row, &request.header.0)?;
                drop_snapshots(books.tx, &header.drops)?;
            }
            Ok(committed.response)
        };
        self.change(locker, asked, work).await
    }

    /// Headers after the place `after` (0: from the first).
    ///
    /// # Errors
    /// The device's state.
    pub async fn snapshots(&self, locker: LockerId, device: DeviceId, after: u64) -> Answer<SnapshotsPage> {
        let read = self.inner.store.read(locker, move |tx| {
            let record = tx.locker()?.ok_or_else(refusal::no_locker)?;
            acting(&record, device)?;
            let rows = tx.snapshots(after, PAGE, PAGE_BYTES)?;
            let last = rows.last().map(|(place, _)| *place);
            let parse = |wire: &Vec<u8>| Signed::from_bytes(wire).map_err(|e| Fault(e.to_string()));
            let snapshots = rows.iter().map(|(_, wire)| parse(wire)).collect::<Result<_, Fault>>()?;
            Ok(SnapshotsPage { snapshots, next: last.filter(|last| *last < record.snapshots) })
        });
        answer(read.await)
    }
}

fn find(tx: &dyn LockerTx, header: &SnapshotHeader) -> Result<Found, Ended> {
    let packs = header.packs.iter().map(|pack| tx.pack(pack.id)).collect::<Result<_, _>>()?;
    let refers = header.refers.iter().map(|one| tx.snapshot_row(one.id)).collect::<Result<_, _>>()?;
    let same_id = tx.snapshot_row(header.id)?.map(|row| row.digest);
    let log = entry_digest(tx, header.log.number)?;
    let before = if header.drops.is_empty() { Vec::new() } else { kept_before(tx, header.device)? };
    Ok(Found { same_id, packs, refers, log, before, ..Found::default() })
}

/// The kept snapshots of a device, oldest first. None is older than the moment when it came: nobody puts in what is old already.
fn kept_before(tx: &dyn LockerTx, device: DeviceId) -> Result<Vec<Held>, Fault> {
    let mut before = Vec::new();
    each_held(tx, |row, header| {
        if header.device == device && row.state == SnapshotState::Kept {
            let said = Held::of(header);
            before.push(Held { created: said.created.max(row.at), ..said });
        }
        Ok(())
    })?;
    Ok(before)
}

fn lists(roster: &Roster, device: DeviceId) -> bool {
    roster.devices.iter().any(|entry| entry.id == device)
}

fn entry_digest(tx: &dyn LockerTx, number: u64) -> Result<Option<Digest>, Fault> {
    let entry = tx.entries(number, 1)?.pop();
    let digest = |bytes: Vec<u8>| {
        let entry: dlocker_protocol::log::LogEntry =
            dlocker_protocol::cbor::decode(&bytes, "log-entry").map_err(|e| Fault(e.to_string()))?;
        Ok::<_, Fault>((entry.number == number).then(|| entry.digest()))
    };
    Ok(entry.map(digest).transpose()?.flatten())
}
