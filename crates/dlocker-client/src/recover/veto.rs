//! Saying no to somebody else's recovery.

use dlocker_protocol::CaseId;
use dlocker_protocol::case::{CaseView, VetoRequest};

use crate::connect::Connection;
use crate::error::Result;
use crate::platform::Platform;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// Vetoes a recovery case of this locker. It then needs two officers who see the owner face to face. Needs no unlock; one makes the
    /// veto weigh more in the officers' eyes.
    ///
    /// # Errors
    /// [`Error::Misuse`](crate::Error::Misuse) if there is no such case of this locker; [`Error::Refused`](crate::Error::Refused) if this
    /// device has no say; those of unlocking.
    pub async fn veto(&mut self, case: CaseId, unlock: Option<&Unlock>) -> Result<CaseView> {
        if let Some(unlock) = unlock {
            let mut unlocked = self.unlock(unlock).await?;
            self.renew_if_due(&mut unlocked, unlock).await?;
        }
        let request = VetoRequest { unlocked: unlock.is_some() };
        self.session.post(&format!("/v1/cases/{case}/veto"), &request).await
    }
}
