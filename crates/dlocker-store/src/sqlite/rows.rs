//! One row in, one row out.

use dlocker_bank::Record;
use rusqlite::{Connection, OptionalExtension, Params};

use crate::store::Fault;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self(format!("the database refused: {error}"))
    }
}

/// The column `body` of one row.
pub(super) fn bytes(connection: &Connection, sql: &str, key: impl Params) -> Result<Option<Vec<u8>>, Fault> {
    Ok(connection.prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?)
}

/// The record of one row.
pub(super) fn one<T: Record>(connection: &Connection, sql: &str, key: impl Params) -> Result<Option<T>, Fault> {
    let row = bytes(connection, sql, key)?;
    Ok(row.map(|row| T::from_row(&row)).transpose()?)
}

/// The first column of all rows.
pub(super) fn all_bytes(connection: &Connection, sql: &str, key: impl Params) -> Result<Vec<Vec<u8>>, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(key, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The records of all rows.
pub(super) fn all<T: Record>(connection: &Connection, sql: &str, key: impl Params) -> Result<Vec<T>, Fault> {
    all_bytes(connection, sql, key)?.iter().map(|row| T::from_row(row).map_err(Fault::from)).collect()
}

/// Executes; gives the number of rows.
pub(super) fn execute(connection: &Connection, sql: &str, values: impl Params) -> Result<usize, Fault> {
    Ok(connection.prepare_cached(sql)?.execute(values)?)
}

/// A number as SQLite keeps it.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
