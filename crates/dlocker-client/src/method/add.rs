//! Adding an unlock method.

use dlocker_core::roster::RosterChain;
use dlocker_core::secret::OwnerSecret;
use dlocker_core::seed::LockerSeed;
use dlocker_protocol::MethodId;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{RosterDevice, RosterDraft};

use super::register::{Epoch, Pending, Wanted};
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::platform::Platform;
use crate::publish::first;
use crate::unlock::Unlock;

/// A method to be added.
pub struct NewMethod {
    /// Its id; random, chosen before the kit is printed so that the kit can name it.
    pub id: MethodId,
    /// Its secret.
    pub secret: OwnerSecret,
    /// How many wrong guesses to allow; the bank's maximum if absent.
    pub guesses: Option<u32>,
    /// What the owner calls this device; used when the locker gets its first method.
    pub device_name: String,
}

/// A method that was added and opened for real.
#[derive(Debug, Clone)]
pub struct Added {
    /// Its id.
    pub id: MethodId,
    /// Its kind.
    pub kind: MethodKind,
    /// Wrong guesses that are allowed.
    pub guesses: u32,
    /// Whether it is the locker's only method.
    pub only: bool,
}

impl<P: Platform> Connection<'_, P> {
    /// Adds a method. The first needs nothing else, every later one an unlock with one that is there.
    ///
    /// # Errors
    /// [`Error::Misuse`] if an unlock is missing or the locker has a PIN or passphrase already; those of unlocking.
    pub async fn add_method(&mut self, new: &NewMethod, unlock: Option<&Unlock>) -> Result<Added> {
        let view = self.view().await?;
        let kind = new.secret.kind();
        if kind != MethodKind::Kit && view.methods.iter().any(|m| m.kind == kind) {
            return Err(Error::Misuse(format!("This locker has a {kind} already.")));
        }
        if view.methods.is_empty() && view.roster.is_none() {
            return self.add_first(new).await;
        }
        let unlock = unlock.ok_or_else(|| {
            Error::Misuse("Adding a method needs one that is there: --unlock-pin-file, --unlock-passphrase-file or --unlock-kit-file.".into())
        })?;
        self.add_later(new, unlock).await
    }

    async fn add_first(&mut self, new: &NewMethod) -> Result<Added> {
        let seed = LockerSeed::random(&mut self.platform().rng());
        let keys = seed.keys(self.enrolled.locker, 1);
        let epoch = Epoch { number: 1, seed: &seed, owner_key: keys.owner.public_key() };
        let pending = self.register(&self.wanted(new), &epoch).await?;
        let device = self.roster_device(&new.device_name).await?;
        let roster = first(&self.enrolled, &keys, device, pending.entry.clone());
        let signed = RosterDraft::new(roster).sign(&keys.owner, None);
        let digest = signed.digest();
        // Before it is sent: should this program end now, the roster that the bank then shows can be told from one of its own making.
        home::change(self.platform(), |document| {
            if let Some(enrolled) = &mut document.enrolled {
                enrolled.first_roster = Some(digest);
            }
        })?;
        self.publish(None, &signed, vec![pending.part.clone()]).await?;
        let chain = RosterChain::from_first(core::slice::from_ref(&signed)).map_err(Error::unexpected)?;
        self.pin_newest(&chain)?;
        home::store_rosters(self.platform(), &[signed])?;
        Ok(added(&pending, true))
    }

    async fn add_later(&mut self, new: &NewMethod, unlock: &Unlock) -> Result<Added> {
        let mut unlocked = self.unlock(unlock).await?;
        let owner_key = unlocked.keys.owner.public_key();
        let epoch = Epoch { number: unlocked.chain.current().epoch, seed: unlocked.seed()?, owner_key };
        let pending = self.register(&self.wanted(new), &epoch).await?;
        let entry = pending.entry.clone();
        self.change_roster(&mut unlocked, vec![pending.part.clone()], |roster| {
            roster.methods.retain(|m| m.id != entry.id);
            roster.methods.push(entry.clone());
        })
        .await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(added(&pending, false))
    }

    fn wanted<'a>(&self, new: &'a NewMethod) -> Wanted<'a> {
        Wanted { method: new.id, secret: &new.secret, guesses: new.guesses, added: self.platform().now() }
    }

    /// This device as a roster names it.
    pub(crate) async fn roster_device(&self, name: &str) -> Result<RosterDevice> {
        let key = self.platform().device_key().await?;
        let key = key.ok_or_else(|| Error::Misuse("This home has lost its device key.".into()))?;
        let name = name.chars().filter(|c| !c.is_control()).take(32).collect();
        Ok(RosterDevice { id: self.session.device(), key, name, added: self.platform().now() })
    }
}

fn added(pending: &Pending, only: bool) -> Added {
    let entry = &pending.entry;
    Added { id: entry.id, kind: entry.kind, guesses: entry.guesses, only }
}
