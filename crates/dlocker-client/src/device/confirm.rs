//! Confirming a device that asks to join.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::DeviceId;
use dlocker_protocol::device::JoinView;
use dlocker_protocol::intent::Change;
use dlocker_protocol::roster::{RosterDevice, is_name};

use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// Signs the roster that admits a device, once the secret of the link vouches for its key: only the device that made the link has that.
    ///
    /// # Errors
    /// [`Error::Damaged`] if nobody with a link of this device's asked, and then nothing is signed; [`Error::Misuse`] if no such device asks.
    pub async fn confirm_device(&mut self, device: DeviceId, unlock: &Unlock) -> Result<Changed> {
        let entry = match self.entry_that_waits(device).await? {
            Some(entry) => entry,
            None => {
                let chain = self.chain_or_refuse().await?;
                if listed(&chain, device) {
                    return Ok(Changed::Done);
                }
                self.vouched(device).await?
            }
        };
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::AddDevice(entry)).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    /// The entry in an intent that the owner signed already.
    async fn entry_that_waits(&mut self, device: DeviceId) -> Result<Option<RosterDevice>> {
        let pending = self.intents().await?;
        Ok(pending.into_iter().find_map(|intent| match intent.change {
            Change::AddDevice(entry) if entry.id == device => Some(entry),
            _ => None,
        }))
    }

    /// The entry for a device whose key came under the secret of a link that was made here.
    async fn vouched(&self, device: DeviceId) -> Result<RosterDevice> {
        let view = self.view().await?;
        let join = view.joins.into_iter().find(|join| join.id == device);
        let join = join.ok_or_else(|| {
            Error::Misuse(format!(
                "No {device} asks to join. Its request lapses after a day; let it join again by a new link."
            ))
        })?;
        if !self.vouches(&join)? {
            return Err(Error::damaged(
                "this request to join did not come by a link that was made on this device, so nothing was signed; \
                 if you made the link on another device, confirm it there, and if you made none, somebody tries to get in",
            ));
        }
        Ok(RosterDevice { id: device, key: join.device_key, name: join.name, added: self.platform().now() })
    }

    fn vouches(&self, join: &JoinView) -> Result<bool> {
        let Some(secret) = home::kept_link(self.platform(), join.link)? else { return Ok(false) };
        let is_its_key = DeviceId::of(&join.device_key) == join.id && is_name(&join.name);
        Ok(is_its_key && secret.vouches(&join.mac.0, self.enrolled.locker, &join.device_key, &join.name))
    }
}

fn listed(chain: &RosterChain, device: DeviceId) -> bool {
    chain.current().devices.iter().any(|entry| entry.id == device)
}
