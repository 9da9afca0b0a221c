//! Going on with a restore that was interrupted: what it had written out is read back and checked, and not fetched again.

use dlocker_core::snapshot::PieceIndex;
use zeroize::Zeroizing;

use super::{Job, Jobs, Target, cannot_write};
use crate::error::Result;
use crate::open::OpenSnapshot;

/// Takes out the packs whose content is at the target already, whole and unaltered; says how many bytes those are.
pub(super) fn take_out<T: Target>(
    open: &OpenSnapshot,
    jobs: &mut Jobs<T::File>,
    target: &mut T,
    index: &mut PieceIndex,
) -> Result<u64> {
    let (mut bytes, mut done) = (0, Vec::new());
    for (key, job) in jobs.iter() {
        if is_there(open, job, target)? {
            bytes += remember(open, job, target, index)?;
            done.push(*key);
        }
    }
    for key in done {
        jobs.remove(&key);
    }
    Ok(bytes)
}

/// Whether one of the marks fits what is read back. What cannot be read back is not there.
fn is_there<T: Target>(open: &OpenSnapshot, job: &Job<T::File>, target: &mut T) -> Result<bool> {
    let marks = target.marks(job.pack.id);
    if marks.is_empty() {
        return Ok(false);
    }
    let mut marker = open.top()?.marker(job.pack.id);
    let read = read_back(job, target, |_, content| {
        marker.add(content);
        Ok(())
    });
    Ok(read.is_ok() && marks.iter().any(|mark| marker.fits(mark)))
}

/// Remembers where the content lies, as if it had been fetched.
fn remember<T: Target>(open: &OpenSnapshot, job: &Job<T::File>, target: &mut T, index: &mut PieceIndex) -> Result<u64> {
    let mut bytes = 0;
    read_back(job, target, |piece, content| {
        index.insert_known(content, piece.place, open.snapshot(piece.place.snapshot)?)?;
        bytes += content.len() as u64;
        Ok(())
    })?;
    Ok(bytes)
}

fn read_back<T: Target>(
    job: &Job<T::File>,
    target: &mut T,
    mut each: impl FnMut(&super::Piece<T::File>, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut content = Zeroizing::new(Vec::new());
    for piece in &job.pieces {
        content.resize(piece.place.len as usize, 0);
        target.read_at(piece.file, piece.offset, &mut content).map_err(cannot_write)?;
        each(piece, &content)?;
    }
    Ok(())
}
