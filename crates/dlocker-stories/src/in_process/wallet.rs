//! A wallet in memory: into a backup, and out of one.

use std::collections::BTreeMap;

use dlocker_client::backup::{Builder, Committed, Cut, ItemLabel, Stat};
use dlocker_client::restore::{RestoredStat, Target};
use dlocker_client::{Connection, OpenSnapshot, Platform, Result, Unlock};
use rand_core::Rng;

use super::phone::{Phone, rng};

/// Names and contents.
pub type Content = BTreeMap<String, Vec<u8>>;

/// A few keys, and a file that fills more than one small pack; different each time.
#[must_use]
pub fn wallet(name: &str) -> Content {
    let mut large = vec![0; 150_000];
    rng().fill_bytes(&mut large);
    let mut content = Content::from([("large.bin".to_owned(), large)]);
    for number in 0..5 {
        content.insert(format!("{name}-{number}.key"), format!("key {number} of {name}").into_bytes());
    }
    content
}

const STAT: Stat = Stat { mode: 0o600, mtime_secs: 1, mtime_nanos: 2 };

impl Phone {
    /// Backs a wallet up.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn back_up(&self, wallet: &Content) -> Result<Committed> {
        let connection = &mut dlocker_client::connect(self).await?;
        let (plan, mut builder) = connection.begin_backup().await?;
        for (name, bytes) in wallet {
            let mut file = builder.begin_file(name.ends_with(".key"));
            for piece in bytes.chunks(Builder::<<Self as Platform>::Rng>::piece_len(Cut::Plain)) {
                builder.data(&mut file, piece)?;
            }
            builder.end_file(name.as_bytes(), STAT, ItemLabel::default(), file)?;
            while let Some(pack) = builder.take_pack() {
                connection.send_pack(pack).await?;
            }
        }
        let mut built = builder.finish(&plan)?;
        for pack in built.take_packs() {
            connection.send_pack(pack).await?;
        }
        connection.commit_backup(plan, built).await
    }

    /// Unlocks and restores the newest snapshot of each device; nothing if there is none.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn restore(&self, unlock: &Unlock) -> Result<Content> {
        let mut connection = dlocker_client::connect(self).await?;
        let mut unlocked = connection.unlock(unlock).await?;
        let mut open = connection.open_newest_of_each(&unlocked).await?;
        let content = InMemory::fetch_all(&connection, &mut open).await?;
        connection.renew_if_due(&mut unlocked, unlock).await?;
        Ok(content)
    }
}

/// A restored wallet.
#[derive(Default)]
pub struct InMemory {
    files: Vec<(String, Vec<u8>)>,
}

impl InMemory {
    /// Restores everything in these snapshots; of two files of one name the newer.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn fetch_all(connection: &Connection<'_, Phone>, open: &mut [OpenSnapshot]) -> Result<Content> {
        let mut content = Content::new();
        for open in open {
            content.extend(Self::fetch(connection, open).await?);
        }
        Ok(content)
    }

    /// Restores everything in an open snapshot.
    ///
    /// # Errors
    /// Those of the SDK.
    pub async fn fetch(connection: &Connection<'_, Phone>, open: &mut OpenSnapshot) -> Result<Content> {
        let entries = connection.entries(open).await?;
        let mut target = Self::default();
        connection.restore(open, &entries, &mut target).await?;
        Ok(target.files.into_iter().collect())
    }
}

impl Target for InMemory {
    type File = usize;

    fn folder(&mut self, _: &[Vec<u8>], _: RestoredStat) -> core::result::Result<(), String> {
        Ok(())
    }

    fn link(&mut self, _: &[Vec<u8>], _: RestoredStat, _: &[u8]) -> core::result::Result<(), String> {
        Err("no wallet here has links".into())
    }

    fn file(&mut self, path: &[Vec<u8>], _: RestoredStat, len: u64) -> core::result::Result<usize, String> {
        let name = String::from_utf8(path.concat()).map_err(|e| e.to_string())?;
        self.files.push((name, vec![0; usize::try_from(len).map_err(|e| e.to_string())?]));
        Ok(self.files.len() - 1)
    }

    fn write_at(&mut self, file: usize, offset: u64, bytes: &[u8]) -> core::result::Result<(), String> {
        let start = usize::try_from(offset).map_err(|e| e.to_string())?;
        let place = self.files[file].1.get_mut(start..start + bytes.len()).ok_or("past the end of the file")?;
        place.copy_from_slice(bytes);
        Ok(())
    }
}
