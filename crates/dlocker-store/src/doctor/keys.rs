//! Registrations: counters are sane, and with custody the keys and what lies wrapped can be used.

use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::{RegistrationRecord, RegistrationState, StoredRecord};
use dlocker_custody::{Custody, CustodyError, WrapPurpose, WrappedKey};
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::signature::Document;
use dlocker_protocol::{Digest, LockerId, cbor};

use super::{Chart, Severity};
use crate::store::{Fault, LockerRead};
use crate::vault::{MASKED_SHARE, SEALED_SEED};

pub(super) fn examine(
    chart: &mut Chart<'_>,
    tx: &dyn LockerRead,
    locker: &LockerRecord,
    custody: Option<&dyn Custody>,
) -> Result<(), Fault> {
    let rows = tx.registrations()?;
    for method in &locker.methods {
        let there = rows.iter().any(|row| row.id == method.registration && row.method == method.id);
        chart.require(there, format!("the record of {} is missing: it cannot open", method.id));
    }
    for row in &rows {
        match tx.ledger(&row.oprf_key)? {
            Some(ledger) => examine_ledger(chart, row, &ledger),
            None => chart.error(format!("the guess ledger of {} is missing", row.id)),
        }
        if let Some(stored) = &row.stored {
            let digest =
                cbor::decode::<MethodRecord>(&stored.record, MethodRecord::LABEL).map(|record| record.digest());
            chart.require(digest == Ok(stored.digest), format!("the stored record of {} is damaged", row.id));
        }
        if let Some(custody) = custody
            && let Err(error) = unwraps(custody, locker.id, row)
        {
            let advice = "Check that the keys folder belongs to this data folder; then restore the row from a backup.";
            chart.add(Severity::Error, format!("{}: {error}", row.id), advice);
        }
    }
    Ok(())
}

fn examine_ledger(chart: &mut Chart<'_>, row: &RegistrationRecord, ledger: &GuessLedger) {
    let spent: u64 = ledger.devices.iter().map(|entry| u64::from(entry.spent)).sum();
    let newest = ledger.devices.iter().filter_map(|entry| entry.newest.as_ref()).map(|one| one.number).max();
    chart.require(ledger.limit > 0, format!("the guess limit of {} is zero", row.id));
    chart.require(newest.unwrap_or(0) <= ledger.openings, format!("the openings of {} are counted wrongly", row.id));
    // What is or was current has taken over guesses that were counted on the key before.
    let inherited = !matches!(row.state, RegistrationState::Pending { .. } | RegistrationState::Held { .. });
    chart.require(inherited || spent <= ledger.openings, format!("the guesses of {} are counted wrongly", row.id));
}

fn unwraps(custody: &dyn Custody, locker: LockerId, row: &RegistrationRecord) -> Result<(), CustodyError> {
    custody.check(locker, row.id, &WrappedKey(row.wrapped_key.clone()), &row.oprf_key)?;
    let Some(stored) = &row.stored else { return Ok(()) };
    let unwrap = |what, bytes: &[u8]| custody.unwrap(WrapPurpose { locker, registration: row.id, what }, bytes);
    unwrap(MASKED_SHARE, &stored.masked_share)?;
    let seed = unwrap(SEALED_SEED, &stored.sealed_seed)?;
    matches_digest(stored, &seed)
}

fn matches_digest(stored: &StoredRecord, seed: &[u8]) -> Result<(), CustodyError> {
    let same = Digest::of("sealed-seed", seed) == stored.sealed_seed_digest;
    if same { Ok(()) } else { Err(CustodyError::Shut { what: SEALED_SEED }) }
}
