//! What the owner's devices have put in, side by side: the newest backup of each.
//!
//! Two devices may have put in folders of the same name. The newest keeps it; that of the other one gets the device's name added, so that
//! neither is written over the other.

use std::collections::BTreeSet;

use dlocker_client::restore::{Restored, Target};
use dlocker_client::{Connection, Error, OpenSnapshot, Platform, Result, Unlocked};
use dlocker_core::snapshot::{WalkedBody, WalkedEntry};
use dlocker_protocol::SnapshotId;
use dlocker_wallet::{Selection, display_path};
use serde_json::{Value, json};

use crate::which::Chosen;

/// Open backups, oldest first, with everything in them.
pub struct Wallet {
    parts: Vec<Part>,
}

/// One backup.
struct Part {
    open: OpenSnapshot,
    device: String,
    entries: Vec<WalkedEntry>,
}

impl Wallet {
    /// The backups that were chosen.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not open.
    pub async fn open<P: Platform>(
        connection: &Connection<'_, P>,
        unlocked: &Unlocked,
        chosen: Chosen,
    ) -> Result<Self> {
        let open = match chosen {
            Chosen::One(id) => connection.open_snapshot(unlocked, Some(id)).await?.into_iter().collect(),
            Chosen::Each(None) => connection.open_newest_of_each(unlocked).await?,
            Chosen::Each(Some(at)) => connection.open_newest_of_each_at(unlocked, at).await?,
        };
        Self::of(connection, unlocked, open).await
    }

    /// Reads what is in these backups, which are given oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`] if one does not open.
    pub async fn of<P: Platform>(
        connection: &Connection<'_, P>,
        unlocked: &Unlocked,
        open: Vec<OpenSnapshot>,
    ) -> Result<Self> {
        let mut parts = Vec::with_capacity(open.len());
        for mut open in open {
            let entries = connection.entries(&mut open).await?;
            let device = open.header().device;
            let device = unlocked.device_name(device).map_or_else(|| device.to_string(), str::to_owned);
            parts.push(Part { open, device, entries });
        }
        let mut taken = BTreeSet::new();
        for part in parts.iter_mut().rev() {
            part.step_aside(&mut taken);
        }
        Ok(Self { parts })
    }

    /// Whether nothing was ever put in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The newest backup.
    #[must_use]
    pub fn newest(&self) -> Option<&OpenSnapshot> {
        self.parts.last().map(|part| &part.open)
    }

    /// Everything in it, under the names that it has side by side.
    pub fn entries(&self) -> impl Iterator<Item = &WalkedEntry> {
        self.parts.iter().flat_map(|part| &part.entries)
    }

    /// How much is in it.
    ///
    /// # Errors
    /// [`Error::Damaged`] if a root is not open.
    pub fn totals(&self) -> Result<Restored> {
        let mut sum = Restored::default();
        for part in &self.parts {
            let totals = part.open.totals()?;
            sum.items += totals.items;
            sum.bytes += totals.bytes;
        }
        Ok(sum)
    }

    /// The ids of the backups it is made of.
    pub(crate) fn ids(&self) -> impl Iterator<Item = SnapshotId> {
        self.parts.iter().map(|part| part.open.header().id)
    }

    /// Which backups it is made of, newest first.
    pub(crate) fn json(&self) -> Value {
        let parts = self.parts.iter().rev().map(|part| {
            let header = part.open.header();
            json!({
                "id": header.id, "device": header.device, "name": part.device, "number": header.number, "created": header.created,
            })
        });
        parts.collect()
    }

    /// One line for each backup but the newest.
    pub(crate) fn others(&self) -> impl Iterator<Item = String> {
        self.parts.iter().rev().skip(1).map(|part| {
            let header = part.open.header();
            format!("With it came what {} put in last, on {} (number {}).", part.device, header.created, header.number)
        })
    }

    /// Keeps what is selected; every argument must name something.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that names nothing.
    pub fn select(&mut self, mut selection: Selection) -> Result<()> {
        for part in &mut self.parts {
            part.entries.retain(|entry| selection.matches(&entry.path));
        }
        match selection.unmatched().next() {
            Some(missing) => {
                Err(Error::Misuse(format!("{} is not in this backup. See: items.", display_path(&[missing]))))
            }
            None => Ok(()),
        }
    }

    /// Restores one file, by its path as it is shown; false if there is none.
    ///
    /// # Errors
    /// Those of [`restore`](Self::restore).
    pub async fn restore_file<P: Platform, T: Target>(
        &self,
        connection: &Connection<'_, P>,
        path: &str,
        target: &mut T,
    ) -> Result<bool> {
        let is_it =
            |entry: &&WalkedEntry| matches!(entry.body, WalkedBody::File { .. }) && display_path(&entry.path) == path;
        let found = self.parts.iter().find_map(|part| Some((part, part.entries.iter().find(is_it)?)));
        match found {
            Some((part, entry)) => {
                connection.restore(&part.open, core::slice::from_ref(entry), target).await?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Bytes of what is selected.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.entries().map(bytes_of).sum()
    }

    /// Restores what is selected.
    ///
    /// # Errors
    /// [`Error::Damaged`] if something does not open; [`Error::Unexpected`] if the target cannot be written.
    pub async fn restore<P: Platform, T: Target>(
        &self,
        connection: &Connection<'_, P>,
        target: &mut T,
    ) -> Result<Restored> {
        let mut restored = Restored::default();
        for part in &self.parts {
            let done = connection.restore(&part.open, &part.entries, target).await?;
            restored.items += done.items;
            restored.bytes += done.bytes;
            restored.resumed += done.resumed;
        }
        Ok(restored)
    }
}

/// Bytes of an entry.
fn bytes_of(entry: &WalkedEntry) -> u64 {
    match &entry.body {
        WalkedBody::File { len, .. } => *len,
        WalkedBody::Folder | WalkedBody::Link { .. } => 0,
    }
}

impl Part {
    /// Gives each of its top names that is taken already the device's name too, and takes them all.
    fn step_aside(&mut self, taken: &mut BTreeSet<Vec<u8>>) {
        let own: BTreeSet<Vec<u8>> = self.entries.iter().filter_map(|entry| entry.path.first().cloned()).collect();
        for name in own {
            let free = self.free_name(&name, taken);
            if free != name {
                self.rename(&name, &free);
            }
            taken.insert(free);
        }
    }

    fn free_name(&self, name: &[u8], taken: &BTreeSet<Vec<u8>>) -> Vec<u8> {
        let device = self.device.replace(['/', '\0'], "_");
        let id = self.open.header().device.to_string();
        let candidates = [String::new(), format!(" (from {device})"), format!(" (from {id})")];
        let mut candidates = candidates.into_iter().map(|more| [name, more.as_bytes()].concat());
        candidates.find(|candidate| !taken.contains(candidate)).unwrap_or_else(|| id.into_bytes())
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) {
        for entry in &mut self.entries {
            if let Some(first) = entry.path.first_mut().filter(|first| first.as_slice() == from) {
                *first = to.to_vec();
            }
        }
    }
}
