//! Removing an unlock method.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::MethodId;
use dlocker_protocol::intent::Change;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::RosterMethod;

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
    let there = methods.iter().any(|entry| entry.id == method);
    if there {
        check_left(methods, method)?;
    }
    Ok(there)
}

/// Something that opens without this very device has to be left, and something that opens without this very page, if there is any.
fn check_left(methods: &[RosterMethod], method: MethodId) -> Result<()> {
    let left = || methods.iter().filter(|entry| entry.id != method);
    if left().all(|entry| entry.kind == MethodKind::Device) {
        return Err(Error::Misuse(
            "Without this method nothing but the phone itself would open the locker, so it stays. Add another one first.".into(),
        ));
    }
    let stands = |entry: &RosterMethod| entry.kind.stands_alone();
    if methods.iter().any(stands) && !left().any(stands) {
        return Err(Error::Misuse(
            "Without this method nothing but a passkey would open the locker, and that works in your bank's page alone, so it stays. Add another one first.".into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::method;

    fn left(kinds: &[MethodKind], gone: u8) -> bool {
        let methods: Vec<RosterMethod> =
            kinds.iter().zip(1..).map(|(kind, number)| method(number, *kind, None)).collect();
        check_left(&methods, MethodId::from_array([gone; 16])).is_ok()
    }

    #[test]
    fn something_is_left_that_opens_without_this_phone_and_without_this_page() {
        use MethodKind::{Device, Kit, Passkey, Pin};
        assert!(left(&[Pin, Kit], 1));
        assert!(!left(&[Pin], 1) && !left(&[Pin, Device], 1));
        assert!(!left(&[Pin, Passkey], 1) && !left(&[Pin, Passkey, Device], 1));
        assert!(left(&[Pin, Passkey], 2) && left(&[Pin, Kit, Passkey], 1));
        assert!(left(&[Passkey, Passkey], 1), "a locker that has nothing else is not stuck");
    }
}
