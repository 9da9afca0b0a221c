//! Taking a device off the roster.

use dlocker_protocol::DeviceId;

use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::publish::Outcome;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// Takes another device off the roster, at once, with its `device` method: the bank gives it nothing more. Its backups stay.
    ///
    /// # Errors
    /// [`Error::Misuse`] for this device itself and for one that never was on the roster; those of unlocking.
    pub async fn revoke_device(&mut self, device: DeviceId, unlock: &Unlock) -> Result<Changed> {
        if device == self.session.device() {
            return Err(Error::Misuse(
                "That is this device. Revoke it from another one, so that the locker is never without.".into(),
            ));
        }
        let chain = self.chain_or_refuse().await?;
        if chain.newest_entry(device).is_none() {
            return Err(Error::Misuse(format!("{device} was never on this locker's roster. See: devices.")));
        }
        if chain.current().devices.iter().all(|entry| entry.id != device) {
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let outcome = self
            .change_roster(&mut unlocked, Vec::new(), |roster| {
                roster.devices.retain(|entry| entry.id != device);
                roster.methods.retain(|method| method.device != Some(device));
            })
            .await?;
        if outcome == Outcome::Waits {
            return Err(Error::damaged("the bank lets the revocation of a device wait, which is always at once"));
        }
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(Changed::Done)
    }
}
