//! Copying the bytes of a database and its journals aside, from one moment, and letting SQLite recover the copy.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::place::{Beside, Place};
use super::{CopyError, Scratch, inspect};
use crate::scan::ReadError;

const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(50);

/// Copies database, `-wal` and `-journal`. Because nothing changed from before the first byte until after the last, the copy
/// is what a power cut at that moment would have left, and that SQLite recovers from.
pub(super) fn copy(place: &Place<'_>, scratch: &Path) -> Result<(Scratch, Beside), CopyError> {
    for _ in 0..TRIES {
        let before = place.look()?;
        before.stamps().for_each(|stamp| stamp.settle());
        let copy = Scratch::new(scratch)?;
        let copied = ["", "-wal", "-journal"].iter().try_for_each(|suffix| bytes(place, suffix, &copy));
        let after = place.look()?;
        if before == after {
            copied?;
            recover(&copy)?;
            return Ok((copy, before));
        }
        std::thread::sleep(PAUSE);
    }
    Err(CopyError::Read(ReadError::Changed))
}

fn bytes(place: &Place<'_>, suffix: &str, copy: &Scratch) -> io::Result<()> {
    match place.open(suffix) {
        Ok(mut from) => io::copy(&mut from, &mut copy.create(suffix)?).map(|_| ()),
        Err(error) if !suffix.is_empty() && cannot_be_there(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A name can be so long that nothing fits behind it.
fn cannot_be_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename)
}

/// Rolls a hot journal back, moves the content of a `-wal` into the database, and finds out whether SQLite takes it for one:
/// later openings would recover too, but not refuse.
fn recover(copy: &Scratch) -> Result<(), CopyError> {
    let database = inspect::open(copy)?;
    // Any read recovers.
    database.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    if copy.path("-wal").exists() {
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    database.close().map_err(|(_, error)| error)?;
    let left = std::fs::metadata(copy.path("-wal")).is_ok_and(|wal| wal.len() > 0);
    if left {
        return Err(CopyError::Refused("its -wal could not be merged".to_owned()));
    }
    copy.remove("-wal")?;
    Ok(copy.remove("-journal")?)
}
