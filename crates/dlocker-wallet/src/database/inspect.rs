//! Looking into a private copy: its settings, and whether it is an Askar store.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{CopyError, Scratch};
use crate::item::{Facets, ItemInfo, Kind};

/// The settings that live in a database and must be the same in its copy.
const PRAGMAS: [&str; 7] =
    ["application_id", "user_version", "page_size", "encoding", "auto_vacuum", "journal_mode", "schema_version"];

/// Offset of the schema version (SQLite calls it schema cookie) in the header, 4 bytes big-endian (file format, section 1.3).
const SCHEMA_VERSION: u64 = 40;

/// Opens the copy. Nothing in its schema is trusted: it may have been made by anyone.
pub(super) fn open(copy: &Scratch) -> Result<Connection, CopyError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(copy.path(""), flags)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    Ok(database)
}

/// The settings as text.
pub(super) fn pragmas(database: &Connection) -> Result<Vec<String>, CopyError> {
    let read = |name| database.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
    Ok(PRAGMAS.iter().map(|name| read(name).map(|value| format!("{name} {value:?}"))).collect::<Result<_, _>>()?)
}

/// Writes the schema version into the header of a copy that is not open.
pub(super) fn set_schema_version(file: &File, version: u32) -> io::Result<()> {
    // An empty database has no header yet.
    if file.metadata()?.len() > SCHEMA_VERSION {
        file.write_all_at(&version.to_be_bytes(), SCHEMA_VERSION)?;
    }
    Ok(())
}

/// What kind of database the copy is.
pub(super) fn inspect(copy: &Scratch) -> Result<ItemInfo, CopyError> {
    let database = open(copy)?;
    database.execute_batch("PRAGMA query_only = ON")?;
    // A database with a schema that can't be read is still a database.
    let known = askar(&database).ok().flatten().or_else(|| super::nss::recognise(&database).ok().flatten());
    let info = known.unwrap_or_else(|| ItemInfo::of(Kind::Sqlite));
    database.close().map_err(|(_, error)| error)?;
    Ok(info)
}

/// Recognises the store of Askar by its tables. Label: the default profile. Only names and the way the key is made are
/// readable without the secret; with the method `none` the key itself is.
fn askar(database: &Connection) -> rusqlite::Result<Option<ItemInfo>> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
                  AND name IN ('config', 'profiles', 'items', 'items_tags')";
    if database.query_row(tables, [], |row| row.get::<_, i64>(0))? != 4 {
        return Ok(None);
    }
    // Reading no rows still tells whether the columns are there.
    database.prepare("SELECT id, name, profile_key FROM profiles")?;
    database.prepare("SELECT id, profile_id, kind, category, name, value, expiry FROM items")?;
    let profile = setting(database, "default_profile")?;
    let key = setting(database, "key")?;
    let info = ItemInfo::of(Kind::AskarStore).labelled(profile.as_deref());
    Ok(Some(if key.as_deref() == Some("none") { info.raw() } else { info.with(Facets::ENCRYPTED) }))
}

fn setting(database: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let value = "SELECT substr(value, 1, 200) FROM config WHERE name = ?1 AND typeof(value) = 'text' LIMIT 1";
    database.query_row(value, [name], |row| row.get(0)).optional()
}
