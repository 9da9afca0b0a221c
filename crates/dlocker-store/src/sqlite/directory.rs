//! The bank-wide directory: which locker a handle, a case, an invite belongs to; staff.

use dlocker_bank::Record;
use dlocker_bank::case::CaseRecord;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::staff::StaffRecord;
use dlocker_protocol::staff::{StaffMember, StaffName};
use dlocker_protocol::{CaseId, Digest, Handle, LockerId};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows;
use crate::store::Fault;

fn locker(row: Option<Vec<u8>>) -> Result<Option<LockerId>, Fault> {
    row.map(|id| LockerId::from_bytes(&id).map_err(|e| Fault(e.to_string()))).transpose()
}

pub(super) fn locker_of_handle(connection: &Connection, handle: &Handle) -> Result<Option<LockerId>, Fault> {
    let sql = "SELECT locker FROM directory_handles WHERE handle = ?1";
    locker(rows::bytes(connection, sql, [handle.as_str()])?)
}

pub(super) fn locker_of_case(connection: &Connection, case: CaseId) -> Result<Option<LockerId>, Fault> {
    locker(rows::bytes(connection, "SELECT locker FROM directory_cases WHERE case_id = ?1", [case.as_bytes()])?)
}

pub(super) fn locker_of_invite(connection: &Connection, digest: &Digest) -> Result<Option<LockerId>, Fault> {
    locker(rows::bytes(connection, "SELECT locker FROM directory_invites WHERE digest = ?1", [digest.as_bytes()])?)
}

pub(super) fn staff(connection: &Connection, name: &StaffName) -> Result<Option<StaffMember>, Fault> {
    let sql = "SELECT body FROM directory_staff WHERE name = ?1";
    let record: Option<StaffRecord> = rows::one(connection, sql, [name.as_str()])?;
    Ok(record.map(StaffMember::try_from).transpose()?)
}

pub(super) fn staff_of_subject(connection: &Connection, subject: &Digest) -> Result<Option<StaffName>, Fault> {
    let sql = "SELECT staff FROM directory_subjects WHERE subject = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let name: Option<String> = statement.query_row([subject.as_bytes()], |row| row.get(0)).optional()?;
    name.map(|name| StaffName::parse(&name).map_err(|e| Fault(e.to_string()))).transpose()
}

/// A name or subject that is there already is a fault: whoever asks has looked.
pub(super) fn put_person(connection: &Connection, member: &StaffMember) -> Result<(), Fault> {
    let name = member.name.as_str();
    let sql = "INSERT INTO directory_staff (name, body) VALUES (?1, ?2)";
    rows::execute(connection, sql, params![name, StaffRecord::from(member).to_row()])?;
    let Some(subject) = member.subject else { return Ok(()) };
    let sql = "INSERT INTO directory_subjects (subject, staff) VALUES (?1, ?2)";
    rows::execute(connection, sql, params![subject.as_bytes(), name]).map(drop)
}

pub(super) fn all_cases(connection: &Connection, limit: u64) -> Result<Vec<(CaseRecord, bool)>, Fault> {
    let sql =
        "SELECT c.body, l.body FROM cases c LEFT JOIN lockers l ON l.locker = c.locker ORDER BY c.opened DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
    let mut cases = Vec::new();
    for row in statement.query_map(params![rows::number(limit)], pair)? {
        let (case, locker) = row?;
        let locker = locker.map(|row| LockerRecord::from_row(&row)).transpose()?;
        let known = locker.is_some_and(|locker| locker.is_held());
        cases.push((CaseRecord::from_row(&case)?, known));
    }
    Ok(cases)
}

pub(super) fn locker_ids(connection: &Connection) -> Result<Vec<LockerId>, Fault> {
    let sql = "SELECT locker FROM lockers UNION SELECT locker FROM cases UNION SELECT locker FROM nonces";
    let ids = rows::all_bytes(connection, sql, [])?;
    ids.iter().map(|id| LockerId::from_bytes(id).map_err(|e| Fault(e.to_string()))).collect()
}
