//! `dlockerd locker`: what staff may do about a customer's locker.

mod page;

use dlocker_protocol::Handle;
use dlocker_protocol::locker::LockerState;
use dlocker_protocol::staff::{FreezeRequest, LockerLookup, StaffLockerView, ThawRequest};
use serde_json::json;

use super::Failure;
use super::args::{LockerFreezeArgs, LockerShowArgs, LockerSuspendArgs, LockerThawArgs};
use super::print::{Done, to_json};
use crate::console::Console;
use page::page;

/// Looks.
pub(super) async fn show(args: LockerShowArgs) -> Result<Done, Failure> {
    let (_, view) = look_up(&args).await?;
    Ok(Done::new(to_json(&view)?, page(&view)))
}

/// Freezes after a call, or for good once the owner was identified.
pub(super) async fn freeze(args: LockerFreezeArgs) -> Result<Done, Failure> {
    let (console, before) = look_up(&args.locker).await?;
    let request = FreezeRequest { confirmed: args.confirmed, order: None };
    let after: StaffLockerView = console.post(&format!("{}/freeze", path(&before)), &request).await?;
    told(&frozen(&after), &after)
}

/// Lifts a freeze, and gives guesses back.
pub(super) async fn thaw(args: LockerThawArgs) -> Result<Done, Failure> {
    let (console, before) = look_up(&args.locker).await?;
    let request = ThawRequest { guesses_for: args.guesses_for, order: None };
    let after: StaffLockerView = console.post(&format!("{}/thaw", path(&before)), &request).await?;
    let mut words = match before.state {
        LockerState::Frozen => {
            "Thawed: openings and changes are possible again, and changes that waited wait on.".to_owned()
        }
        LockerState::New | LockerState::Open | LockerState::Shut | LockerState::Closed => {
            "The locker was not frozen.".to_owned()
        }
    };
    if let Some(device) = args.guesses_for {
        words.push_str(&format!(
            " Wrong guesses count for {device} no more, and for no other device. Where there were any, that was counted: three times \
             in a rolling year, after that once in 30 days."
        ));
    }
    told(&words, &after)
}

/// Suspends a device that was reported lost.
pub(super) async fn suspend_device(args: LockerSuspendArgs) -> Result<Done, Failure> {
    let (console, before) = look_up(&args.locker).await?;
    let path = format!("{}/devices/{}/suspend", path(&before), args.device);
    let after: StaffLockerView = console.post(&path, &json!({})).await?;
    let words = format!(
        "Suspended {}: it opens nothing and has no say. Should the case end without a recovery, it is let in again by itself.",
        args.device
    );
    told(&words, &after)
}

async fn look_up(args: &LockerShowArgs) -> Result<(Console, StaffLockerView), Failure> {
    let console = Console::open(&args.console.bank, &args.console.staff_key).await?;
    let view = console.post("/v1/staff/lockers", &LockerLookup { handle: args.handle.clone() }).await?;
    Ok((console, view))
}

fn path(view: &StaffLockerView) -> String {
    format!("/v1/staff/lockers/{}", view.id)
}

/// What a freeze means, and how it ends.
fn frozen(after: &StaffLockerView) -> String {
    let handle: &Handle = &after.handle;
    let until = match after.freeze.as_ref().and_then(|freeze| freeze.lapses) {
        Some(lapses) => format!("It lapses by itself at {lapses}; with the owner identified, `--confirmed` holds it."),
        None => "It holds until staff lift it, or a recovery is carried out.".to_owned(),
    };
    format!(
        "Frozen: nothing opens and nothing changes; backups and recoveries go on, and nothing is lost. {until} \
         `dlockerd locker thaw {handle}` lifts it."
    )
}

fn told(words: &str, after: &StaffLockerView) -> Result<Done, Failure> {
    Ok(Done::new(to_json(after)?, format!("{words}\n\n{}", page(after))))
}
