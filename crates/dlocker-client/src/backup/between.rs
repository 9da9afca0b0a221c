//! Parts in the middle of a long backup, so that no pack of it lies unlisted for a day and little is lost should it break off.

use dlocker_core::snapshot::Between;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{Digest, SnapshotId};

use super::begin::{INDEX, Plan};
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;

/// Milliseconds between two looks at whether the packs have arrived that others are sending.
const LOOK: u64 = 10;

/// A part that is in the locker.
#[derive(Clone, Copy, Debug)]
pub struct CommittedPart {
    id: SnapshotId,
    number: u64,
    /// Digest of its header.
    pub digest: Digest,
}

impl Plan {
    /// The backup goes on from this part.
    pub fn go_on_from(&mut self, part: CommittedPart) {
        self.follow(part.id, part.number, part.digest);
    }
}

impl<P: Platform> Connection<'_, P> {
    /// Sends the last packs of a part, waits for those that are on their way, and commits it.
    ///
    /// # Errors
    /// [`Error::Waiting`] if something has changed at the locker meanwhile: back up again, it goes on where it was.
    pub async fn commit_part(&self, plan: &Plan, part: &mut Between) -> Result<CommittedPart> {
        for pack in core::mem::take(&mut part.finished.packs) {
            self.send_pack(pack).await?;
        }
        while !self.sending.has(&part.finished.pack_refs) {
            self.platform().sleep(LOOK).await;
        }
        let header = SnapshotHeader {
            sealed_root: part.finished.sealed_root.clone(),
            root_commitment: part.finished.root_commitment,
            packs: part.finished.pack_refs.clone(),
            refers: part.finished.refers.clone(),
            part: true,
            ..self.blank_header(plan, part.id)
        };
        match self.commit_once(&header).await? {
            Ok(digest) => {
                self.remember_part(&header, digest)?;
                Ok(CommittedPart { id: header.id, number: header.number, digest })
            }
            Err(problem) if matches!(problem.code, ProblemCode::Conflict | ProblemCode::StaleEpoch) => {
                Err(Error::Waiting {
                    detail:
                        "Something changed in the locker during this backup. Back up again: it goes on where it was."
                            .into(),
                    retry_after: Some(0),
                })
            }
            Err(problem) => Err(problem.into()),
        }
    }

    /// Keeps the index that [`Builder::part_committed`](super::Builder::part_committed) gave.
    ///
    /// # Errors
    /// Those of the local state.
    pub fn keep_index(&self, bytes: &[u8]) -> Result<()> {
        Ok(self.platform().change(INDEX, &mut |_| Ok(Some(bytes.to_vec())))?)
    }
}
