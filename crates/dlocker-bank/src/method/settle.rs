//! An opening ended: proved right, or said to be wrong.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::{ProofOfSuccess, SettleResponse};
use dlocker_protocol::signature::Signed;
use dlocker_protocol::{DeviceId, Timestamp, TrusteeId};

use super::{RegistrationRecord, RegistrationState, is_back_for};
use crate::device::acting;
use crate::guess::{GuessLedger, Settled};
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// Which opening ended, and how.
#[derive(Clone, Copy, Debug)]
pub struct Settling<'a> {
    /// The device that opened.
    pub device: DeviceId,
    /// Number of the opening.
    pub opening: u64,
    /// The proof, if the secret was right.
    pub proof: Option<&'a Signed<ProofOfSuccess>>,
    /// This trustee.
    pub trustee: TrusteeId,
}

/// Settles the device's newest opening. A proof counts once, for this opening, and clears this device's guesses alone; the same again is answered again.
///
/// # Errors
/// `conflict` where it is not the newest or was settled otherwise, `proof` where the proof does not verify, `not-found` where the method is kept shut.
pub fn settle(
    locker: &mut LockerRecord,
    registration: &mut RegistrationRecord,
    ledger: &mut GuessLedger,
    settling: &Settling<'_>,
    now: Timestamp,
) -> Decision<SettleResponse> {
    acting(locker, settling.device)?;
    if is_shut(locker, registration, settling.device) {
        return Err(refusal::no_method().into());
    }
    let newest = ledger.newest(settling.device).filter(|newest| newest.number == settling.opening);
    let newest = newest.ok_or_else(refusal::no_opening)?;
    let outcome = if settling.proof.is_some() { Settled::Right } else { Settled::Wrong };
    if let Some(proof) = settling.proof {
        let expected = ProofOfSuccess {
            trustee: settling.trustee,
            locker: locker.id,
            method: registration.method,
            oprf_key: registration.oprf_key,
            opening: newest.opening(),
            device: settling.device,
        };
        verify(registration, proof, &expected)?;
    }
    match newest.settled {
        Settled::No => {}
        settled if settled == outcome => return Ok(Decided::again(answer(ledger, settling.device))),
        _ => return Err(refusal::no_opening().into()),
    }
    ledger.settle(settling.device, outcome, now);
    let answer = answer(ledger, settling.device);
    if outcome == Settled::Wrong {
        return Ok(Decided::again(answer));
    }
    note_success(locker, registration, settling.device, now);
    Ok(Decided::with(answer, Event::Opened { method: registration.method, opening: settling.opening }))
}

fn is_shut(locker: &LockerRecord, registration: &RegistrationRecord, device: DeviceId) -> bool {
    matches!(registration.state, RegistrationState::Dropped { .. }) && !is_back_for(locker, registration, device)
}

fn answer(ledger: &GuessLedger, device: DeviceId) -> SettleResponse {
    SettleResponse { guesses_left: ledger.left(device) }
}

fn verify(
    registration: &RegistrationRecord,
    proof: &Signed<ProofOfSuccess>,
    expected: &ProofOfSuccess,
) -> Result<(), Problem> {
    let stored = registration.stored.as_ref().ok_or_else(refusal::no_record)?;
    match proof.verify(&stored.success_key) {
        Ok(said) if said == expected => Ok(()),
        _ => Err(refusal::proof()),
    }
}

fn note_success(locker: &mut LockerRecord, registration: &mut RegistrationRecord, device: DeviceId, now: Timestamp) {
    match &mut registration.state {
        RegistrationState::Pending { opened, .. } => *opened = true,
        RegistrationState::Current { proved } => {
            *proved = proved.saturating_add(1);
            lets_read(locker, device, now);
        }
        RegistrationState::Dropped { .. } => lets_read(locker, device, now),
        RegistrationState::Retired { .. } | RegistrationState::Held { .. } => {}
    }
}

/// Only an opening of a method that opens the locker lets the device read packs: anyone can open a registration of their own making.
fn lets_read(locker: &mut LockerRecord, device: DeviceId, now: Timestamp) {
    if let Some(record) = locker.device_mut(device) {
        record.opened = Some(now);
    }
}
