//! What the owner ticked by hand. A keyed hash of each line: the home of a phone that is found does not tell what was in the wallet.

use std::collections::BTreeSet;

use dlocker_client::platform::StateFailed;
use dlocker_client::{Error, Platform, Result};
use rand_core::Rng as _;

use super::entry::Sort;

/// The file in the home: a key of 32 bytes, and 8 bytes for each line.
pub(crate) const FILE: &str = "reissued";

/// The lines that are ticked.
pub(super) struct Ticked {
    key: [u8; 32],
    lines: BTreeSet<[u8; 8]>,
}

impl Ticked {
    /// What was ticked before. A damaged file is as good as none.
    pub(super) fn load<P: Platform>(platform: &P) -> Result<Self> {
        let bytes = platform.load(FILE).map_err(failed)?.unwrap_or_default();
        let parsed = bytes.split_first_chunk::<32>();
        Ok(parsed.map_or_else(
            || {
                let mut key = [0; 32];
                platform.rng().fill_bytes(&mut key);
                Self { key, lines: BTreeSet::new() }
            },
            |(key, rest)| Self { key: *key, lines: rest.as_chunks::<8>().0.iter().copied().collect() },
        ))
    }

    pub(super) fn has(&self, sort: &Sort) -> bool {
        self.lines.contains(&self.hash(sort))
    }

    /// Ticks a line, or takes the tick away, and writes that to the home.
    pub(super) fn set<P: Platform>(&mut self, platform: &P, sort: &Sort, done: bool) -> Result<()> {
        let hash = self.hash(sort);
        let _ = if done { self.lines.insert(hash) } else { self.lines.remove(&hash) };
        let bytes: Vec<u8> = self.key.iter().chain(self.lines.iter().flatten()).copied().collect();
        platform.change(FILE, &mut |_| Ok(Some(bytes.clone()))).map_err(failed)
    }

    fn hash(&self, sort: &Sort) -> [u8; 8] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in [sort.kind.name(), &sort.name, &sort.issuer] {
            hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
        }
        let mut hash = [0; 8];
        hasher.finalize_xof().fill(&mut hash);
        hash
    }
}

fn failed(error: StateFailed) -> Error {
    Error::Unexpected(format!("What was ticked off cannot be read or written: {}.", error.0))
}
