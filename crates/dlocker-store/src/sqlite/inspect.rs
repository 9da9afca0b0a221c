//! Looking at a database without changing it.

use std::path::Path;

use dlocker_protocol::LockerId;
use rusqlite::Connection;

use super::tx::SqliteTx;
use super::{DATABASE, OpenError, directory, open, schema};
use crate::store::{Fault, LockerRead};

/// A database that is looked at.
pub(crate) struct Inspection {
    connection: Connection,
}

impl Inspection {
    pub(crate) fn open(data: &Path) -> Result<Self, OpenError> {
        let connection = open::reader(&data.join(DATABASE))?;
        let version = schema::version(&connection)?;
        if version == schema::VERSION {
            Ok(Self { connection })
        } else {
            Err(OpenError(format!("its tables have version {version}, this program knows {}", schema::VERSION)))
        }
    }

    /// What SQLite's own check finds; empty if all is well.
    pub(crate) fn damage(&self) -> Vec<String> {
        let check = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
            statement.query_map([], |row| row.get(0))?.collect()
        };
        match check() {
            Ok(lines) => lines.into_iter().filter(|line| line != "ok").collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    pub(crate) fn lockers(&self) -> Result<Vec<LockerId>, Fault> {
        directory::locker_ids(&self.connection)
    }

    /// Reads one locker at one moment.
    pub(crate) fn locker(
        &self,
        locker: LockerId,
        work: impl FnOnce(&dyn LockerRead) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let moment = self.connection.unchecked_transaction()?;
        work(&SqliteTx { connection: &moment, locker })
    }
}
