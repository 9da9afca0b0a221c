//! A roster is published.

use dlocker_protocol::log::Event;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::{
    EpochPart, PublishRosterResponse, Roster, RosterChange, RosterMethod, SignedRoster, changes,
};
use dlocker_protocol::{DeviceId, Digest, PublicKey, RegistrationId, Timestamp, TrusteeId};

use super::activate::{activate, keep_devices};
use super::carry::{carry, is_slow_enough};
use super::choose::choose;
use super::rotation::rotate;
use crate::device::{State, acting};
use crate::guess::GuessLedger;
use crate::intent::IntentRecord;
use crate::limits::Limits;
use crate::locker::{LockerRecord, RosterHead, changeable, has_roster_to_spare};
use crate::method::{RegistrationRecord, RegistrationState};
use crate::refusal::{self, Decided, Decision};

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

/// Records that change along with the locker: all of it that it has.
pub struct Affected<'a> {
    /// Registrations with their ledgers.
    pub registrations: &'a mut Registrations,
    /// Intents.
    pub intents: &'a mut [IntentRecord],
}

/// The compare-and-set. `current` is the current roster.
///
/// # Errors
/// `conflict` where another roster is current or a device that leaves has backed up meanwhile, `forbidden` where the signatures or the chain fail or
/// it is a rotation outside a recovery, `malformed` where it does not fit the locker, `change-waits` and `waiting` for what has to wait,
/// `not-opened`, `locker-frozen`, `shut`, `rate-limited`.
pub fn publish(
    locker: &mut LockerRecord,
    current: Option<&Roster>,
    affected: Affected<'_>,
    ask: &Publish<'_>,
    now: Timestamp,
) -> Decision<Published> {
    acting(locker, ask.device)?;
    let Affected { registrations, intents } = affected;
    let digest = ask.signed.digest();
    let response = PublishRosterResponse { digest };
    if locker.roster.is_some_and(|head| head.digest == digest) {
        return Ok(Decided::again(Published { response, seals: Vec::new(), fresh: false }));
    }
    if ask.expected != locker.roster.map(|head| head.digest) {
        return Err(refusal::roster_conflict().into());
    }
    let roster = verified(current, ask)?;
    let rotated = current.is_some_and(|before| before.epoch != roster.epoch);
    check_shape(locker, roster, ask)?;
    check_alone(current, roster, rotated)?;
    check_guesses(roster, (current, registrations), ask.limits)?;
    let files = (&mut *registrations, &mut *intents);
    let ended = match current {
        None => first(locker, roster, ask.limits, now),
        Some(before) if rotated => rotate(locker, (before, roster), files, ask, now),
        Some(before) => carry(locker, (before, roster), (files.0, files.1), ask, now),
    }?;
    if !rotated && !only_revokes(current, roster) {
        has_roster_to_spare(locker, now)?;
        locker.today.count_roster(now)?;
    }
    let (methods, seals) = choose_all(locker, (registrations, intents), roster, ask, now)?;
    activate(locker, registrations, &methods, (ask.device, rotated), now);
    keep_devices(locker, roster, rotated, now);
    let published = become_current(locker, roster, digest, now);
    let events = std::iter::once(published).chain(ended).collect();
    Ok(Decided { answer: Published { response, seals, fresh: true }, events })
}

/// Whether nothing happens but that devices leave. That needs no counting, since none comes back by it; and whoever uses the day's rosters up, a
/// thief with phone and PIN, must not be safe by it from being revoked.
fn only_revokes(current: Option<&Roster>, roster: &Roster) -> bool {
    let leaves = |change: &RosterChange| {
        matches!(change, RosterChange::DeviceRevoked(_) | RosterChange::MethodRemoved { kind: MethodKind::Device, .. })
    };
    current.is_some_and(|before| changes(before, roster).is_ok_and(|found| found.iter().all(leaves)))
}

fn verified<'a>(current: Option<&Roster>, ask: &Publish<'a>) -> Result<&'a Roster, Problem> {
    let roster = match current {
        None => ask.signed.verify_first(),
        Some(before) => ask.signed.verify_after(before),
    };
    roster.map_err(|_| refusal::roster_forged())
}

/// The first roster makes everything at once: there is nothing yet that it could weaken.
fn first(locker: &LockerRecord, roster: &Roster, limits: &Limits, now: Timestamp) -> Result<Vec<Event>, Problem> {
    changeable(locker, now)?;
    let admitted = |id| locker.device(id).is_some_and(|row| row.state == State::Active);
    let slow = roster.policy.retention.is_none_or(|retention| is_slow_enough(&retention, limits));
    require(slow && roster.deleted.is_empty() && roster.devices.iter().all(|device| admitted(device.id)))?;
    Ok(Vec::new())
}

type Chosen<'r> = Vec<(RegistrationId, &'r RosterMethod)>;
type Seals = Vec<(RegistrationId, Vec<u8>)>;

fn choose_all<'r>(
    locker: &LockerRecord,
    (registrations, intents): (&mut Registrations, &[IntentRecord]),
    roster: &'r Roster,
    ask: &Publish<'_>,
    now: Timestamp,
) -> Result<(Chosen<'r>, Seals), Problem> {
    let mut seals = Vec::new();
    let mut methods = Vec::with_capacity(roster.methods.len());
    for method in &roster.methods {
        let chosen = choose(locker, (&mut *registrations, intents), method, ask, now)?;
        if let Some(seal) = chosen.seal {
            seals.push((chosen.registration, seal));
        }
        methods.push((chosen.registration, method));
    }
    Ok((methods, seals))
}

fn become_current(locker: &mut LockerRecord, roster: &Roster, digest: Digest, now: Timestamp) -> Event {
    let Roster { number, epoch, .. } = *roster;
    let (recovery_wait, recovery_rule) = (roster.policy.recovery_wait, roster.policy.recovery);
    locker.note_choice(&roster.policy, now);
    // The first roster ends a recovery as a rotation does: who was let in before there was one must not rotate or start afresh years later.
    locker.contacts.clone_from(&roster.policy.contacts);
    locker.recovering = None;
    locker.begun = locker.begun.or(Some(now));
    locker.roster = Some(RosterHead { number, epoch, digest, recovery_wait, recovery_rule });
    Event::RosterPublished { number, epoch, digest }
}

/// Refuses what does not fit the locker.
pub(super) fn require(fits: bool) -> Result<(), Problem> {
    if fits { Ok(()) } else { Err(refusal::roster_mismatch()) }
}

/// What can be checked without the records behind the methods.
fn check_shape(locker: &LockerRecord, roster: &Roster, ask: &Publish<'_>) -> Result<(), Problem> {
    let (id, log_key) = ask.trustee;
    let here = matches!(roster.trustees.as_slice(), [one] if one.id == id && one.log_key == log_key);
    require(roster.locker == locker.id && here)?;
    // With the phone its own method would be gone too.
    require(roster.methods.iter().any(|method| method.kind != MethodKind::Device))?;
    require(roster.devices.iter().any(|device| device.id == ask.device))?;
    for device in &roster.devices {
        let row = locker.device(device.id);
        require(row.is_none_or(|row| row.key == device.key))?;
    }
    let named = |part: &EpochPart| roster.methods.iter().any(|method| method.id == part.method);
    let once = |at: usize, part: &EpochPart| ask.parts[..at].iter().all(|other| other.method != part.method);
    require(ask.parts.iter().enumerate().all(|(at, part)| named(part) && once(at, part)))?;
    check_departed(locker, roster)
}

/// A passkey belongs to the domain of one page: with that gone it opens nothing, so it is never the only method. After a recovery it may be all that is
/// left, since nobody is kept out for that; from then on it is enough that it gets no worse.
fn check_alone(before: Option<&Roster>, roster: &Roster, rotated: bool) -> Result<(), Problem> {
    let stands = |roster: &Roster| roster.methods.iter().any(|method| method.kind.stands_alone());
    require(rotated || stands(roster) || before.is_some_and(|before| !stands(before)))
}

/// A device leaves with the last of its snapshots that counts: that must be its newest, or a backup would be cut off that nobody has seen.
fn check_departed(locker: &LockerRecord, roster: &Roster) -> Result<(), Problem> {
    let chain = |id| locker.device(id).and_then(|row| row.chain);
    let newest = roster.departed.iter().all(|gone| gone.last == chain(gone.id));
    if newest { Ok(()) } else { Err(refusal::departed_conflict()) }
}

/// A limit may be above the bank's maximum only where it was granted before that was lowered: an owner is not shut out by a setting.
fn check_guesses(
    roster: &Roster,
    (current, registrations): (Option<&Roster>, &Registrations),
    limits: &Limits,
) -> Result<(), Problem> {
    let before = |method: &RosterMethod| {
        let methods = current.map(|current| current.methods.as_slice()).unwrap_or_default();
        methods.iter().any(|held| held.id == method.id && method.guesses <= held.guesses)
    };
    let shut = |method: &RosterMethod| {
        let dropped = |row: &RegistrationRecord| matches!(row.state, RegistrationState::Dropped { .. });
        registrations.iter().any(|(row, l)| row.method == method.id && dropped(row) && method.guesses <= l.limit)
    };
    roster.methods.iter().try_for_each(|method| {
        require(
            method.guesses >= 1 && (method.guesses <= limits.guesses.of(method.kind) || before(method) || shut(method)),
        )
    })
}
