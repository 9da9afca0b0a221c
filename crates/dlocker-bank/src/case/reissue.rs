//! A recovery is carried out at the bank: the Locker ID goes to the new device, all others are suspended, every method thaws for the new one alone.
//! A freeze of the locker ends with it; the caller lifts it in the same transaction.

use dlocker_protocol::case::CaseState;
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, PublicKey, RegistrationId, Timestamp};

use super::approve::end;
use super::{CaseRecord, End, Stage};
use crate::device::{DeviceRecord, EnrolledDevice, State};
use crate::locker::{LockerRecord, Recovering, in_use};
use crate::method::is_back;
use crate::refusal::{self, Decided, Decision, Stop};
use crate::roster::Registrations;

/// Carries the case out for the key that it names. `registrations` are all of the locker's. Methods that were taken off the roster at or after the
/// loss come back for this device alone.
///
/// # Errors
/// `waiting` until it is ready, `case-over`, `not-found` for another key.
pub fn reissue(
    locker: &mut LockerRecord,
    case: &mut CaseRecord,
    registrations: &mut Registrations,
    signer: DeviceId,
    now: Timestamp,
) -> Decision<EnrolledDevice> {
    let key = is_ready(case, signer, now)?;
    if was_reissued(case) {
        return again(locker, signer);
    }
    in_use(locker)?;
    let lost_since = case.lost_since();
    end(case, End::Reissued, now);
    locker.recovering = Some(Recovering { device: signer, case: case.id, lost_since });
    let mut events = vec![Event::Reissued { case: case.id, device: signer, lost_since }];
    events.extend(thaw(locker, registrations, signer));
    suspend_others(locker, lost_since, now);
    let answer = let_in(locker, key, now);
    Ok(Decided { answer, events })
}

/// The key of the case, if it is the signer's and the case can be carried out, or was.
///
/// # Errors
/// `waiting` until it is ready, `case-over`, `case-vetoed`, `not-found` for another key.
pub fn is_ready(case: &CaseRecord, signer: DeviceId, now: Timestamp) -> Result<PublicKey, Problem> {
    let key = case.device_key().filter(|key| DeviceId::of(key) == signer).ok_or_else(refusal::no_case)?;
    match case.state(now) {
        CaseState::Ready => Ok(key),
        _ if was_reissued(case) => Ok(key),
        CaseState::Open | CaseState::Approving | CaseState::Waiting => Err(refusal::waiting()),
        CaseState::Vetoed => Err(refusal::vetoed()),
        _ => Err(refusal::case_over()),
    }
}

fn was_reissued(case: &CaseRecord) -> bool {
    matches!(&case.stage, Stage::Over(over) if over.end == End::Reissued)
}

/// Every method is thawed, in the order of the roster; then those that came back.
fn thaw(locker: &LockerRecord, registrations: &mut Registrations, signer: DeviceId) -> Vec<Event> {
    let current = locker.methods.iter().map(|method| method.registration);
    let back = registrations.iter().map(|(row, _)| row).filter(|row| is_back(locker, row)).map(|row| row.id);
    let open: Vec<RegistrationId> = current.chain(back).collect();
    let mut events = Vec::with_capacity(open.len());
    for id in open {
        let Some((row, ledger)) = registrations.iter_mut().find(|(row, _)| row.id == id) else { continue };
        ledger.thaw(signer);
        events.push(Event::Thawed { method: row.method, device: signer });
    }
    events
}

fn again(locker: &LockerRecord, signer: DeviceId) -> Decision<EnrolledDevice> {
    let record = locker.device(signer).ok_or_else(refusal::no_case)?;
    match record.state {
        State::Issued | State::Active => Ok(Decided::again(EnrolledDevice::of(locker, record))),
        State::Suspended => Err(Stop::Refuse(refusal::suspended())),
        State::Replaced => Err(Stop::Refuse(refusal::replaced())),
    }
}

/// All others stay out until the new roster keeps them by name; also those that were revoked since the loss, for a thief may have done that.
fn suspend_others(locker: &mut LockerRecord, lost_since: Option<Timestamp>, now: Timestamp) {
    for device in &mut locker.devices {
        device.suspended_for = None;
        let revoked_since = lost_since.is_some_and(|lost| device.since >= lost);
        let suspend = match device.state {
            State::Active | State::Issued => true,
            State::Replaced => revoked_since,
            State::Suspended => false,
        };
        if suspend {
            device.enter(State::Suspended, now);
        }
    }
}

fn let_in(locker: &mut LockerRecord, key: PublicKey, now: Timestamp) -> EnrolledDevice {
    let fresh = DeviceRecord::issued(key, now);
    let answer = EnrolledDevice::of(locker, &fresh);
    match locker.device_mut(fresh.id) {
        // The same phone again: its chain of snapshots goes on.
        Some(device) => *device = DeviceRecord { chain: device.chain, ..fresh },
        None => locker.devices.push(fresh),
    }
    answer
}

/// The same in a locker that this one's owner left behind by starting afresh: who is let in here is let in there, and nobody else. Without this the
/// phone that started afresh could go on there after it was replaced here, and the owner could not. `is_news`: the case was carried out just now;
/// else it is a retry, which only makes good what a crash left.
///
/// # Errors
/// `conflict` for a locker that is not shut.
pub fn reissue_former(
    former: &mut LockerRecord,
    registrations: &mut Registrations,
    (key, recovering, is_news): (PublicKey, Recovering, bool),
    now: Timestamp,
) -> Decision<()> {
    if former.shut.is_none() {
        return Err(refusal::not_left_behind().into());
    }
    if !is_news && former.device(recovering.device).is_some() {
        return Ok(Decided::again(()));
    }
    let Recovering { device, case, lost_since } = recovering;
    let mut events = vec![Event::Reissued { case, device, lost_since }];
    events.extend(thaw(former, registrations, device));
    suspend_others(former, None, now);
    let_in(former, key, now);
    Ok(Decided { answer: (), events })
}

/// Ends the other cases of the locker that are still alive; says whether this one was.
pub fn end_others(case: &mut CaseRecord, now: Timestamp) -> bool {
    let alive = case.is_alive(now);
    if alive {
        end(case, End::Expired, now);
    }
    alive
}
