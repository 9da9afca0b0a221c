//! A freeze stops openings and changes; never backups, cases or re-issue. Anyone may have a locker frozen by a call, so that alone lapses,
//! and cannot be had again at once: strangers hold a locker half of the time at most.

use dlocker_protocol::locker::{FreezeView, LockerState};
use dlocker_protocol::log::{Actor, Event};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};
use minicbor::{Decode, Encode};

use super::{LockerRecord, in_use};
use crate::binding;
use crate::device::acting;
use crate::refusal::{self, Decided, Decision};

/// A freeze.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct FreezeRecord {
    /// Since when.
    #[n(0)]
    pub since: Timestamp,
    /// The device that asked for it, or the member of staff.
    #[n(1)]
    pub by: FrozenBy,
    /// When it lapses by itself; never, if the owner was identified.
    #[n(2)]
    pub lapses: Option<Timestamp>,
}

/// Who froze a locker.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum FrozenBy {
    /// A device of the locker.
    #[n(0)]
    Device(#[n(0)] DeviceId),
    /// A member of staff, by name.
    #[n(1)]
    Staff(#[n(0)] String),
}

/// When unconfirmed freezes last began, by where they came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LastFreezes {
    /// From a device.
    #[n(0)]
    pub device: Option<Timestamp>,
    /// From a call to staff.
    #[n(1)]
    pub call: Option<Timestamp>,
}

/// The freeze that holds now, if one does. It holds against a request too that came before it and waited for its turn.
#[must_use]
pub fn frozen(locker: &LockerRecord, now: Timestamp) -> Option<&FreezeRecord> {
    locker.freeze.as_ref().filter(|freeze| freeze.lapses.is_none_or(|lapses| lapses > now))
}

/// Nothing, unless the locker is frozen now.
///
/// # Errors
/// `locker-frozen`.
pub fn unfrozen(locker: &LockerRecord, now: Timestamp) -> Result<(), Problem> {
    match frozen(locker, now) {
        None => Ok(()),
        Some(_) => Err(refusal::locker_frozen()),
    }
}

/// Where the locker stands now.
#[must_use]
pub fn state(locker: &LockerRecord, now: Timestamp) -> LockerState {
    if locker.closed.is_some() {
        LockerState::Closed
    } else if locker.shut.is_some() {
        LockerState::Shut
    } else if frozen(locker, now).is_some() {
        LockerState::Frozen
    } else if locker.methods.is_empty() {
        LockerState::New
    } else {
        LockerState::Open
    }
}

/// The freeze that holds now, as devices and staff see it.
#[must_use]
pub fn freeze_view(locker: &LockerRecord, now: Timestamp) -> Option<FreezeView> {
    frozen(locker, now).map(FreezeRecord::view)
}

impl FreezeRecord {
    /// As devices and staff see it.
    #[must_use]
    pub fn view(&self) -> FreezeView {
        let by = match &self.by {
            FrozenBy::Device(device) => Actor::Device(*device),
            FrozenBy::Staff(name) => Actor::Staff(name.clone()),
        };
        FreezeView { since: self.since, by, lapses: self.lapses }
    }
}

/// How a locker is frozen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freezing {
    /// By whom.
    pub by: FrozenBy,
    /// The owner was identified: it does not lapse.
    pub confirmed: bool,
    /// How long it holds otherwise, in milliseconds.
    pub life: u64,
}

/// Freezes the locker; a credential that waits to be taken is refused with it. While it is frozen that is answered again; only a confirmation is news then, and makes that it does not lapse.
///
/// # Errors
/// `shut`, the device's state; `rate-limited` where an unconfirmed freeze from there began less than twice its life ago.
pub fn freeze(locker: &mut LockerRecord, asked: Freezing, now: Timestamp) -> Decision<FreezeView> {
    in_use(locker)?;
    if let FrozenBy::Device(device) = asked.by {
        acting(locker, device)?;
    }
    if let Some(held) = frozen(locker, now) {
        let held = held.clone();
        if !asked.confirmed || held.lapses.is_none() {
            return Ok(Decided::again(held.view()));
        }
        return Ok(begin(locker, FreezeRecord { since: held.since, by: asked.by, lapses: None }));
    }
    let lapses = if asked.confirmed { None } else { Some(now.plus_millis(asked.life)) };
    if lapses.is_some() {
        count(locker, &asked, now)?;
    }
    let stopped = binding::cancel(locker, now);
    let mut frozen = begin(locker, FreezeRecord { since: now, by: asked.by, lapses });
    frozen.events.extend(stopped);
    Ok(frozen)
}

fn begin(locker: &mut LockerRecord, record: FreezeRecord) -> Decided<FreezeView> {
    let (view, lapses) = (record.view(), record.lapses);
    locker.freeze = Some(record);
    Decided::with(view, Event::LockerFrozen { lapses })
}

/// Notes that an unconfirmed freeze begins, if one from there may.
fn count(locker: &mut LockerRecord, asked: &Freezing, now: Timestamp) -> Result<(), Problem> {
    let last = match asked.by {
        FrozenBy::Device(_) => &mut locker.freezes.device,
        FrozenBy::Staff(_) => &mut locker.freezes.call,
    };
    let pause = asked.life.saturating_mul(2);
    let passed = last.map_or(pause, |last| now.millis_since(last));
    if passed < pause {
        return Err(refusal::frozen_lately(pause - passed));
    }
    *last = Some(now);
    Ok(())
}

/// Ends a freeze, also one that has lapsed by now. Gives how long the locker was frozen in milliseconds, if it was: for so long the
/// clocks of its intents stood still, which the caller makes up for.
pub fn lift(locker: &mut LockerRecord, now: Timestamp) -> Option<u64> {
    let freeze = locker.freeze.take()?;
    let until = freeze.lapses.map_or(now, |lapses| lapses.min(now));
    Some(until.millis_since(freeze.since))
}

/// Ends a freeze that has lapsed; see [`lift`].
pub fn lapse(locker: &mut LockerRecord, now: Timestamp) -> Option<u64> {
    let lapsed = locker.freeze.as_ref().is_some_and(|freeze| freeze.lapses.is_some_and(|lapses| lapses <= now));
    if lapsed { lift(locker, now) } else { None }
}
