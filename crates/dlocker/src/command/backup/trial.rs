//! Finds out whether the passphrase of an encrypted store lies in the wallet as well, by trying the short texts that lie nearest to it.
//!
//! What came out is remembered in the home, so that an unchanged store is not tried again with unchanged texts. A text counts as unchanged by its path and
//! time: a hash of a passphrase would be a way to guess it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dlocker_client::platform::StateFailed;
use dlocker_client::{Error, Platform, Result};
use dlocker_commands::backup::Trial;
use dlocker_wallet::{ItemInfo, Kind, ShortText, Wallet};
use dlocker_wallet_trial::{Answer, can_try, try_open};
use rand_core::Rng as _;

/// The file in the home: a key of 32 bytes; for each store and its texts 8 bytes of a keyed hash, and 1 if one of them opens it.
pub(crate) const FILE: &str = "trials";
/// Not more results than these.
const MAX_RESULTS: usize = 4096;
/// Passphrases are not longer than this many bytes.
const LONGEST: usize = 256;
/// Texts that are kept, and of these the ones that are tried on one store.
const MOST: usize = 64;
const HANDFUL: usize = 5;
/// So long may all tries of one backup take.
const BUDGET: Duration = Duration::from_secs(2);
/// Larger stores are not tried. Of KDBX the beginning is enough.
const STORE_LIMIT: u64 = 1 << 20;
const HEAD_LIMIT: usize = 64 << 10;

type Hash = [u8; 8];

/// The tries of one backup.
pub(super) struct Trials {
    key: [u8; 32],
    results: BTreeMap<Hash, bool>,
    texts: Vec<ShortText>,
    left: Duration,
    changed: bool,
}

impl Trials {
    /// What earlier backups found out, and the short texts of this wallet.
    pub(super) fn load<P: Platform>(platform: &P, wallet: &Wallet) -> Result<Self> {
        let bytes = platform.load(FILE).map_err(failed)?.unwrap_or_default();
        let mut trials = Self {
            key: [0; 32],
            results: BTreeMap::new(),
            texts: wallet.short_texts(LONGEST, MOST),
            left: BUDGET,
            changed: false,
        };
        match bytes.split_first_chunk::<32>() {
            Some((key, rest)) => {
                trials.key = *key;
                trials.results = rest.as_chunks::<9>().0.iter().map(result).collect();
            }
            None => platform.rng().fill_bytes(&mut trials.key),
        }
        Ok(trials)
    }

    /// `None` when it is not known: it can't be tried, or there is no time left.
    #[allow(clippy::disallowed_methods, reason = "the owner does not wait longer than this")]
    fn try_all(&mut self, nearest: &[usize], kind: Kind, store: &[u8]) -> Option<bool> {
        for text in nearest.iter().filter_map(|n| self.texts.get(*n)) {
            if self.left.is_zero() {
                return None;
            }
            let begun = Instant::now();
            let answer = try_open(kind, store, &text.text);
            self.left = self.left.saturating_sub(begun.elapsed());
            match answer {
                Answer::Opens => return Some(true),
                Answer::Shut => {}
                Answer::NotTried => return None,
            }
        }
        Some(false)
    }

    /// The texts whose paths have most in common with this one come first.
    fn nearest(&self, path: &[u8]) -> Vec<usize> {
        let common = |text: &ShortText| text.path.iter().zip(path).take_while(|(a, b)| a == b).count();
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        order.sort_by_key(|n| std::cmp::Reverse(self.texts.get(*n).map(common)));
        order.truncate(HANDFUL);
        order
    }

    fn hash(&self, store: &[u8], nearest: &[usize]) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&(store.len() as u64).to_le_bytes()).update(store);
        for text in nearest.iter().filter_map(|n| self.texts.get(*n)) {
            hasher.update(&(text.path.len() as u64).to_le_bytes()).update(&text.path);
            hasher.update(&text.changed.0.to_le_bytes()).update(&text.changed.1.to_le_bytes());
        }
        let mut hash = Hash::default();
        hasher.finalize_xof().fill(&mut hash);
        hash
    }

    /// Writes what was found out to the home, if there is anything new.
    pub(super) fn store<P: Platform>(&self, platform: &P) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        let mut bytes = self.key.to_vec();
        for (hash, opened) in &self.results {
            bytes.extend_from_slice(hash);
            bytes.push(u8::from(*opened));
        }
        platform.change(FILE, &mut |_| Ok(Some(bytes.clone()))).map_err(failed)
    }
}

impl Trial for Trials {
    fn wants(&self, info: &ItemInfo, len: u64) -> usize {
        let shut = info.facets.has(dlocker_wallet::Facets::ENCRYPTED) && can_try(info.kind) && !self.texts.is_empty();
        match info.kind {
            Kind::Kdbx if shut => HEAD_LIMIT,
            _ if shut && len <= STORE_LIMIT => usize::try_from(len).unwrap_or(0),
            _ => 0,
        }
    }

    fn secret_is_here(&mut self, path: &[u8], kind: Kind, store: &[u8]) -> bool {
        let nearest = self.nearest(path);
        let hash = self.hash(store, &nearest);
        if let Some(known) = self.results.get(&hash) {
            return *known;
        }
        match self.try_all(&nearest, kind, store) {
            Some(opened) => {
                if self.results.len() < MAX_RESULTS {
                    self.results.insert(hash, opened);
                    self.changed = true;
                }
                opened
            }
            None => false,
        }
    }
}

fn result(entry: &[u8; 9]) -> (Hash, bool) {
    let [hash @ .., opened] = *entry;
    (hash, opened == 1)
}

fn failed(error: StateFailed) -> Error {
    Error::Unexpected(format!("What earlier backups found out cannot be read or written: {}.", error.0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    /// An empty JKS store, whose digest is over "secret".
    const JKS: [u8; 32] = [
        0xfe, 0xed, 0xfe, 0xed, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x80, 0xcf, 0x05, 0xe7, 0x75, 0x4e,
        0x9c, 0x65, 0xa3, 0x17, 0x4c, 0x14, 0xee, 0x39, 0x84, 0x15, 0x6a, 0x70, 0xf8, 0x5c,
    ];

    fn text(path: &str, text: &str) -> ShortText {
        ShortText { path: path.as_bytes().to_vec(), changed: (1, 0), text: Zeroizing::new(text.to_owned()) }
    }

    fn trials(texts: Vec<ShortText>) -> Trials {
        Trials { key: [1; 32], results: BTreeMap::new(), texts, left: BUDGET, changed: false }
    }

    #[test]
    fn the_nearest_texts_are_tried_first_and_only_a_handful() {
        let mut texts: Vec<ShortText> = (0..9).map(|n| text(&format!("w/z{n}/note"), "x")).collect();
        texts.push(text("w/store/note", "x"));
        let trials = trials(texts);
        let nearest = trials.nearest(b"w/store/key.jks");
        assert_eq!((nearest.first(), nearest.len()), (Some(&9), HANDFUL));
    }

    #[test]
    fn an_unchanged_pair_is_not_tried_again_and_a_changed_text_is() {
        let mut trials = trials(vec![text("w/a", "wrong")]);
        assert!(!trials.secret_is_here(b"w/k", Kind::Jks, &JKS));
        assert!(trials.changed && trials.results.len() == 1);
        trials.left = Duration::ZERO;
        assert!(!trials.secret_is_here(b"w/k", Kind::Jks, &JKS));
        trials.texts[0].changed = (2, 0);
        trials.left = BUDGET;
        assert!(!trials.secret_is_here(b"w/k", Kind::Jks, &JKS));
        assert_eq!(trials.results.len(), 2);
    }

    #[test]
    fn a_store_whose_passphrase_lies_beside_it_is_found() {
        let mut trials = trials(vec![text("w/a", "wrong"), text("w/b", "secret")]);
        assert!(trials.secret_is_here(b"w/k", Kind::Jks, &JKS));
    }

    #[test]
    fn nothing_is_tried_or_remembered_when_the_time_is_up() {
        let mut trials = trials(vec![text("w/a", "wrong")]);
        trials.left = Duration::ZERO;
        assert!(!trials.secret_is_here(b"w/k", Kind::Jks, &JKS));
        assert!(trials.results.is_empty() && !trials.changed);
    }
}
