//! Requests to wallets. They are found by their id, which is all that a wallet knows.

use dlocker_bank::Record;
use dlocker_bank::presentation::PresentationRecord;
use dlocker_protocol::{PresentationId, Timestamp};
use rusqlite::{Connection, params};

use super::rows::{all, execute, number, one};
use crate::store::Fault;

/// How long a request that is over can still be asked about, in milliseconds.
const KEPT: u64 = 24 * 3600 * 1000;

pub(super) fn get(connection: &Connection, id: PresentationId) -> Result<Option<PresentationRecord>, Fault> {
    one(connection, "SELECT body FROM directory_presentations WHERE presentation = ?1", [id.as_bytes()])
}

/// Those of a locker that wait for a wallet.
pub(super) fn open(
    connection: &Connection,
    locker: &[u8; 16],
    now: Timestamp,
) -> Result<Vec<PresentationRecord>, Fault> {
    let sql = "SELECT body FROM directory_presentations WHERE locker = ?1 AND expires > ?2";
    let mut alive: Vec<PresentationRecord> = all(connection, sql, params![locker, number(now.millis())])?;
    alive.retain(|record| record.is_open(now));
    Ok(alive)
}

/// Keeps one, and forgets those of the locker that were over a day before this one is.
pub(super) fn put(connection: &Connection, locker: &[u8; 16], record: &PresentationRecord) -> Result<(), Fault> {
    let sql = "DELETE FROM directory_presentations WHERE locker = ?1 AND expires < ?2";
    let old = record.expires.millis().saturating_sub(KEPT);
    execute(connection, sql, params![locker, number(old)])?;
    let sql = "INSERT INTO directory_presentations (presentation, locker, expires, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET body = excluded.body";
    let values = params![record.id.as_bytes(), locker, number(record.expires.millis()), record.to_row()];
    execute(connection, sql, values).map(drop)
}
