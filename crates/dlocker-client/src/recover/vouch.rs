//! Saying that the person at the new phone is the owner.

use dlocker_protocol::CaseId;
use dlocker_protocol::case::{CaseCode, CaseView, Vouch, VouchRequest};
use dlocker_protocol::signature::Draft;

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// Vouches, from this device with the locker open, for whoever holds the new phone of a case that shows `code`. With all that devices say it counts as one
    /// piece of evidence, never without an officer's.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such case of this locker, if this device has no say, for a code that is not the phone's, and before
    /// the new phone has shown its key; those of unlocking.
    pub async fn vouch(&mut self, case: CaseId, code: CaseCode, unlock: &Unlock) -> Result<CaseView> {
        let mut unlocked = self.unlock(unlock).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        let path = format!("/v1/cases/{case}");
        let view: CaseView = self.session.get(&path).await?;
        let detail = || {
            "The new phone has not shown the bank its key yet. Nothing was said. Look at that phone, and vouch again then.".to_owned()
        };
        let transcript = view.transcript.ok_or_else(|| Error::Waiting { detail: detail(), retry_after: None })?;
        let platform = self.platform();
        let draft = Draft::new(Vouch {
            trustee: self.enrolled.bank.id,
            case,
            transcript,
            code: code.to_string(),
            device: self.device(),
            at: platform.now(),
        });
        let signature = platform.sign(&draft.message()).await?;
        let request = VouchRequest { vouch: draft.with_signature(signature) };
        self.session.post(&format!("{path}/vouch"), &request).await
    }
}
