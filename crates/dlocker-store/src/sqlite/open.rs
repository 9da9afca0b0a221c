//! Opening the data folder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema;

/// Name of the database in the data folder.
pub const DATABASE: &str = "dlocker.sqlite";
/// How long a writer waits for another process.
const BUSY: Duration = Duration::from_secs(20);
/// How long it waits before it tries again what SQLite does not wait for.
const PAUSE: Duration = Duration::from_millis(20);

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
    write_ahead(&connection)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;")?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Switches to write-ahead logging. SQLite lets nobody wait for that: who comes while another process opens the same folder for the first time is
/// turned away at once, and tries again.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let mut tries = BUSY.as_millis() / PAUSE.as_millis();
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL;") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && tries > 0 => tries -= 1,
            switched => return switched,
        }
        std::thread::sleep(PAUSE);
    }
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
