//! What the owner does, in the order in which the owner's program does it.

use dlocker_client::method::{Added, NewMethod};
use dlocker_client::recover::{OpenedCase, RecoverOptions, Rotation, open_case, reissue};
use dlocker_client::{Enrolment, Result, Unlock, connect, enrol};
use dlocker_core::secret::{KitSecret, OwnerSecret, Pin};
use dlocker_protocol::{Handle, MethodId};

use super::bank::House;
use super::officer::Seen;
use super::phone::{Phone, rng};
use super::wallet::{Content, InMemory};

/// A key of the owner's, which opens as often as it is asked to.
#[derive(Clone)]
pub enum OwnersKey {
    /// A printed kit: its method and its code.
    Kit(MethodId, String),
    /// A PIN.
    Pin(String),
}

impl OwnersKey {
    /// A kit that was just printed.
    #[must_use]
    pub fn kit() -> Self {
        Self::Kit(MethodId::random(&mut rng()), KitSecret::random(&mut rng()).code())
    }

    /// A PIN.
    #[must_use]
    pub fn pin(digits: &str) -> Self {
        Self::Pin(digits.to_owned())
    }

    /// The same method with another secret.
    #[must_use]
    pub fn wrong(&self) -> Self {
        match self {
            Self::Kit(id, _) => Self::Kit(*id, KitSecret::random(&mut rng()).code()),
            Self::Pin(digits) => Self::Pin(digits.chars().rev().chain(['7']).collect()),
        }
    }

    fn secret(&self) -> OwnerSecret {
        match self {
            Self::Kit(_, code) => OwnerSecret::Kit(KitSecret::guess(code.as_bytes()).expect("a code")),
            Self::Pin(digits) => OwnerSecret::Pin(Pin::choose(digits.as_bytes()).expect("a PIN")),
        }
    }

    fn method(&self) -> Option<MethodId> {
        match self {
            Self::Kit(id, _) => Some(*id),
            Self::Pin(_) => None,
        }
    }

    /// For one unlock.
    #[must_use]
    pub fn unlock(&self) -> Unlock {
        Unlock { secret: self.secret(), method: self.method() }
    }
}

impl Phone {
    /// Uses an invite up.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn enrol(&self, invite: &str) -> Result<Enrolment> {
        enrol(self, self.bank(), invite).await
    }

    /// Adds a method, with one that is there unless it is the first.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn add(&self, key: &OwnersKey, existing: Option<&OwnersKey>) -> Result<Added> {
        let id = key.method().unwrap_or_else(|| MethodId::random(&mut rng()));
        let new = NewMethod { id, secret: key.secret(), guesses: None, device_name: "a phone".into() };
        let unlock = existing.map(OwnersKey::unlock);
        connect(self).await?.add_method(&new, unlock.as_ref()).await
    }

    /// Opens a recovery case, or shows the one that is open.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn ask_for_recovery(&self, handle: &str) -> Result<OpenedCase> {
        open_case(self, self.bank(), &Handle::parse(handle).expect("a handle")).await
    }

    /// `recover --continue`: the Locker ID, the unlock, the wallet, the rotation.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn go_on_with_recovery(&self, key: &OwnersKey) -> Result<Content> {
        Ok(self.recover_with(key, &RecoverOptions::default()).await?.0)
    }

    /// `recover --continue` with what the owner says about the rotation.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn recover_with(&self, key: &OwnersKey, options: &RecoverOptions) -> Result<(Content, Rotation)> {
        let mut connection = reissue(self).await?;
        let unlock = key.unlock();
        let mut regained = connection.regain(&unlock, options).await?;
        connection.mark_restored("here", false)?;
        let content = match &mut regained.open {
            Some(open) => InMemory::fetch(&connection, open).await?,
            None => Content::new(),
        };
        connection.mark_restored("here", true)?;
        let rotation = connection.rotate(&mut regained, &unlock, "the next phone").await?;
        Ok((content, rotation))
    }

    /// Opens the wallet.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn open_with(&self, key: &OwnersKey) -> Result<Content> {
        self.restore(&key.unlock()).await
    }
}

impl House {
    /// An enrolled phone.
    pub async fn customer(&self, handle: &str) -> Phone {
        let phone = Phone::new(self);
        phone.enrol(&self.invite(handle).await).await.expect("enrolled");
        phone
    }

    /// An enrolled phone with these methods.
    pub async fn customer_with(&self, handle: &str, keys: &[&OwnersKey]) -> Phone {
        let phone = self.customer(handle).await;
        for (number, key) in keys.iter().enumerate() {
            let existing = if number == 0 { None } else { Some(keys[0]) };
            phone.add(key, existing).await.expect("a method");
        }
        phone
    }

    /// A new phone whose recovery of this locker is approved, with what the officers saw.
    pub async fn approved_phone_with(&self, handle: &str, seen: Seen) -> Phone {
        let phone = Phone::new(self);
        let case = phone.ask_for_recovery(handle).await.expect("a case");
        self.approve_with(case.case, &case.code.to_string(), seen).await;
        phone
    }

    /// A new phone whose recovery of this locker is approved.
    pub async fn approved_phone(&self, handle: &str) -> Phone {
        let phone = Phone::new(self);
        let case = phone.ask_for_recovery(handle).await.expect("a case");
        self.approve(case.case, &case.code.to_string()).await;
        phone
    }
}
