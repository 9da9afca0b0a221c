//! Opening the data folder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::schema;

/// Name of the database in the data folder.
pub const DATABASE: &str = "dlocker.sqlite";
/// How long a writer waits for another process.
const BUSY: Duration = Duration::from_secs(20);

/// The data folder cannot be opened; the words say why and what to try.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self(format!(
            "the database of the data folder cannot be opened: {error}. Nothing was changed. Check that the disk is not full and that this user may \
             write there; if the file is damaged, restore the data folder from a backup"
        ))
    }
}

fn make_folder(data: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::DirBuilderExt;
    if data.is_dir() {
        return Ok(());
    }
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(|e| OpenError(format!("the data folder {} cannot be made: {e}", data.display())))
}

/// A writing connection to a database of this program's version.
pub(super) fn prepare(data: &Path) -> Result<Connection, OpenError> {
    make_folder(data)?;
    let mut connection = Connection::open(data.join(DATABASE))?;
    connection.busy_timeout(BUSY)?;
    let version = schema::version(&connection)?;
    if version > schema::VERSION {
        return Err(OpenError(format!(
            "the data folder {} was written by a newer version of this program (its tables have version {version}, this program knows {}). Nothing was \
             changed. Run the newer program",
            data.display(),
            schema::VERSION
        )));
    }
    // secure_delete: what is deleted is overwritten, so that a destroyed key is not left in a free page.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// A reading connection to a database that exists.
pub(super) fn reader(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}
