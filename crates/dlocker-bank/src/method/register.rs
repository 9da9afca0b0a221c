//! A registration begins: a fresh OPRF key exists for it.

use dlocker_protocol::log::Event;
use dlocker_protocol::method::{RegisterRequest, RegisterResponse};
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::{DeviceId, MethodId, Timestamp};

use super::registration::PENDING_LIFE;
use super::{RegistrationRecord, RegistrationState};
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
/// The device's state, `locker-frozen`, `shut`, `taken` for an id or kind in conflict, `malformed` for a limit out of bounds, `registration-over`
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
    if guesses == 0 || (guesses > most && !granted(locker, existing, request.method, guesses)) {
        return Err(refusal::guesses_bounds().into());
    }
    if locker.method(request.method).is_some_and(|method| method.kind != request.kind) {
        return Err(refusal::other_kind().into());
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
fn granted(locker: &LockerRecord, existing: &[(RegistrationRecord, u32)], method: MethodId, guesses: u32) -> bool {
    let present = locker.method(method).map(|current| current.registration);
    existing.iter().any(|(record, limit)| Some(record.id) == present && guesses <= *limit)
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
