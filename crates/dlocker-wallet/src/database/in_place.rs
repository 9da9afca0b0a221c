//! Copying a database through SQLite where it is, under its own locks.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{CopyError, Scratch, inspect};
use crate::scan::ReadError;

/// How long another program's lock is waited for: about five seconds.
const ASK: i32 = 5000;
const PAUSE: Duration = Duration::from_millis(1);

/// Copies with the online backup API, all pages in one step within one read transaction: one moment, whatever others write.
pub(super) fn copy(path: &Path, copy: &Scratch) -> Result<(), CopyError> {
    let source = open(path)?;
    // The first read fixes the moment.
    source.execute_batch("BEGIN")?;
    let schema_version: u32 = source.pragma_query_value(None, "schema_version", |row| row.get(0))?;
    let file = copy.create("")?;
    backup(&source, &copy.path(""))?;
    // The API counts the schema version of the copy anew; the program that owns it should not see a difference.
    inspect::set_schema_version(&file, schema_version)?;
    let (original, copied) = (inspect::pragmas(&source)?, inspect::pragmas(&inspect::open(copy)?)?);
    if original != copied {
        return Err(CopyError::Refused(format!("the settings of the copy differ: {original:?}, {copied:?}")));
    }
    Ok(())
}

fn open(path: &Path) -> Result<Connection, CopyError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut source = Connection::open_with_flags(path, flags)?;
    source.busy_handler(Some(wait_for_lock))?;
    source.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(source)
}

/// Asks again every millisecond: a busy writer leaves gaps that are shorter than the pauses of SQLite's own handler.
fn wait_for_lock(asked: i32) -> bool {
    std::thread::sleep(PAUSE);
    asked < ASK
}

fn backup(source: &Connection, to: &Path) -> Result<(), CopyError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut to = Connection::open_with_flags(to, flags)?;
    // A copy that is cut short is thrown away: it needs no journal and no flushing.
    to.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
    match Backup::new(source, &mut to)?.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(CopyError::Read(ReadError::Busy)),
    }
}
