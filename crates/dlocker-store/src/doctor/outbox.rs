//! Messages that could not be sent: somebody was not told.

use dlocker_bank::telling::{Lane, MessageRecord, State};

use super::{Chart, Severity};
use crate::store::{Fault, LockerRead};

const ADVICE: &str = "Find out why, and tell the owner by another way: the visit log has the entries. The message is forgotten 30 days after it was given up.";

pub(super) fn examine(chart: &mut Chart<'_>, tx: &dyn LockerRead) -> Result<(), Fault> {
    for lane in Lane::ALL {
        for message in tx.messages(lane)? {
            if let State::GivenUp { at, why } = &message.state {
                let what = format!("{} about entry {} was given up on {at}: {why}", name(&message), message.number());
                chart.add(Severity::Warning, what, ADVICE);
            }
        }
    }
    Ok(())
}

const fn name(message: &MessageRecord) -> &'static str {
    match message.lane {
        Lane::Webhook => "a message to the webhook",
        Lane::Mail => "a mail",
        Lane::Contact(_) => "a mail to a contact",
    }
}
