//! The status lists: what they say of a device changes in the transaction that changes the device.

use dlocker_bank::issuance::{StatusBits, status_bits};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::refusal;
use dlocker_protocol::{DeviceId, LockerId, Timestamp};
use rand_core::Rng;

use super::books::Asked;
use super::{Answer, Vault, answer, rng};
use crate::store::{Fault, LockerTx, STATUS_PLACES, Store};

/// Draws in a list that is at most half full before the bank gives up: never, unless its randomness is broken.
const DRAWS: usize = 256;

/// Where a status list has a device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatusPlace {
    /// Which list.
    pub list: u64,
    /// Which place in it.
    pub place: u64,
}

/// Follows the states of the devices.
pub(super) fn keep_statuses(
    tx: &mut dyn LockerTx,
    before: Option<&LockerRecord>,
    after: &LockerRecord,
) -> Result<(), Fault> {
    for device in &after.devices {
        let (bits, was) = (status_bits(device.state), before.and_then(|before| before.device(device.id)));
        let was = was.map(|device| status_bits(device.state));
        if was == Some(bits) {
            continue;
        }
        // What was once revoked stays so: a phone that is let in again gets another place.
        if was == Some(StatusBits::Invalid) {
            tx.leave_status(device.id)?;
        }
        if !tx.put_status(device.id, bits.value())? {
            place(tx, device.id, bits)?;
        }
    }
    Ok(())
}

/// A place that is drawn at random, so that it does not tell who came when.
fn place(tx: &mut dyn LockerTx, device: DeviceId, bits: StatusBits) -> Result<(u64, u64), Fault> {
    let list = tx.next_status_list()?;
    for _ in 0..DRAWS {
        let place = (list, rng().next_u64() % STATUS_PLACES);
        if tx.claim_status(place, device, bits.value())? {
            return Ok(place);
        }
    }
    Err(Fault("no free place was found in the status list".to_owned()))
}

impl<S: Store> Vault<S> {
    /// Where the status list has a device of this locker. One that was let in before there were lists gets its place now.
    ///
    /// # Errors
    /// `unsigned` for an unknown device or locker.
    pub async fn status_place(&self, locker: LockerId, device: DeviceId, now: Timestamp) -> Answer<StatusPlace> {
        let read = self.inner.store.glance(locker, move |tx| Ok(tx.status_place(device)?));
        if let Some((list, place)) = answer(read.await)? {
            return Ok(StatusPlace { list, place });
        }
        let work = move |books: &mut super::books::Books<'_>, locker: &mut LockerRecord| {
            let row = locker.device(device).ok_or_else(refusal::unknown_key)?;
            let known = books.tx.status_place(device)?;
            Ok(known.map_or_else(|| place(books.tx, device, status_bits(row.state)), Ok)?)
        };
        let (list, place) = self.change(locker, Asked::by_bank(now), work).await?;
        Ok(StatusPlace { list, place })
    }

    /// A status list: two bits for each of [`STATUS_PLACES`] places, the first in the lowest bits of the first byte. `None` for a list that is not there.
    ///
    /// # Errors
    /// Only `internal`.
    pub async fn status_list(&self, list: u64) -> Answer<Option<Vec<u8>>> {
        let Some(places) = Self::found(self.inner.store.status_list(list).await)? else { return Ok(None) };
        let mut bytes = vec![0; usize::try_from(STATUS_PLACES / 4).unwrap_or_default()];
        for (place, bits) in places {
            let at = usize::try_from(place / 4).ok().and_then(|at| bytes.get_mut(at));
            if let Some(byte) = at {
                *byte |= (bits & 3) << (2 * (place % 4));
            }
        }
        Ok(Some(bytes))
    }
}
