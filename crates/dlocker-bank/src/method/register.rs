//! A registration begins: a fresh OPRF key exists for it.

use dlocker_protocol::log::Event;
use dlocker_protocol::method::{RegisterRequest, RegisterResponse};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::{DeviceId, Timestamp};

use super::registration::PENDING_LIFE;
use super::{RegistrationRecord, RegistrationState, is_kept_shut, opens};
use crate::device::acting;
use crate::guess::GuessLedger;
use crate::limits::Limits;
use crate::locker::{LockerRecord, changeable};
use crate::refusal::{self, Decided, Decision};

/// Most pending registrations of one device.
const MOST_PENDING: usize = 16;

/// A new registration and its ledger, or nothing new for a retry.
pub type NewRegistration = Option<(RegistrationRecord, GuessLedger)>;

/// Begins a registration of `device`. `existing` are all registrations of the locker, with the ledger's limit of the one that has the asked id;
/// `key` is the fresh key, K and wrapped k, unused where this is a retry.
///
/// # Errors
/// The device's state, `locker-frozen`, `shut`, `taken` for an id or kind in conflict or a method that is kept shut, `malformed` for a limit out of bounds, `registration-over`
/// for a retry that comes too late, `rate-limited`.
pub fn register(
    locker: &mut LockerRecord,
    existing: &[(RegistrationRecord, u32)],
    request: &RegisterRequest,
    (device, key, limits): (DeviceId, (OprfPublicKey, Vec<u8>), &Limits),
    now: Timestamp,
) -> Decision<(RegisterResponse, NewRegistration)> {
    acting(locker, device)?;
    changeable(locker, now)?;
    if let Some((record, limit)) = existing.iter().find(|(record, _)| record.id == request.registration) {
        return again(record, *limit, request, device, now);
    }
    let most = limits.guesses.of(request.kind);
    // A method that is registered anew keeps the limit that it was granted before the bank lowered its own.
    let guesses = request.guesses.unwrap_or(most);
    let rows = || existing.iter().map(|(record, _)| record);
    let present = opens(locker, rows(), request.method, device);
    if guesses == 0 || (guesses > most && !granted(existing, present, guesses)) {
        return Err(refusal::guesses_bounds().into());
    }
    if present.is_some_and(|method| method.kind != request.kind) {
        return Err(refusal::other_kind().into());
    }
    if present.is_none() && is_kept_shut(rows(), request.method) {
        return Err(refusal::kept_shut().into());
    }
    let pending = existing.iter().filter(|(record, _)| record.device == device && record.is_pending(now)).count();
    if pending >= MOST_PENDING {
        return Err(refusal::too_many_registrations().after(PENDING_LIFE / 1000).into());
    }
    if let Some(row) = locker.device_mut(device) {
        row.today.count_registration(now)?;
    }
    let (oprf_key, wrapped_key) = key;
    let expires = now.plus_millis(PENDING_LIFE);
    let state = RegistrationState::Pending { expires, used: 0, evaluated: Vec::new(), opened: false };
    let RegisterRequest { registration, method, kind, .. } = *request;
    let record =
        RegistrationRecord { id: registration, method, kind, device, oprf_key, wrapped_key, state, stored: None };
    let answer = RegisterResponse { oprf_key, guesses, expires };
    let event = Event::Registered { method, kind, registration };
    Ok(Decided::with((answer, Some((record, GuessLedger::new(guesses)))), event))
}

/// Whether the method's present registration was granted at least so many guesses.
fn granted(existing: &[(RegistrationRecord, u32)], present: Option<&RegistrationRecord>, guesses: u32) -> bool {
    existing.iter().any(|(record, limit)| present.is_some_and(|row| row.id == record.id) && guesses <= *limit)
}

fn again(
    record: &RegistrationRecord,
    limit: u32,
    request: &RegisterRequest,
    device: DeviceId,
    now: Timestamp,
) -> Decision<(RegisterResponse, NewRegistration)> {
    let same = record.device == device && record.method == request.method && record.kind == request.kind;
    if !same || request.guesses.is_some_and(|guesses| guesses != limit) {
        return Err(refusal::registration_taken().into());
    }
    match record.state {
        RegistrationState::Pending { expires, .. } if now < expires => {
            let answer = RegisterResponse { oprf_key: record.oprf_key, guesses: limit, expires };
            Ok(Decided::again((answer, None)))
        }
        _ => Err(refusal::registration_over().into()),
    }
}
