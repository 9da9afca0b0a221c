//! Starting afresh: no method survived, so the owner gets a new locker under the same handle. The old one stays shut, and kept.

use dlocker_protocol::device::EnrolResponse;

use super::reissue;
use crate::backup::begin::INDEX;
use crate::backup::resume::UNFINISHED;
use crate::connect::{Connection, connect};
use crate::enrol::{check_locker_id, fresh};
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;

/// After the bank has let this device in again: makes a new locker, and moves this home to it. What the old one holds is not lost: should a
/// kit turn up, [`former_connection`](crate::former_connection) opens it. Interrupted, it goes on where it was.
///
/// # Errors
/// Those of [`reissue`]; [`Error::Refused`] if this device was not let in by a recovery, or has rotated the old locker already.
pub async fn start_afresh<P: Platform>(platform: &P) -> Result<Connection<'_, P>> {
    let document = home::load(platform)?.unwrap_or_default();
    if document.recovery.is_none() && !document.former.is_empty() {
        return connect(platform).await;
    }
    let old = reissue(platform).await?;
    let key = platform.device_key().await?;
    let key = key.ok_or_else(|| Error::Misuse("This home has lost its device key.".into()))?;
    let answer: EnrolResponse = old.session.post(&old.path("afresh"), &serde_json::json!({})).await?;
    if answer.locker == old.enrolled.locker {
        return Err(Error::damaged("the bank gave the old locker for a new one"));
    }
    check_locker_id(&old.enrolled.bank, answer.locker, &answer.locker_id, &key)?;
    let enrolled = fresh(old.enrolled.bank.clone(), (answer.locker, answer.handle.clone()), answer.locker_id.clone());
    // First what belongs to the old locker: should it end here, the rosters are fetched again.
    home::forget_rosters(platform)?;
    platform.change(INDEX, &mut |_| Ok(None))?;
    platform.change(UNFINISHED, &mut |_| Ok(None))?;
    home::change(platform, |document| {
        let left = document.enrolled.replace(enrolled.clone());
        document.former.extend(left);
        document.recovery = None;
        document.last_backup = None;
        document.last_part = None;
        document.last_proof = None;
        document.seen = 0;
    })?;
    connect(platform).await
}
