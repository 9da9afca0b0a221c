//! Sending packs, and the signed header that makes them a snapshot.

use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::roster::ChainHead;
use dlocker_protocol::signature::Draft;
use dlocker_protocol::snapshot::{CommitRequest, CommitResponse, Held, PackStatus, SnapshotHeader};
use dlocker_protocol::{Bytes, Digest, SnapshotId, Timestamp};

use super::begin::{Plan, store_index};
use super::build::Built;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home::{self, LastBackup};
use crate::platform::Platform;
use dlocker_core::snapshot::{PieceIndex, ReadyPack};

/// How often the header is signed anew because a copy of this home, or another device, was quicker.
const TRIES: usize = 20;

/// A backup that is in the locker.
#[derive(Debug, Clone)]
pub struct Committed {
    /// Which snapshot.
    pub snapshot: SnapshotId,
    /// Its number in this device's chain.
    pub number: u64,
    /// When.
    pub created: Timestamp,
    /// Items in it.
    pub items: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Bytes that were sent for it.
    pub bytes_sent: u64,
    /// Bytes that an interrupted backup had sent, and that were not sent again.
    pub resumed_bytes: u64,
    /// Earlier backups that went with it by the owner's rule.
    pub let_go: Vec<SnapshotId>,
}

impl<P: Platform> Connection<'_, P> {
    /// Sends one pack; sending it again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] if the locker is full.
    pub async fn send_pack(&self, pack: ReadyPack) -> Result<()> {
        let path = self.path(&format!("packs/{}", pack.id));
        let status: PackStatus = self.session.put_bytes(&path, pack.bytes).await?;
        if status.id != pack.id {
            return Err(Error::damaged("the bank took another pack"));
        }
        self.sending.arrived(pack.id, self.platform().now());
        Ok(())
    }

    /// Signs the header and commits the snapshot. All its packs have been sent.
    ///
    /// # Errors
    /// [`Error::Waiting`] if the locker's keys were rotated meanwhile, or a backup that this one builds on was deleted: nothing was put in, back up again.
    pub async fn commit_backup(&mut self, mut plan: Plan, built: Built) -> Result<Committed> {
        let (mut tries, mut kept_all) = (0, false);
        let (header, digest) = loop {
            let header = self.header(&plan, &built);
            match self.commit_once(&header).await? {
                Ok(digest) => break (header, digest),
                Err(problem) => match problem.code {
                    ProblemCode::Conflict | ProblemCode::StaleEpoch if tries < TRIES => tries += 1,
                    // By another clock, or other words about the rule, than the bank's: the backup comes first, and the next one may let them go.
                    ProblemCode::Forbidden | ProblemCode::Skew if header.drops != plan.drops && !kept_all => {
                        kept_all = true;
                        plan.retention = None;
                        continue;
                    }
                    ProblemCode::MissingPacks => return Err(self.forget_all()?),
                    _ => return Err(problem.into()),
                },
            }
            let again = self.plan(&built.index).await?;
            if again.epoch != plan.epoch {
                return Err(Error::Waiting {
                    detail: "The locker's keys were rotated during this backup. Nothing was put in; back up again."
                        .into(),
                    retry_after: Some(0),
                });
            }
            let resumed_bytes = plan.resumed_bytes;
            let retention = again.retention.filter(|_| !kept_all);
            plan = Plan { resumed_bytes, retention, ..again };
        };
        self.remember(&header, digest, built, &plan)
    }

    pub(crate) async fn commit_once(&self, header: &SnapshotHeader) -> Result<core::result::Result<Digest, Problem>> {
        let draft = Draft::new(header.clone());
        let signature = self.platform().sign(&draft.message()).await?;
        let signed = draft.with_signature(signature);
        let request = CommitRequest { header: Bytes(signed.to_bytes()) };
        let answer: core::result::Result<CommitResponse, Problem> =
            self.session.attempt(&self.path("snapshots"), &request).await?;
        match answer {
            Ok(taken) if taken.digest == signed.digest() => Ok(Ok(taken.digest)),
            Ok(_) => Err(Error::damaged("the bank took another snapshot")),
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// Something that the index counts on is gone from the locker, say because the backup that held it was deleted meanwhile.
    fn forget_all(&self) -> Result<Error> {
        store_index(self.platform(), &PieceIndex::new(&mut self.platform().rng()))?;
        self.forget_unfinished()?;
        Ok(Error::Waiting {
            detail: "Something that this backup builds on is no longer in the locker. Nothing was put in; back up again, and everything is sent anew.".into(),
            retry_after: Some(0),
        })
    }

    fn remember(&self, header: &SnapshotHeader, digest: Digest, built: Built, plan: &Plan) -> Result<Committed> {
        let aged = header.drops.iter().filter(|id| !plan.drops.contains(id)).copied().collect();
        let totals = built.finished.totals;
        let mut index = built.index;
        index.committed(header.id, digest, &built.finished.layout);
        index.let_go(&header.drops);
        store_index(self.platform(), &index)?;
        self.forget_unfinished()?;
        let last = LastBackup {
            snapshot: header.id,
            number: header.number,
            digest,
            at: header.created,
            items: totals.items,
            bytes: totals.bytes,
        };
        home::change(self.platform(), |document| {
            if document.last_backup.as_ref().is_none_or(|old| old.number < last.number) {
                document.last_backup = Some(last.clone());
                document.last_part = None;
            }
        })?;
        Ok(Committed {
            snapshot: header.id,
            number: header.number,
            created: header.created,
            items: totals.items,
            bytes: totals.bytes,
            bytes_sent: built.finished.bytes_packed,
            resumed_bytes: plan.resumed_bytes,
            let_go: aged,
        })
    }

    fn header(&self, plan: &Plan, built: &Built) -> SnapshotHeader {
        let finished = &built.finished;
        let blank = self.blank_header(plan, built.id);
        SnapshotHeader {
            sealed_root: finished.sealed_root.clone(),
            root_commitment: finished.root_commitment,
            packs: finished.pack_refs.clone(),
            refers: finished.refers.clone(),
            drops: self.drops(plan, &blank),
            ..blank
        }
    }

    /// Parts, and what the owner's rule does not keep, in the order of their ids.
    fn drops(&self, plan: &Plan, header: &SnapshotHeader) -> Vec<SnapshotId> {
        let rule = plan.retention.as_ref();
        let aged = plan.snapshots.as_ref().map(|all| all.aged(header.device, rule, Held::of(header)));
        let mut drops: Vec<SnapshotId> = plan.drops.iter().copied().chain(aged.unwrap_or_default()).collect();
        drops.sort_unstable();
        drops
    }

    /// A header by this plan, without content.
    pub(crate) fn blank_header(&self, plan: &Plan, id: SnapshotId) -> SnapshotHeader {
        SnapshotHeader {
            locker: self.enrolled.locker,
            id,
            device: self.session.device(),
            number: plan.chain.map_or(1, |head: ChainHead| head.number + 1),
            previous: plan.chain.map(|head| head.digest),
            epoch: plan.epoch,
            roster: plan.roster,
            log: plan.log,
            created: self.platform().now(),
            sealed_root: Vec::new(),
            root_commitment: Digest::from_array([0; 32]),
            packs: Vec::new(),
            refers: Vec::new(),
            part: false,
            drops: Vec::new(),
        }
    }
}
