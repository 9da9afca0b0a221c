//! A device makes a link by which another one may join.

use dlocker_protocol::device::LinkResponse;
use dlocker_protocol::log::Event;
use dlocker_protocol::{DeviceId, LinkId, Timestamp};

use super::join::open_joins;
use super::{LinkRecord, acting};
use crate::intent::IntentRecord;
use crate::locker::{LockerRecord, changeable};
use crate::refusal::{self, Decided, Decision};

/// How long a link is good, in milliseconds.
const LIFE: u64 = 15 * 60 * 1000;
/// How recent an opening by the device must be, in milliseconds.
const OPENED: u64 = 3600 * 1000;
/// Most links and requests to join that are open at once.
const MOST_OPEN: usize = 8;

/// Makes a link. The same for a retry. `intents` are the locker's: a join that one of them names stays open.
///
/// # Errors
/// The device's state, `locker-frozen`, `shut`, `not-opened` without a recent opening, `rate-limited` with 8 links and joins open, `taken`.
pub fn link(
    locker: &mut LockerRecord,
    intents: &[IntentRecord],
    device: DeviceId,
    id: LinkId,
    now: Timestamp,
) -> Decision<LinkResponse> {
    let opened = acting(locker, device)?.opened;
    changeable(locker, now)?;
    if let Some(link) = locker.links.iter().find(|link| link.id == id) {
        let again = link.by == device && now < link.expires;
        return if again { Ok(Decided::again(answer(link))) } else { Err(refusal::link_taken().into()) };
    }
    if opened.is_none_or(|at| now.millis_since(at) >= OPENED) {
        return Err(refusal::link_not_opened().into());
    }
    tidy(locker, intents, now);
    let open = locker.links.iter().filter(|link| link.used_by.is_none() && now < link.expires).count();
    if open + locker.joins.len() >= MOST_OPEN {
        return Err(refusal::too_many_joins().after(LIFE / 1000).into());
    }
    let link = LinkRecord { id, by: device, expires: now.plus_millis(LIFE), used_by: None };
    let answer = answer(&link);
    locker.links.push(link);
    Ok(Decided::with(answer, Event::LinkMade { link: id }))
}

const fn answer(link: &LinkRecord) -> LinkResponse {
    LinkResponse { expires: link.expires }
}

/// Forgets links and joins that are over.
fn tidy(locker: &mut LockerRecord, intents: &[IntentRecord], now: Timestamp) {
    let open: Vec<DeviceId> = open_joins(locker, intents, now).map(|join| join.id).collect();
    locker.joins.retain(|join| open.contains(&join.id));
    let joins = &locker.joins;
    locker.links.retain(|link| now < link.expires || joins.iter().any(|join| join.link == link.id));
}
