//! Staff lift a freeze, and give guesses back to a device whose owner stood before them.

use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::{DeviceId, Timestamp};

use crate::guess::GuessLedger;
use crate::locker::LockerRecord;
use crate::refusal::{self, Decided, Decision};

/// How often guesses are given back within [`YEAR`] before it gets slow.
const OFTEN: usize = 3;
/// 365 days in milliseconds.
const YEAR: u64 = 365 * 24 * 3600 * 1000;
/// How long it takes from one time to the next after that, in milliseconds. Slow, but never never.
const SLOWLY: u64 = 30 * 24 * 3600 * 1000;

/// Gives the guesses of every method back to `device` alone. `ledgers` are those of the current methods, in the locker's order. Where
/// nothing is spent that counts against the device, nothing is given, and nothing counted.
///
/// # Errors
/// `not-found`, `conflict` for a device that is not active, `waiting` where it was done too often lately.
pub fn thaw_guesses(
    locker: &mut LockerRecord,
    ledgers: &mut [GuessLedger],
    device: DeviceId,
    now: Timestamp,
) -> Decision<()> {
    let record = locker.device(device).ok_or_else(refusal::no_device)?;
    if record.state != crate::device::State::Active {
        return Err(refusal::thaw_for_inactive().into());
    }
    let mut events = Vec::new();
    for (method, ledger) in locker.methods.iter().zip(ledgers) {
        if ledger.left(device) < ledger.limit {
            ledger.thaw(device);
            events.push(Event::Thawed { method: method.id, device });
        }
    }
    if !events.is_empty() {
        count(&mut locker.thaws, now)?;
    }
    Ok(Decided { answer: (), events })
}

fn count(thaws: &mut Vec<Timestamp>, now: Timestamp) -> Result<(), Problem> {
    thaws.retain(|at| now.millis_since(*at) < YEAR);
    let passed = thaws.last().map_or(SLOWLY, |last| now.millis_since(*last));
    if thaws.len() >= OFTEN && passed < SLOWLY {
        return Err(refusal::thawed_lately(SLOWLY - passed));
    }
    thaws.push(now);
    Ok(())
}
