//! Access tokens, and what the status lists say.

use dlocker_bank::Record;
use dlocker_bank::issuance::{StatusBits, TokenRecord};
use dlocker_protocol::{DeviceId, Digest, LockerId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{bytes, execute, number, one};
use crate::store::{Fault, STATUS_PLACES};

/// A list is left for the next one when it is half full, so that a free place is found at the second draw or so.
const PER_LIST: u64 = STATUS_PLACES / 2;

pub(super) fn token(connection: &Connection, digest: &Digest) -> Result<Option<TokenRecord>, Fault> {
    one(connection, "SELECT body FROM directory_tokens WHERE digest = ?1", [digest.as_bytes()])
}

pub(super) fn locker_of_token(connection: &Connection, digest: &Digest) -> Result<Option<LockerId>, Fault> {
    let row = bytes(connection, "SELECT locker FROM directory_tokens WHERE digest = ?1", [digest.as_bytes()])?;
    row.map(|id| LockerId::from_bytes(&id).map_err(|e| Fault(e.to_string()))).transpose()
}

pub(super) fn put_token(
    connection: &Connection,
    locker: LockerId,
    digest: &Digest,
    token: &TokenRecord,
) -> Result<(), Fault> {
    let sql = "INSERT INTO directory_tokens (digest, locker, expires, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET body = excluded.body WHERE locker = excluded.locker";
    let values = params![digest.as_bytes(), locker.as_bytes(), number(token.expires.millis()), token.to_row()];
    execute(connection, sql, values).map(drop)
}

pub(super) fn forget_tokens(connection: &Connection, locker: LockerId, now: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM directory_tokens WHERE locker = ?1 AND expires <= ?2";
    execute(connection, sql, params![locker.as_bytes(), number(now.millis())]).map(drop)
}

pub(super) fn place(connection: &Connection, locker: LockerId, device: DeviceId) -> Result<Option<(u64, u64)>, Fault> {
    let sql = "SELECT list, place FROM directory_status WHERE locker = ?1 AND device = ?2";
    let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let found = connection.prepare_cached(sql)?.query_row([locker.as_bytes(), device.as_bytes()], pair).optional()?;
    let count = |value: i64| u64::try_from(value).map_err(|e| Fault(e.to_string()));
    found.map(|(list, place)| Ok((count(list)?, count(place)?))).transpose()
}

pub(super) fn next_list(connection: &Connection) -> Result<u64, Fault> {
    let sql = "SELECT COALESCE(MAX(number), 0) FROM directory_status";
    let newest: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(newest).unwrap_or(0) / PER_LIST)
}

pub(super) fn claim(
    connection: &Connection,
    locker: LockerId,
    (list, place): (u64, u64),
    device: DeviceId,
    bits: u8,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO directory_status (list, place, locker, device, bits) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (list, place) DO NOTHING";
    let values = params![number(list), number(place), locker.as_bytes(), device.as_bytes(), i64::from(bits)];
    Ok(execute(connection, sql, values)? == 1)
}

pub(super) fn put(connection: &Connection, locker: LockerId, device: DeviceId, bits: u8) -> Result<bool, Fault> {
    let sql = "UPDATE directory_status SET bits = ?3 WHERE locker = ?1 AND device = ?2";
    Ok(execute(connection, sql, params![locker.as_bytes(), device.as_bytes(), i64::from(bits)])? == 1)
}

pub(super) fn leave(connection: &Connection, locker: LockerId, device: DeviceId) -> Result<(), Fault> {
    let sql = "UPDATE directory_status SET device = x'' WHERE locker = ?1 AND device = ?2";
    execute(connection, sql, [locker.as_bytes(), device.as_bytes()]).map(drop)
}

/// Nothing of a closed locker counts any more.
pub(super) fn revoke_all(connection: &Connection, locker: LockerId) -> Result<(), Fault> {
    let sql = "UPDATE directory_status SET bits = ?2 WHERE locker = ?1";
    execute(connection, sql, params![locker.as_bytes(), i64::from(StatusBits::Invalid.value())]).map(drop)
}

/// The first list is there from the start.
pub(super) fn list(connection: &Connection, list: u64) -> Result<Option<Vec<(u64, u8)>>, Fault> {
    if list > next_list(connection)? {
        return Ok(None);
    }
    let sql = "SELECT place, bits FROM directory_status WHERE list = ?1 AND bits <> 0";
    let mut statement = connection.prepare_cached(sql)?;
    let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, u8>(1)?));
    let rows = statement.query_map([number(list)], pair)?;
    let places = rows.map(|row| row.map(|(place, bits)| (u64::try_from(place).unwrap_or(u64::MAX), bits)));
    Ok(Some(places.collect::<Result<_, _>>()?))
}
