//! Adding an unlock method.

use dlocker_core::roster::RosterChain;
use dlocker_core::secret::OwnerSecret;
use dlocker_core::seed::LockerSeed;
use dlocker_protocol::intent::{Change, IntentState};
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{Roster, RosterDevice, RosterDraft, RosterMethod, is_name};
use dlocker_protocol::{DeviceId, MethodId};

use super::register::{Epoch, Wanted};
use crate::change::Waiting;
use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::home;
use crate::intent::PendingIntent;
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
    /// It opens nothing yet: the change waits, and the same command completes it once it is due.
    pub waits: Option<Waiting>,
}

impl<P: Platform> Connection<'_, P> {
    /// Adds a method. The first needs nothing else, every later one an unlock with one that is there; after the locker's first day it waits.
    /// The secret of a method that waits is the one that it was asked for with.
    ///
    /// # Errors
    /// [`Error::Misuse`] if an unlock is missing or the locker has a method of this kind already; those of unlocking.
    pub async fn add_method(&mut self, new: &NewMethod, unlock: Option<&Unlock>) -> Result<Added> {
        let view = self.view().await?;
        let kind = new.secret.kind();
        let chain = self.chain().await?;
        let current = chain.as_ref().map(RosterChain::current);
        // Its answer was lost: the same command again finds it there.
        if let Some(there) = current.and_then(|roster| roster.methods.iter().find(|method| method.id == new.id)) {
            return Ok(added(there, view.methods.len() == 1, None));
        }
        if current.is_some_and(|roster| has_already(roster, kind, self.session.device())) {
            return Err(already(kind));
        }
        if view.methods.is_empty() && view.roster.is_none() {
            return self.add_first(new).await;
        }
        check_alone(kind, current.map(|roster| roster.methods.as_slice()).unwrap_or_default())?;
        let unlock = unlock.ok_or_else(|| {
            Error::Misuse("Adding a method needs one that is there: --unlock-pin-file, --unlock-passphrase-file or --unlock-kit-file.".into())
        })?;
        self.add_later(new, unlock).await
    }

    async fn add_first(&mut self, new: &NewMethod) -> Result<Added> {
        check_alone(new.secret.kind(), &[])?;
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
        self.keep_rosters(&[signed])?;
        Ok(added(&pending.entry, true, None))
    }

    async fn add_later(&mut self, new: &NewMethod, unlock: &Unlock) -> Result<Added> {
        if let Some((pending, entry)) = self.asked_before(new).await? {
            if pending.state == IntentState::Waiting {
                return Ok(added(&entry, false, Some(pending.waiting())));
            }
            let mut unlocked = self.unlock(unlock).await?;
            let changed = self.complete(&mut unlocked, &pending).await?;
            self.renew_if_due(&mut unlocked, unlock).await?;
            return Ok(added(&entry, false, changed.waits()));
        }
        let mut unlocked = self.unlock(unlock).await?;
        if let OwnerSecret::Device(secret) = &new.secret {
            home::keep_own_secret(self.platform(), new.id, secret)?;
        }
        let owner_key = unlocked.keys.owner.public_key();
        let epoch = Epoch { number: unlocked.chain.current().epoch, seed: unlocked.seed()?, owner_key };
        let pending = self.register(&self.wanted(new), &epoch).await?;
        let change = Change::AddMethod { entry: pending.entry.clone(), registration: pending.registration };
        let changed = self.carry_out(&mut unlocked, change).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        Ok(added(&pending.entry, false, changed.waits()))
    }

    /// The intent for this method, if it was asked for before: a kit or passkey by its id, of the others there is one of a kind.
    async fn asked_before(&mut self, new: &NewMethod) -> Result<Option<(PendingIntent, RosterMethod)>> {
        let own = home::own_secret(self.platform())?.map(|own| own.method);
        let device = self.session.device();
        let same = |entry: &RosterMethod| match new.secret.kind() {
            MethodKind::Kit | MethodKind::Passkey => entry.id == new.id,
            MethodKind::Device => entry.device == Some(device) && own == Some(entry.id),
            kind => entry.kind == kind,
        };
        let found = self.intents().await?.into_iter().find_map(|pending| match &pending.change {
            Change::AddMethod { entry, .. } if same(entry) => Some((pending.clone(), entry.clone())),
            _ => None,
        });
        found.map(|(pending, entry)| own_secret_only(pending, entry, device)).transpose()
    }

    fn wanted<'a>(&self, new: &'a NewMethod) -> Wanted<'a> {
        Wanted { method: new.id, secret: &new.secret, guesses: new.guesses, added: self.platform().now() }
    }

    /// This device as a roster names it.
    pub(crate) async fn roster_device(&self, name: &str) -> Result<RosterDevice> {
        let key = self.platform().device_key().await?;
        let key = key.ok_or_else(|| Error::Misuse("This home has lost its device key.".into()))?;
        let name = short(name);
        Ok(RosterDevice { id: self.session.device(), key, name, added: self.platform().now() })
    }
}

/// A name that a roster may carry.
fn short(name: &str) -> String {
    let mut short: String = name.chars().filter(|c| !c.is_control()).take(32).collect();
    while !is_name(&short) {
        short.pop();
    }
    short
}

/// What is bound to one phone or to one page is never the only method.
fn check_alone(kind: MethodKind, there: &[RosterMethod]) -> Result<()> {
    if kind.stands_alone() || there.iter().any(|method| method.kind.stands_alone()) {
        return Ok(());
    }
    Err(Error::Misuse(match kind {
        MethodKind::Passkey => {
            "A passkey cannot be the only key: it works in this page alone, and with the page or the passkey gone nothing would open the locker. Add a kit, a PIN or a passphrase first.".into()
        }
        _ => {
            "The phone itself cannot be the only key: lost, nothing would open the locker. Add a kit, a PIN or a passphrase first.".into()
        }
    }))
}

fn already(kind: MethodKind) -> Error {
    Error::Misuse(match kind {
        MethodKind::Device => "This device opens the locker without asking already. To end that: method remove.".into(),
        kind => format!(
            "This locker has a {kind} already. To change it, remove it first, and add the new one then: method remove."
        ),
    })
}

fn added(entry: &RosterMethod, only: bool, waits: Option<Waiting>) -> Added {
    Added { id: entry.id, kind: entry.kind, guesses: entry.guesses, only, waits }
}

/// What another device asked for has that device's secret, whoever chose it: going on with it here would let a stranger's PIN in.
fn own_secret_only(
    pending: PendingIntent,
    entry: RosterMethod,
    own: DeviceId,
) -> Result<(PendingIntent, RosterMethod)> {
    if pending.by == own || matches!(entry.kind, MethodKind::Kit | MethodKind::Passkey) {
        return Ok((pending, entry));
    }
    Err(Error::Misuse(format!(
        "Another device asked to add a {} already, with a secret that was chosen there. If that was you, complete it: intents complete {}. If not, stop it: intents stop {}. Then add yours.",
        entry.kind, pending.id, pending.id
    )))
}

/// Kits and passkeys there may be many; a PIN and a passphrase one each; and one secret on each device.
fn has_already(roster: &Roster, kind: MethodKind, device: DeviceId) -> bool {
    roster.methods.iter().any(|method| match kind {
        MethodKind::Kit | MethodKind::Passkey => false,
        MethodKind::Device => method.device == Some(device),
        kind => method.kind == kind,
    })
}
