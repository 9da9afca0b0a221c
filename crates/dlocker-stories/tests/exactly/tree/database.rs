//! A SQLite database: equal means equal rows and settings, not equal bytes.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use crate::dice::Dice;

/// The rows of its one table, and how it writes.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Rows {
    rows: BTreeMap<i64, Vec<u8>>,
    wal: bool,
    version: i64,
}

impl Rows {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let mut rows = Self { rows: BTreeMap::new(), wal: dice.chance(40), version: dice.between(0, 99) as i64 };
        for _ in 0..dice.between(0, 60) {
            rows.put(dice);
        }
        rows
    }

    pub(super) fn changed(&self, dice: &mut Dice) -> Self {
        let mut changed = self.clone();
        for _ in 0..dice.between(1, 5) {
            changed.put(dice);
        }
        let first = changed.rows.keys().next().copied().filter(|_| dice.chance(30));
        first.map(|row| changed.rows.remove(&row));
        changed
    }

    fn put(&mut self, dice: &mut Dice) {
        let len = dice.between(0, 900);
        self.rows.insert(dice.between(0, 200) as i64, dice.bytes(len));
    }

    /// Makes it, or changes what is there.
    pub(super) fn write(&self, path: &Path) {
        self.try_write(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    fn try_write(&self, path: &Path) -> rusqlite::Result<()> {
        let mut database = Connection::open(path)?;
        database.pragma_update(None, "journal_mode", if self.wal { "wal" } else { "delete" })?;
        let work = database.transaction()?;
        work.execute("create table if not exists notes (n integer primary key, note blob)", ())?;
        work.pragma_update(None, "user_version", self.version)?;
        let there = read(&work)?;
        for n in there.keys().filter(|n| !self.rows.contains_key(n)) {
            work.execute("delete from notes where n = ?", [n])?;
        }
        for (n, note) in self.rows.iter().filter(|(n, note)| there.get(n) != Some(note)) {
            work.execute("insert or replace into notes values (?, ?)", params![n, note])?;
        }
        work.commit()
    }

    /// What differs, in words. Looking leaves nothing beside the file.
    pub(super) fn difference(&self, path: &Path) -> Option<String> {
        match Self::at(path) {
            Ok(found) if found == *self => None,
            Ok(found) => Some(format!(
                "{} rows, wal {}, version {}; had {} rows, wal {}, version {}",
                found.rows.len(),
                found.wal,
                found.version,
                self.rows.len(),
                self.wal,
                self.version
            )),
            Err(error) => Some(format!("is no sound database: {error}")),
        }
    }

    fn at(path: &Path) -> rusqlite::Result<Self> {
        let bytes = std::fs::read(path).unwrap_or_default();
        // Bytes 18 and 19 of the header say whether it is in WAL mode (SQLite file format, section 1.3.3).
        let wal = bytes.get(18..20) == Some(&[2, 2]);
        let uri = format!("file:{}?immutable=1", escaped(path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let database = Connection::open_with_flags(uri, flags)?;
        let version = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(Self { rows: read(&database)?, wal, version })
    }
}

fn read(database: &Connection) -> rusqlite::Result<BTreeMap<i64, Vec<u8>>> {
    database.prepare("select n, note from notes")?.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// A path as it stands in a URI.
fn escaped(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().iter().fold(String::new(), |mut uri, byte| {
        match byte {
            b'/' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02x}")),
        }
        uri
    })
}
