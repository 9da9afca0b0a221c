//! An access token is redeemed: Locker IDs are issued to the keys that were proved.

use dlocker_protocol::{Digest, PublicKey, Timestamp};

use super::Denied;
use crate::device::{EnrolledDevice, enrol_all};
use crate::locker::LockerRecord;
use crate::refusal::Decision;
use crate::staff::InviteRecord;

/// Most keys that are proved at once. All of them are candidates for one seat: the first that is presented is admitted, and the others are revoked with it.
pub const BATCH: usize = 4;

/// Uses up the code for these keys, which the caller knows to have been proved, and binds it to the DPoP key.
///
/// # Errors
/// [`Denied::Proof`] for other keys than the first time.
pub fn redeem(
    locker: &mut LockerRecord,
    invite: &mut InviteRecord,
    keys: &[PublicKey],
    dpop: Digest,
    now: Timestamp,
) -> Result<Decision<Vec<EnrolledDevice>>, Denied> {
    let known = |key: &PublicKey| locker.device(dlocker_protocol::DeviceId::of(key)).is_some();
    if invite.used_by.is_some() && !keys.iter().all(known) {
        return Err(Denied::Proof);
    }
    let decision = enrol_all(locker, invite, keys, now);
    if decision.is_ok() {
        invite.granted = Some(dpop);
    }
    Ok(decision)
}
