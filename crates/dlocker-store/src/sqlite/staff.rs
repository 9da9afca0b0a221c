//! Members of staff in the directory: passkeys, links for them, sessions; and the audit.

use dlocker_bank::Record;
use dlocker_bank::staff::{ActRecord, PasskeyCodeRecord, PasskeyRecord, SessionRecord};
use dlocker_protocol::staff::{StaffAct, StaffName};
use dlocker_protocol::{Digest, LockerId, PasskeyId, SessionId, Timestamp};
use rusqlite::{Connection, params};

use super::rows::{all, execute, number, one};
use crate::store::Fault;

pub(super) fn passkeys(connection: &Connection, staff: &StaffName) -> Result<Vec<PasskeyRecord>, Fault> {
    let sql = "SELECT body FROM directory_passkeys WHERE staff = ?1 ORDER BY added, credential";
    all(connection, sql, [staff.as_str()])
}

/// `false` if another person has this credential.
pub(super) fn put_passkey(connection: &Connection, passkey: &PasskeyRecord) -> Result<bool, Fault> {
    let sql = "INSERT INTO directory_passkeys (credential, staff, added, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET body = excluded.body WHERE staff = excluded.staff";
    let added = number(passkey.added.millis());
    Ok(execute(connection, sql, params![passkey.credential, passkey.staff, added, passkey.to_row()])? == 1)
}

pub(super) fn drop_passkey(connection: &Connection, passkey: &PasskeyRecord) -> Result<(), Fault> {
    execute(connection, "DELETE FROM directory_passkeys WHERE credential = ?1", [&passkey.credential])?;
    let sql = "DELETE FROM directory_sessions WHERE staff = ?1 AND passkey = ?2";
    execute(connection, sql, params![passkey.staff, passkey.id().as_bytes()]).map(drop)
}

pub(super) fn code(connection: &Connection, digest: &Digest) -> Result<Option<PasskeyCodeRecord>, Fault> {
    one(connection, "SELECT body FROM directory_passkey_codes WHERE digest = ?1", [digest.as_bytes()])
}

pub(super) fn put_code(connection: &Connection, digest: &Digest, code: &PasskeyCodeRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO directory_passkey_codes (digest, staff, expires, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET body = excluded.body";
    let expires = number(code.expires.millis());
    execute(connection, sql, params![digest.as_bytes(), code.staff, expires, code.to_row()]).map(drop)
}

pub(super) fn forget_codes(connection: &Connection, now: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM directory_passkey_codes WHERE expires <= ?1";
    execute(connection, sql, [number(now.millis())]).map(drop)
}

pub(super) fn drop_codes(connection: &Connection, staff: &StaffName) -> Result<(), Fault> {
    execute(connection, "DELETE FROM directory_passkey_codes WHERE staff = ?1", [staff.as_str()]).map(drop)
}

pub(super) fn session(connection: &Connection, id: SessionId) -> Result<Option<SessionRecord>, Fault> {
    one(connection, "SELECT body FROM directory_sessions WHERE session = ?1", [id.as_bytes()])
}

pub(super) fn sessions(connection: &Connection, staff: &StaffName) -> Result<Vec<SessionRecord>, Fault> {
    all(connection, "SELECT body FROM directory_sessions WHERE staff = ?1", [staff.as_str()])
}

pub(super) fn put_session(connection: &Connection, session: &SessionRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO directory_sessions (session, staff, passkey, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET body = excluded.body";
    let id = session.id();
    let passkey = session.passkey.map(|passkey| passkey.as_bytes().to_vec()).unwrap_or_default();
    let values = params![id.as_bytes(), session.staff, passkey, session.to_row()];
    execute(connection, sql, values).map(drop)
}

/// Writes a use down, if the session is still there.
pub(super) fn touch_session(connection: &Connection, session: &SessionRecord) -> Result<(), Fault> {
    let sql = "UPDATE directory_sessions SET body = ?2 WHERE session = ?1";
    execute(connection, sql, params![session.id().as_bytes(), session.to_row()]).map(drop)
}

pub(super) fn drop_session(connection: &Connection, id: SessionId) -> Result<bool, Fault> {
    Ok(execute(connection, "DELETE FROM directory_sessions WHERE session = ?1", [id.as_bytes()])? == 1)
}

/// Everything of a person but their acts.
pub(super) fn drop_person(connection: &Connection, staff: &StaffName) -> Result<(), Fault> {
    for table in ["directory_sessions", "directory_passkeys", "directory_passkey_codes", "directory_subjects"] {
        execute(connection, &format!("DELETE FROM {table} WHERE staff = ?1"), [staff.as_str()])?;
    }
    execute(connection, "DELETE FROM directory_staff WHERE name = ?1", [staff.as_str()]).map(drop)
}

pub(super) fn note(connection: &Connection, locker: LockerId, act: &ActRecord) -> Result<(), Fault> {
    let sql = "INSERT INTO staff_acts (locker, number, at, body)
        SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2, ?3 FROM staff_acts WHERE locker = ?1";
    let at = number(act.at.millis());
    execute(connection, sql, params![locker.as_bytes(), at, act.to_row()]).map(drop)
}

/// Acts from a moment on, oldest first: at most `limit`, and then the rest of the same millisecond.
pub(super) fn acts(connection: &Connection, from: Timestamp, limit: u64) -> Result<Vec<StaffAct>, Fault> {
    let sql = "SELECT locker, body FROM staff_acts WHERE at >= ?1 AND at <= COALESCE(
            (SELECT at FROM staff_acts WHERE at >= ?1 ORDER BY at LIMIT 1 OFFSET ?2), 9223372036854775807)
        ORDER BY at, locker, number";
    let mut statement = connection.prepare_cached(sql)?;
    let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?));
    let mut acts = Vec::new();
    for row in statement.query_map(params![number(from.millis()), number(limit.saturating_sub(1))], pair)? {
        let (locker, body) = row?;
        let locker = LockerId::from_bytes(&locker).map_err(|e| Fault(e.to_string()))?;
        acts.push(ActRecord::from_row(&body)?.view(locker));
    }
    Ok(acts)
}

/// The passkey of a person with this id.
pub(super) fn named(connection: &Connection, staff: &StaffName, id: PasskeyId) -> Result<Option<PasskeyRecord>, Fault> {
    Ok(passkeys(connection, staff)?.into_iter().find(|passkey| passkey.id() == id))
}
