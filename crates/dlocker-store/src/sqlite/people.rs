//! What the operator does about members of staff, on the bank's own machine: works while the bank serves, and before it first did.

use std::path::Path;

use dlocker_bank::Record;
use dlocker_bank::staff::{ActRecord, PasskeyCodeRecord, StaffRecord, desk};
use dlocker_protocol::staff::{Act, ActBy, PasskeyView, StaffAct, StaffMember, StaffName, passkey_code};
use dlocker_protocol::{PasskeyId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{OpenError, directory, open, rows, staff};
use crate::store::Fault;

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

/// A member of staff as the operator sees them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Person {
    /// Name.
    pub name: StaffName,
    /// The handle of their own locker.
    pub handle: Option<dlocker_protocol::Handle>,
    /// Their passkeys.
    pub passkeys: Vec<PasskeyView>,
    /// How many sessions are kept, some of which may be over.
    pub sessions: usize,
}

/// Runs `work` in one transaction on the data folder.
fn on<T>(data: &Path, work: impl FnOnce(&Transaction<'_>) -> Result<T, OpenError>) -> Result<T, OpenError> {
    let mut connection = open::prepare(data)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

fn note(transaction: &Transaction<'_>, name: &StaffName, act: Act, now: Timestamp) -> Result<(), Fault> {
    let act = ActRecord { at: now, staff: name.as_str().to_owned(), by: ActBy::Operator, act, proof: None };
    staff::note(transaction, desk(name), &act)
}

fn is_known(transaction: &Transaction<'_>, name: &StaffName) -> Result<(), OpenError> {
    let known = directory::staff(transaction, name)?;
    let words = || OpenError(format!("there is no member of staff named {name}. Nothing was changed"));
    known.map(drop).ok_or_else(words)
}

/// Adds a member of staff. The same person with the same key again is the same request.
///
/// # Errors
/// [`OpenError`] if the name is in use with another key, or the folder cannot be opened.
pub fn add_staff(data: &Path, member: &StaffMember, now: Timestamp) -> Result<(), OpenError> {
    on(data, |transaction| {
        let name = member.name.as_str();
        let row = StaffRecord::from(member).to_row();
        let existing: Option<Vec<u8>> = transaction
            .query_row("SELECT body FROM directory_staff WHERE name = ?1", [name], |row| row.get(0))
            .optional()?;
        match existing {
            Some(existing) if existing == row => Ok(()),
            Some(_) => Err(OpenError(format!(
                "there is a member of staff named {name} already, with another key. Nothing was changed. Choose another name"
            ))),
            None => {
                let sql = "INSERT INTO directory_staff (name, body) VALUES (?1, ?2)";
                transaction.execute(sql, params![name, row])?;
                Ok(note(transaction, &member.name, Act::Added, now)?)
            }
        }
    })
}

/// Keeps a one-time link for a passkey of this person, and gives when it lapses. Links that were made before and not used lapse with it.
///
/// # Errors
/// [`OpenError`] for an unknown person, or if the folder cannot be opened.
pub fn invite_passkey(data: &Path, name: &StaffName, code: &str, now: Timestamp) -> Result<Timestamp, OpenError> {
    on(data, |transaction| {
        is_known(transaction, name)?;
        staff::forget_codes(transaction, now)?;
        staff::drop_codes(transaction, name)?;
        let record = PasskeyCodeRecord::new(name, now);
        staff::put_code(transaction, &passkey_code(code), &record)?;
        note(transaction, name, Act::PasskeyInvited, now)?;
        Ok(record.expires)
    })
}

/// Removes a person: key, passkeys, links and sessions. What they did stays in the audit, and what they approved stays approved.
///
/// # Errors
/// [`OpenError`] for an unknown person, or if the folder cannot be opened.
pub fn remove_staff(data: &Path, name: &StaffName, now: Timestamp) -> Result<(), OpenError> {
    on(data, |transaction| {
        is_known(transaction, name)?;
        staff::drop_person(transaction, name)?;
        Ok(note(transaction, name, Act::Removed, now)?)
    })
}

/// Removes one passkey of a person, and ends the sessions that it began.
///
/// # Errors
/// [`OpenError`] for an unknown person or passkey, or if the folder cannot be opened.
pub fn remove_passkey(data: &Path, name: &StaffName, id: PasskeyId, now: Timestamp) -> Result<(), OpenError> {
    on(data, |transaction| {
        is_known(transaction, name)?;
        let words = || OpenError(format!("{name} has no {id}. Nothing was changed. `dlockerd staff list` shows them"));
        let passkey = staff::named(transaction, name, id)?.ok_or_else(words)?;
        staff::drop_passkey(transaction, &passkey)?;
        Ok(note(transaction, name, Act::PasskeyRemoved { passkey: id }, now)?)
    })
}

/// Everybody who works here, by name.
///
/// # Errors
/// [`OpenError`] if the folder cannot be opened.
pub fn list_staff(data: &Path) -> Result<Vec<Person>, OpenError> {
    on(data, |transaction| {
        let records: Vec<StaffRecord> = rows::all(transaction, "SELECT body FROM directory_staff ORDER BY name", [])?;
        records.into_iter().map(|record| person(transaction, record)).collect()
    })
}

fn person(transaction: &Transaction<'_>, record: StaffRecord) -> Result<Person, OpenError> {
    let StaffMember { name, handle, .. } = StaffMember::try_from(record).map_err(Fault::from)?;
    let passkeys = staff::passkeys(transaction, &name)?.iter().map(|passkey| passkey.view()).collect();
    let sessions = staff::sessions(transaction, &name)?.len();
    Ok(Person { name, handle, passkeys, sessions })
}

/// All acts from a moment on, oldest first.
///
/// # Errors
/// [`OpenError`] if the folder cannot be opened.
pub fn audit(data: &Path, from: Timestamp) -> Result<Vec<StaffAct>, OpenError> {
    on(data, |transaction| Ok(staff::acts(transaction, from, u64::MAX)?))
}
