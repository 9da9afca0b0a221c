//! The locker that stays open between two calls.

use dlocker_client::{Connection, Platform as _, Unlock, Unlocked};
use dlocker_commands::{Wallet, after_unlock};
use dlocker_protocol::Timestamp;
use serde::Deserialize;

use super::Owner;
use crate::browser::Browser;
use crate::failure::Failure;

/// The bank lets packs be read for an hour after an opening. Opened anew earlier than that, so that no restore runs into the end.
const OPEN_FOR: u64 = 40 * 60 * 1000;

/// Which backup is meant.
#[derive(Deserialize, Default, Clone, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Which {
    pub(super) snapshot: Option<String>,
    pub(super) device: Option<String>,
    pub(super) at: Option<String>,
}

/// A secret and what it opened; overwritten when dropped.
pub(super) struct Key {
    pub(super) unlock: Unlock,
    opened: Option<Opened>,
    /// It stays when the call ends.
    kept: bool,
}

/// The locker, open.
struct Opened {
    unlocked: Unlocked,
    since: Timestamp,
    /// What was looked at last, and how it was asked for.
    wallet: Option<(Which, Wallet)>,
}

/// Whether the locker is open here.
#[derive(Default)]
#[allow(clippy::large_enum_variant, reason = "there is one door")]
pub(super) enum Door {
    #[default]
    Shut,
    Open(Box<Key>),
    /// A call that runs has the key. Shut meanwhile, it is not put back.
    InUse,
}

impl Key {
    pub(super) const fn new(unlock: Unlock) -> Self {
        Self { unlock, opened: None, kept: false }
    }

    /// The locker as this key opened it.
    pub(super) fn unlocked(&self) -> Option<&Unlocked> {
        self.opened.as_ref().map(|opened| &opened.unlocked)
    }

    /// What was looked at last, if it was asked for in the same words.
    pub(super) fn wallet(&self, asked: &Which) -> Option<&Wallet> {
        let (how, wallet) = self.opened.as_ref()?.wallet.as_ref()?;
        (how == asked).then_some(wallet)
    }

    pub(super) fn keep_wallet(&mut self, asked: Which, wallet: Wallet) {
        if let Some(opened) = &mut self.opened {
            opened.wallet = Some((asked, wallet));
        }
    }
}

impl Owner {
    /// What a call opens with: what came with it, what is held, or what this device keeps by itself.
    pub(super) async fn key(
        &self,
        given: Option<Unlock>,
        connection: &mut Connection<'_, Browser>,
    ) -> Result<Key, Failure> {
        if let Some(unlock) = given {
            return Ok(Key::new(unlock));
        }
        let door = self.door.take();
        if let Door::Open(key) = door {
            self.door.replace(Door::InUse);
            return Ok(*key);
        }
        connection.own_unlock().await?.map(Key::new).ok_or(Failure::Locked)
    }

    /// The call with this key is over.
    pub(super) fn put_back(&self, key: Key) {
        let waits = matches!(*self.door.borrow(), Door::InUse);
        if key.kept && waits {
            self.door.replace(Door::Open(Box::new(key)));
        }
    }

    /// The key stays from now on.
    pub(super) fn hold(&self, mut key: Key) {
        key.kept = true;
        self.door.replace(Door::Open(Box::new(key)));
    }

    /// Opens the locker with this key, unless it is open and not too long ago.
    pub(super) async fn open_with(
        &self,
        key: &mut Key,
        connection: &mut Connection<'_, Browser>,
    ) -> Result<(), Failure> {
        let now = self.browser.now();
        if let Some(opened) = key.opened.as_mut().filter(|opened| now.millis_since(opened.since) < OPEN_FOR)
            && connection.keep_up(&mut opened.unlocked).await.is_ok()
        {
            return Ok(());
        }
        self.progress("opening", None);
        key.opened = None;
        let mut unlocked = connection.unlock(&key.unlock).await?;
        self.tell(after_unlock(connection, &mut unlocked, &key.unlock).await);
        key.opened = Some(Opened { unlocked, since: now, wallet: None });
        Ok(())
    }
}
