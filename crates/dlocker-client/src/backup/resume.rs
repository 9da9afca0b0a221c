//! A backup that was interrupted goes on: what had arrived becomes a part, so that it is not sent again.

use dlocker_core::snapshot::{PieceIndex, Unfinished};
use dlocker_protocol::Digest;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::signature::Document;
use dlocker_protocol::snapshot::SnapshotHeader;

use super::begin::{Plan, store_index};
use crate::connect::Connection;
use crate::error::Result;
use crate::home::{self, LastPart};
use crate::platform::Platform;

/// File of what is left unfinished in the home.
pub(crate) const UNFINISHED: &str = "unfinished";

/// How often the part is signed anew because something else was quicker.
const TRIES: usize = 3;

impl<P: Platform> Connection<'_, P> {
    /// Keeps what [`Builder::unfinished`](super::Builder::unfinished) gave: should this backup end here, the next one goes on from it.
    ///
    /// # Errors
    /// Those of the local state.
    pub fn keep_unfinished(&self, bytes: &[u8]) -> Result<()> {
        Ok(self.platform().change(UNFINISHED, &mut |_| Ok(Some(bytes.to_vec())))?)
    }

    pub(crate) fn forget_unfinished(&self) -> Result<()> {
        Ok(self.platform().change(UNFINISHED, &mut |_| Ok(None))?)
    }

    /// Goes on from what is left unfinished here, if that is of use: gives the bytes that need not be sent again. Whatever cannot be used is
    /// forgotten, and its content is sent anew.
    pub(crate) async fn resume(&mut self, plan: &mut Plan, index: &mut PieceIndex) -> Result<u64> {
        let Some(bytes) = self.platform().load(UNFINISHED)? else { return Ok(0) };
        let part = Unfinished::from_bytes(&bytes).filter(|part| part.fits(self.enrolled.locker, plan.epoch, index));
        let committed = match &part {
            Some(part) => self.commit_part(plan, part, index).await?,
            None => None,
        };
        let (Some(part), Some((header, digest))) = (part, committed) else {
            self.forget_unfinished()?;
            return Ok(0);
        };
        index.take_part(&part, &header, digest);
        store_index(self.platform(), index)?;
        self.forget_unfinished()?;
        Ok(part.bytes_sent())
    }

    /// The header of the part: the one that is there already, if only its answer was lost, or a fresh one. None if the bank does not take it.
    async fn commit_part(
        &mut self,
        plan: &mut Plan,
        part: &Unfinished,
        index: &PieceIndex,
    ) -> Result<Option<(SnapshotHeader, Digest)>> {
        if let Some(there) = plan.snapshots.as_ref().and_then(|all| all.every().find(|one| one.id == part.id())) {
            let kept = plan.snapshots.as_ref().is_some_and(|all| all.is_kept(there.id));
            let ours = kept && there.device == self.session.device();
            return Ok(ours.then(|| (there.clone(), there.digest())));
        }
        let Some(root) = part.root_pack() else { return Ok(None) };
        self.send_pack(root).await?;
        for _ in 0..TRIES {
            let header = self.part_header(plan, part);
            match self.commit_once(&header).await? {
                Ok(digest) => {
                    self.remember_part(&header, digest)?;
                    plan.follow(&header, digest);
                    return Ok(Some((header, digest)));
                }
                Err(problem) if problem.code == ProblemCode::Conflict => {
                    let epoch = plan.epoch;
                    *plan = self.plan(index).await?;
                    if plan.epoch != epoch {
                        return Ok(None);
                    }
                }
                Err(problem) if is_no_use(problem.code) => return Ok(None),
                Err(problem) => return Err(problem.into()),
            }
        }
        Ok(None)
    }

    fn part_header(&self, plan: &Plan, part: &Unfinished) -> SnapshotHeader {
        SnapshotHeader {
            sealed_root: part.sealed_root().to_vec(),
            root_commitment: part.root_commitment(),
            packs: part.packs().to_vec(),
            refers: part.refers().to_vec(),
            part: true,
            ..self.blank_header(plan, part.id())
        }
    }

    /// From now on the bank has to show it: it is in this device's chain.
    fn remember_part(&self, header: &SnapshotHeader, digest: Digest) -> Result<()> {
        let part = LastPart { snapshot: header.id, number: header.number, digest };
        home::change(self.platform(), |document| document.last_part = Some(part.clone()))
    }
}

/// The bank has let go of some of it, or has moved on.
const fn is_no_use(code: ProblemCode) -> bool {
    matches!(code, ProblemCode::MissingPacks | ProblemCode::Taken | ProblemCode::StaleEpoch | ProblemCode::TooLarge)
}
