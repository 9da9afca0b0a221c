//! The method `device`: this device opens without asking.

use dlocker_core::secret::OwnerSecret;

use crate::connect::Connection;
use crate::error::Result;
use crate::home;
use crate::platform::Platform;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// The unlock that this device has by itself, if its owner turned the method `device` on here.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if the rosters do not verify.
    pub async fn own_unlock(&mut self) -> Result<Option<Unlock>> {
        let Some(own) = home::own_secret(self.platform())? else { return Ok(None) };
        let Some(chain) = self.chain().await? else { return Ok(None) };
        let device = self.session.device();
        let on = chain.current().methods.iter().any(|m| m.id == own.method && m.device == Some(device));
        Ok(on.then_some(Unlock { secret: OwnerSecret::Device(own.secret), method: Some(own.method) }))
    }
}
