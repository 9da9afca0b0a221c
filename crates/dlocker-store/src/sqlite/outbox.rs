//! The outbox. What is due is found over all lockers by an index; everything else is of one locker.

use dlocker_bank::Record;
use dlocker_bank::telling::{Lane, MessageRecord};
use dlocker_protocol::{LockerId, Timestamp};
use rusqlite::{Connection, params};

use super::rows::{all, execute, number, one};
use crate::store::Fault;

pub(super) fn messages(connection: &Connection, locker: &[u8; 16], lane: Lane) -> Result<Vec<MessageRecord>, Fault> {
    let sql = "SELECT body FROM messages WHERE locker = ?1 AND lane = ?2 ORDER BY number";
    all(connection, sql, params![locker, lane.code()])
}

pub(super) fn message(
    connection: &Connection,
    locker: &[u8; 16],
    lane: Lane,
    first: u64,
) -> Result<Option<MessageRecord>, Fault> {
    let sql = "SELECT body FROM messages WHERE locker = ?1 AND lane = ?2 AND number = ?3";
    one(connection, sql, params![locker, lane.code(), number(first)])
}

pub(super) fn put(connection: &Connection, locker: &[u8; 16], message: &MessageRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO messages (locker, lane, number, due, over, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET due = excluded.due, over = excluded.over, body = excluded.body";
    let moment = |at: Option<Timestamp>| at.map(|at| number(at.millis()));
    let (lane, first) = (message.lane.code(), number(message.number()));
    let values = params![locker, lane, first, moment(message.due()), moment(message.over()), message.to_row()];
    execute(connection, sql, values).map(drop)
}

pub(super) fn has_old(connection: &Connection, locker: &[u8; 16], now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM messages WHERE locker = ?1 AND over <= ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![locker, number(now.millis())], |row| row.get(0))?)
}

pub(super) fn forget_old(connection: &Connection, locker: &[u8; 16], now: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM messages WHERE locker = ?1 AND over <= ?2";
    execute(connection, sql, params![locker, number(now.millis())]).map(drop)
}

/// Which are due in a lane, those that wait longest first.
pub(super) fn due(
    connection: &Connection,
    lane: Lane,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(LockerId, u64)>, Fault> {
    let sql = "SELECT locker, number FROM messages WHERE lane = ?1 AND due <= ?2 ORDER BY due LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?));
    let mut due = Vec::new();
    for row in statement.query_map(params![lane.code(), number(now.millis()), number(limit)], pair)? {
        let (locker, first) = row?;
        let locker = LockerId::from_bytes(&locker).map_err(|e| Fault(e.to_string()))?;
        due.push((locker, u64::try_from(first).unwrap_or_default()));
    }
    Ok(due)
}
