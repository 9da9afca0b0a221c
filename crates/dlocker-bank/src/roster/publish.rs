//! A roster is published.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{EpochPart, PublishRosterResponse, Roster, RosterMethod, SignedRoster};
use dlocker_protocol::{DeviceId, Digest, PublicKey, RegistrationId, Timestamp, TrusteeId};

use crate::device::{State, acting};
use crate::guess::GuessLedger;
use crate::limits::Limits;
use crate::locker::{CurrentMethod, LockerRecord, RosterHead};
use crate::method::{RegistrationRecord, RegistrationState};
use crate::refusal::{self, Decided, Decision};

/// Most devices and methods in one roster.
const MOST: usize = 64;

/// What is asked.
pub struct Publish<'a> {
    /// By which device.
    pub device: DeviceId,
    /// The signed roster.
    pub signed: &'a SignedRoster,
    /// Digest of the roster that it replaces.
    pub expected: Option<Digest>,
    /// Records and sealed seeds that change.
    pub parts: &'a [EpochPart],
    /// This trustee and its log key.
    pub trustee: (TrusteeId, PublicKey),
    /// The bank's bounds.
    pub limits: &'a Limits,
}

/// What follows from it.
#[derive(Debug, Clone)]
pub struct Published {
    /// The answer.
    pub response: PublishRosterResponse,
    /// Sealed seeds to be wrapped and kept with these registrations; their digests are in the records already.
    pub seals: Vec<(RegistrationId, Vec<u8>)>,
    /// Whether this was new, or a retry of the current roster.
    pub fresh: bool,
}

/// Every registration of the locker with its ledger.
pub type Registrations = [(RegistrationRecord, GuessLedger)];

/// The compare-and-set. `current` is the current roster; `registrations` are all of the locker's, and are changed along with it.
///
/// # Errors
/// `conflict` where another roster is current, `forbidden` where the signatures or the chain fail, `malformed` where it does not fit the locker.
pub fn publish(
    locker: &mut LockerRecord,
    current: Option<&Roster>,
    registrations: &mut Registrations,
    ask: &Publish<'_>,
    now: Timestamp,
) -> Decision<Published> {
    acting(locker, ask.device)?;
    let digest = ask.signed.digest();
    let response = PublishRosterResponse { digest };
    if locker.roster.is_some_and(|head| head.digest == digest) {
        return Ok(Decided::again(Published { response, seals: Vec::new(), fresh: false }));
    }
    if ask.expected != locker.roster.map(|head| head.digest) {
        return Err(refusal::roster_conflict().into());
    }
    let roster = match current {
        None => ask.signed.verify_first(),
        Some(before) => ask.signed.verify_after(before),
    }
    .map_err(|_| refusal::roster_forged())?;
    check_shape(locker, roster, ask)?;
    check_guesses(roster, current, ask.limits)?;
    let mut seals = Vec::new();
    let mut methods = Vec::with_capacity(roster.methods.len());
    for method in &roster.methods {
        let chosen = choose(locker, registrations, method, ask, now)?;
        if let Some(seal) = chosen.seal {
            seals.push((chosen.registration, seal));
        }
        methods.push((chosen.registration, method));
    }
    let rotated = current.is_some_and(|before| before.epoch != roster.epoch);
    activate(locker, registrations, &methods, (ask.device, rotated), now);
    keep_devices(locker, roster);
    let head =
        RosterHead { number: roster.number, epoch: roster.epoch, digest, recovery_wait: roster.policy.recovery_wait };
    locker.roster = Some(head);
    let event = Event::RosterPublished { number: roster.number, epoch: roster.epoch, digest };
    Ok(Decided::with(Published { response, seals, fresh: true }, event))
}

fn require(fits: bool) -> Result<(), Problem> {
    if fits { Ok(()) } else { Err(refusal::roster_mismatch()) }
}

/// What can be checked without the records behind the methods.
fn check_shape(locker: &LockerRecord, roster: &Roster, ask: &Publish<'_>) -> Result<(), Problem> {
    let (id, log_key) = ask.trustee;
    let here = matches!(roster.trustees.as_slice(), [one] if one.id == id && one.log_key == log_key);
    require(roster.locker == locker.id && here)?;
    require(roster.devices.len() <= MOST && (1..=MOST).contains(&roster.methods.len()))?;
    require(roster.devices.iter().any(|device| device.id == ask.device))?;
    for (at, device) in roster.devices.iter().enumerate() {
        let row = locker.device(device.id).ok_or_else(refusal::roster_mismatch)?;
        let name = device.name.len() <= 64 && !device.name.chars().any(char::is_control);
        let admitted = matches!(row.state, State::Active | State::Suspended);
        let once = roster.devices[..at].iter().all(|other| other.id != device.id);
        require(row.key == device.key && admitted && name && once)?;
    }
    for (at, method) in roster.methods.iter().enumerate() {
        require(roster.methods[..at].iter().all(|other| other.id != method.id))?;
    }
    let named = |part: &EpochPart| roster.methods.iter().any(|method| method.id == part.method);
    let once = |at: usize, part: &EpochPart| ask.parts[..at].iter().all(|other| other.method != part.method);
    require(ask.parts.iter().enumerate().all(|(at, part)| named(part) && once(at, part)))
}

/// A limit may be above the bank's maximum only where it was granted before that was lowered: an owner is not shut out by a setting.
fn check_guesses(roster: &Roster, current: Option<&Roster>, limits: &Limits) -> Result<(), Problem> {
    let before = |method: &RosterMethod| {
        let methods = current.map(|current| current.methods.as_slice()).unwrap_or_default();
        methods.iter().any(|held| held.id == method.id && method.guesses <= held.guesses)
    };
    roster.methods.iter().try_for_each(|method| {
        require(method.guesses >= 1 && (method.guesses <= limits.guesses.of(method.kind) || before(method)))
    })
}

struct Chosen {
    registration: RegistrationId,
    seal: Option<Vec<u8>>,
}

/// The registration that opens `method` from now on: the one that an epoch part names, opened for real by this device, or the present one.
fn choose(
    locker: &LockerRecord,
    registrations: &mut Registrations,
    method: &RosterMethod,
    ask: &Publish<'_>,
    now: Timestamp,
) -> Result<Chosen, Problem> {
    let part = ask.parts.iter().find(|part| part.method == method.id);
    let present = locker.method(method.id).map(|current| current.registration);
    let fresh = part.and_then(|part| part.registration).filter(|id| Some(*id) != present);
    let id = fresh.or(present).ok_or_else(refusal::roster_mismatch)?;
    let (record, _) =
        registrations.iter_mut().find(|(record, _)| record.id == id).ok_or_else(refusal::roster_mismatch)?;
    require(record.method == method.id && record.kind == method.kind)?;
    if fresh.is_some() {
        require(record.device == ask.device && record.is_pending(now) && record.is_proved())?;
    }
    let stored = record.stored.as_mut().ok_or_else(refusal::roster_mismatch)?;
    let seal = part.and_then(|part| part.sealed_seed.as_ref()).map(|seal| seal.0.clone());
    if let Some(seal) = &seal {
        require(crate::method::fits_a_seal(seal))?;
        stored.sealed_seed_digest = Digest::of("sealed-seed", seal);
    }
    require(stored.digest == method.record && stored.sealed_seed_digest == method.sealed_seed)?;
    Ok(Chosen { registration: id, seal })
}

/// Activates what the roster names, retires what it replaces or drops, and carries the guesses over.
fn activate(
    locker: &mut LockerRecord,
    registrations: &mut Registrations,
    methods: &[(RegistrationId, &RosterMethod)],
    (opener, rotated): (DeviceId, bool),
    now: Timestamp,
) {
    for before in std::mem::take(&mut locker.methods) {
        let after = methods.iter().find(|(_, method)| method.id == before.id).map(|(registration, _)| *registration);
        if after != Some(before.registration) {
            retire(registrations, before.registration, after, opener, now);
        }
    }
    for (id, method) in methods {
        locker.methods.push(CurrentMethod { id: method.id, kind: method.kind, registration: *id, renew: method.renew });
        let Some((record, ledger)) = registrations.iter_mut().find(|(record, _)| record.id == *id) else { continue };
        if matches!(record.state, RegistrationState::Pending { .. }) {
            record.state = RegistrationState::Current { proved: 1 };
        }
        ledger.limit = method.guesses;
        if rotated {
            ledger.clear();
        }
    }
}

fn retire(
    registrations: &mut Registrations,
    old: RegistrationId,
    new: Option<RegistrationId>,
    opener: DeviceId,
    now: Timestamp,
) {
    let mut spent = None;
    for (record, ledger) in registrations.iter_mut() {
        if record.id == old {
            record.state = RegistrationState::Retired { at: now, replaced_by: new };
            spent = Some(ledger.clone());
        } else if let RegistrationState::Retired { replaced_by, .. } = &mut record.state
            && *replaced_by == Some(old)
        {
            *replaced_by = new;
        }
    }
    let successor = registrations.iter_mut().find(|(record, _)| Some(record.id) == new);
    if let (Some((_, ledger)), Some(spent)) = (successor, spent) {
        ledger.inherit(&spent, opener);
    }
}

fn keep_devices(locker: &mut LockerRecord, roster: &Roster) {
    for row in &mut locker.devices {
        let kept = roster.devices.iter().any(|device| device.id == row.id);
        row.state = match (kept, row.state) {
            (true, State::Suspended) => State::Active,
            (true, state) => state,
            (false, _) => State::Replaced,
        };
    }
}
