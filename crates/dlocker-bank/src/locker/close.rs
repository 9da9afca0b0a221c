//! The owner closes the locker. What is left of it says that it was closed, and by whose signature; nothing of what was in it is left.
//!
//! The decision empties the record. Its caller deletes everything else of the locker but the visit log, in the same transaction.

use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::locker::{Closing, ClosingView};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::Roster;
use dlocker_protocol::signature::Signed;
use dlocker_protocol::{DeviceId, PublicKey, Timestamp};
use minicbor::{Decode, Encode};

use super::{LockerRecord, changeable};
use crate::BadRow;
use crate::case::CaseRecord;
use crate::device::{DeviceRecord, DeviceToday, acting, admitted};
use crate::intent::IntentRecord;
use crate::refusal::{self, Decided, Decision};
use crate::staff::under_way;

/// What is kept of a closing.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ClosedRecord {
    /// When the bank closed the locker.
    #[n(0)]
    pub at: Timestamp,
    /// The device at which the owner signed.
    #[n(1)]
    pub by: DeviceId,
    /// What the owner signed, as it came.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signed: Vec<u8>,
    /// The owner key of the last roster, which verifies it; the roster itself is gone.
    #[cbor(n(3), with = "crate::kept")]
    pub owner_key: PublicKey,
}

impl ClosedRecord {
    /// As the locker's devices see it.
    ///
    /// # Errors
    /// [`BadRow`] if the signed bytes are damaged.
    pub fn view(&self) -> Result<ClosingView, BadRow> {
        let damaged = BadRow { what: "locker", why: "its signed closing is damaged" };
        Ok(ClosingView { at: self.at, closing: Signed::from_bytes(&self.signed).map_err(|_| damaged)? })
    }
}

/// What is asked, and what decides.
pub struct Closes<'a> {
    /// By which device.
    pub device: DeviceId,
    /// The signed closing.
    pub signed: &'a Signed<Closing>,
    /// The current roster, whose owner key verifies it.
    pub current: Option<&'a Roster>,
    /// The locker's intents.
    pub intents: &'a [IntentRecord],
    /// The locker's cases.
    pub cases: &'a [CaseRecord],
}

/// Nothing, unless the locker is closed.
///
/// # Errors
/// `locker-closed`.
pub fn not_closed(locker: &LockerRecord) -> Result<(), Problem> {
    match &locker.closed {
        None => Ok(()),
        Some(closed) => Err(refusal::locker_closed(closed)),
    }
}

/// How the locker was closed, for a device that was active then.
///
/// # Errors
/// The device's state; `not-found` where the locker is not closed.
pub fn how_closed(locker: &LockerRecord, device: DeviceId) -> Result<&ClosedRecord, Problem> {
    admitted(locker, device)?;
    locker.closed.as_ref().ok_or_else(refusal::locker_not_closed)
}

/// Closes the locker. The same again is answered again.
///
/// # Errors
/// The device's state; `locker-frozen`, `shut`; `forbidden` where the signature fails or it is for something else; `conflict` where another roster is
/// current; `change-waits` without such an intent, `waiting` before that is due and while a recovery is under way; `intent-over`.
pub fn close(locker: &mut LockerRecord, ask: &Closes<'_>, now: Timestamp) -> Decision<ClosedRecord> {
    admitted(locker, ask.device)?;
    let signed = ask.signed.to_bytes();
    if let Some(closed) = locker.closed.clone().filter(|closed| closed.signed == signed) {
        return Ok(Decided::again(closed));
    }
    acting(locker, ask.device)?;
    changeable(locker, now)?;
    let current = ask.current.ok_or_else(refusal::no_roster)?;
    let closing = verified(locker, current, ask)?;
    due(closing, ask.intents, now)?;
    if under_way(ask.cases, now).is_some() {
        return Err(refusal::closing_under_recovery().into());
    }
    let events =
        vec![Event::IntentCompleted { intent: closing.intent }, Event::Closed { closing: ask.signed.digest() }];
    let closed = ClosedRecord { at: now, by: ask.device, signed, owner_key: current.owner_key };
    empty(locker, closed.clone());
    Ok(Decided { answer: closed, events })
}

/// A locker that was left behind by starting afresh goes with the one that took its place: the owner has no method that opens it, and closes all there is.
/// The same for a retry.
///
/// # Errors
/// `conflict` for a locker that is not shut.
pub fn close_former(former: &mut LockerRecord, closed: &ClosedRecord, now: Timestamp) -> Decision<()> {
    if former.closed.is_some() {
        return Ok(Decided::again(()));
    }
    if former.shut.is_none() {
        return Err(refusal::not_left_behind().into());
    }
    let view = closed.view().map_err(|_| refusal::not_left_behind())?;
    empty(former, ClosedRecord { at: now, ..closed.clone() });
    Ok(Decided::with((), Event::Closed { closing: view.closing.digest() }))
}

fn verified<'a>(locker: &LockerRecord, current: &Roster, ask: &Closes<'a>) -> Result<&'a Closing, Problem> {
    let closing = ask.signed.verify(&current.owner_key).map_err(|_| refusal::closing_forged())?;
    let listed = current.devices.iter().any(|device| device.id == ask.device);
    if closing.locker != locker.id || closing.device != ask.device || !listed {
        return Err(refusal::closing_forged());
    }
    if locker.roster.is_none_or(|head| head.digest != closing.roster) {
        return Err(refusal::roster_conflict());
    }
    Ok(closing)
}

/// The intent that it names is one to close the locker, and is due.
fn due(closing: &Closing, intents: &[IntentRecord], now: Timestamp) -> Result<(), Problem> {
    let named = intents.iter().find(|intent| intent.id == closing.intent && intent.change == Change::CloseLocker);
    let intent = named.ok_or_else(refusal::change_waits)?;
    match intent.state(now) {
        IntentState::Due => Ok(()),
        IntentState::Waiting => Err(refusal::intent_waits().after(intent.due.millis_since(now).div_ceil(1000).max(1))),
        IntentState::Completed | IntentState::Stopped | IntentState::Cancelled | IntentState::Lapsed => {
            Err(refusal::intent_over())
        }
    }
}

/// What stays is who the devices were, so that each of them can learn what happened, the handle under which staff find it, and the log.
fn empty(locker: &mut LockerRecord, closed: ClosedRecord) {
    let bare = LockerRecord::new(locker.id, locker.handle.clone(), locker.created);
    let devices = std::mem::take(&mut locker.devices);
    let devices = devices.into_iter().map(|device| DeviceRecord {
        opened: None,
        chain: None,
        suspended_for: None,
        today: DeviceToday::empty(),
        ..device
    });
    *locker = LockerRecord {
        devices: devices.collect(),
        log: locker.log,
        shut: locker.shut,
        former: std::mem::take(&mut locker.former),
        closed: Some(closed),
        ..bare
    };
}
