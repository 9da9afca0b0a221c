//! Where stores were in earlier backups, so that one that is empty now is noticed. A keyed hash of each path: the home of a phone that is found does
//! not tell what was in the wallet.

use std::collections::BTreeSet;

use dlocker_client::platform::StateFailed;
use dlocker_client::{Error, Platform, Result};
use rand_core::Rng as _;

/// The file in the home: a key of 32 bytes, and 8 bytes for each path.
pub(crate) const FILE: &str = "stores";
/// Not more paths than these; a wallet has far fewer stores.
const MAX: usize = 1 << 17;

type Hash = [u8; 8];

/// The paths of stores.
pub struct Remembered {
    key: [u8; 32],
    paths: BTreeSet<Hash>,
    changed: bool,
}

impl Remembered {
    /// What earlier backups left. A damaged file is as good as none.
    ///
    /// # Errors
    /// Those of the local state.
    pub fn load<P: Platform>(platform: &P) -> Result<Self> {
        let bytes = platform.load(FILE).map_err(failed)?.unwrap_or_default();
        let parsed = bytes.split_first_chunk::<32>().map(|(key, rest)| Self::of(*key, rest));
        Ok(parsed.unwrap_or_else(|| {
            let mut key = [0; 32];
            platform.rng().fill_bytes(&mut key);
            Self::of(key, &[])
        }))
    }

    fn of(key: [u8; 32], hashes: &[u8]) -> Self {
        Self { key, paths: hashes.as_chunks::<8>().0.iter().copied().collect(), changed: false }
    }

    /// Remembers a store (`known`), and tells whether a file without bytes was one before. A file of another sort in its place ends it.
    pub fn emptied(&mut self, path: &[Vec<u8>], known: bool, len: u64) -> bool {
        let hash = self.hash(path);
        if len == 0 {
            return self.paths.contains(&hash);
        }
        if known && self.paths.len() < MAX {
            self.changed |= self.paths.insert(hash);
        }
        false
    }

    fn hash(&self, path: &[Vec<u8>]) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in path {
            // No part holds a zero byte.
            hasher.update(part).update(&[0]);
        }
        let mut hash = Hash::default();
        hasher.finalize_xof().fill(&mut hash);
        hash
    }

    /// Writes it to the home, if there is anything new.
    ///
    /// # Errors
    /// Those of the local state.
    pub fn store<P: Platform>(&self, platform: &P) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        let bytes: Vec<u8> = self.key.iter().chain(self.paths.iter().flatten()).copied().collect();
        platform.change(FILE, &mut |_| Ok(Some(bytes.clone()))).map_err(failed)
    }
}

fn failed(error: StateFailed) -> Error {
    Error::Unexpected(format!("What earlier backups remembered cannot be read or written: {}.", error.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<Vec<u8>> {
        text.split('/').map(|part| part.as_bytes().to_vec()).collect()
    }

    #[test]
    fn a_store_that_is_empty_later_is_noticed_and_other_empty_files_are_not() {
        let mut remembered = Remembered::of([7; 32], &[]);
        assert!(!remembered.emptied(&path("w/store.db"), true, 4096));
        assert!(!remembered.emptied(&path("w/empty"), false, 0));
        assert!(remembered.emptied(&path("w/store.db"), false, 0));
        assert!(!remembered.emptied(&path("w/store"), false, 0));
        assert!(!remembered.emptied(&path("ws/tore.db"), false, 0));
    }

    #[test]
    fn what_is_remembered_tells_no_path_without_its_key() {
        let of = |key| {
            let mut remembered = Remembered::of([key; 32], &[]);
            remembered.emptied(&path("w/store.db"), true, 1);
            remembered.paths
        };
        assert_ne!(of(1), of(2));
        assert_eq!(of(1), of(1));
    }
}
