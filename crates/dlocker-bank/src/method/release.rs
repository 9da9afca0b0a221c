//! A release: counted and logged before it is answered.

use dlocker_protocol::log::Event;
use dlocker_protocol::release::Opening;
use dlocker_protocol::{DeviceId, Digest, Timestamp};

use super::{RegistrationRecord, RegistrationState, is_back_for};
use crate::device::acting;
use crate::guess::GuessLedger;
use crate::locker::{LockerRecord, changeable, unfrozen};
use crate::refusal::{self, Decided, Decision};

/// Who asks for an opening, with what.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The device.
    pub device: DeviceId,
    /// Digest of the blinded element.
    pub blinded: Digest,
    /// Fresh random bytes: the nonce of the opening, if it is a new one.
    pub nonce: [u8; 16],
    /// The bank's first wait, in milliseconds.
    pub first_wait: u64,
}

/// Counts one opening of a current method, or of one that came back for this device. The same blinded element by the same device, while that opening is its newest, is not counted again.
///
/// # Errors
/// The device's state, `locker-frozen`, `not-found` where the method is not current, `frozen`, `guess-wait`, `rate-limited`.
pub fn release(
    locker: &mut LockerRecord,
    registration: &RegistrationRecord,
    ledger: &mut GuessLedger,
    ask: &Ask,
    now: Timestamp,
) -> Decision<Opening> {
    acting(locker, ask.device)?;
    unfrozen(locker, now)?;
    if !is_open(locker, registration, ask.device) {
        return Err(refusal::no_method().into());
    }
    if let Some(opening) = retried(ledger, ask) {
        return Ok(Decided::again(opening));
    }
    if ledger.left(ask.device) == 0 {
        return Err(refusal::frozen().into());
    }
    let wait = ledger.wait(ask.device, ask.first_wait, now);
    if wait > 0 {
        return Err(refusal::guess_wait(wait).into());
    }
    if let Some(device) = locker.device_mut(ask.device) {
        device.today.count_opening(now)?;
    }
    Ok(counted(registration, ledger, ask, now))
}

/// The same for a stored record that is still pending; counts as one of its three uses.
///
/// # Errors
/// The device's state, `locker-frozen`, `shut`, `not-found` where it is another device's, `conflict` where nothing is stored, `registration-over`.
pub fn release_pending(
    locker: &LockerRecord,
    registration: &mut RegistrationRecord,
    ledger: &mut GuessLedger,
    ask: &Ask,
    now: Timestamp,
) -> Decision<Opening> {
    acting(locker, ask.device)?;
    changeable(locker, now)?;
    if registration.device != ask.device {
        return Err(refusal::no_registration().into());
    }
    if registration.stored.is_none() {
        return Err(refusal::no_record().into());
    }
    if !registration.is_pending(now) {
        return Err(refusal::registration_over().into());
    }
    if let Some(opening) = retried(ledger, ask) {
        return Ok(Decided::again(opening));
    }
    registration.spend(ask.device, now)?;
    Ok(counted(registration, ledger, ask, now))
}

/// Whether it opens its method to this device: the current registration does, and one that a recovery brought back for this device.
fn is_open(locker: &LockerRecord, registration: &RegistrationRecord, device: DeviceId) -> bool {
    match registration.state {
        RegistrationState::Current { .. } => {
            locker.method(registration.method).is_some_and(|method| method.registration == registration.id)
        }
        _ => is_back_for(locker, registration, device),
    }
}

fn retried(ledger: &GuessLedger, ask: &Ask) -> Option<Opening> {
    let newest = ledger.newest(ask.device)?;
    (newest.blinded == ask.blinded).then(|| newest.opening())
}

fn counted(registration: &RegistrationRecord, ledger: &mut GuessLedger, ask: &Ask, now: Timestamp) -> Decided<Opening> {
    let opening = ledger.count(ask.device, ask.blinded, ask.nonce, now);
    Decided::with(opening, Event::Released { method: registration.method, opening: opening.number })
}
