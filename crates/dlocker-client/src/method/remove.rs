//! Removing an unlock method.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::MethodId;
use dlocker_protocol::intent::Change;
use dlocker_protocol::method::MethodKind;

use crate::change::Changed;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::unlock::Unlock;

impl<P: Platform> Connection<'_, P> {
    /// Removes a method; for the kind `device` at once, else after the wait.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a method that never was, and for the last that opens without this very device; those of unlocking.
    pub async fn remove_method(&mut self, method: MethodId, unlock: &Unlock) -> Result<Changed> {
        let chain = self.chain_or_refuse().await?;
        if !is_there(&chain, method)? {
            self.forget_if_own(method)?;
            return Ok(Changed::Done);
        }
        let mut unlocked = self.unlock(unlock).await?;
        let changed = self.carry_out(&mut unlocked, Change::RemoveMethod { method }).await?;
        if changed == Changed::Done {
            self.forget_if_own(method)?;
        }
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(changed)
    }

    fn forget_if_own(&self, method: MethodId) -> Result<()> {
        match home::own_secret(self.platform())? {
            Some(own) if own.method == method => home::forget_own_secret(self.platform()),
            _ => Ok(()),
        }
    }
}

/// Whether it is there still and may go.
fn is_there(chain: &RosterChain, method: MethodId) -> Result<bool> {
    let methods = &chain.current().methods;
    let mut known = chain.rosters().flat_map(|roster| &roster.methods);
    if known.all(|entry| entry.id != method) {
        return Err(Error::Misuse(format!("This locker has no {method}. See: method list.")));
    }
    let others_open = methods.iter().any(|entry| entry.id != method && entry.kind != MethodKind::Device);
    let there = methods.iter().any(|entry| entry.id == method);
    if there && !others_open {
        return Err(Error::Misuse(
            "Without this method nothing but the phone itself would open the locker, so it stays. Add another one first.".into(),
        ));
    }
    Ok(there)
}
