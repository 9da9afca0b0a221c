//! Looks out, while the wallet is read, for what the owner should be warned of.

use dlocker_wallet::warning::{Gatherer, Seen, Warning};
use dlocker_wallet::{Facets, ItemInfo, Kind, display_path};

use super::remembered::Remembered;

/// Whether a passphrase that lies in the wallet opens a store that lies there too.
pub trait Trial {
    /// How many bytes from the beginning of this file are wanted to try it; none if it is not to be tried.
    fn wants(&self, info: &ItemInfo, len: u64) -> usize;

    /// Whether one of the texts nearest to this store opens it.
    fn secret_is_here(&mut self, path: &[u8], kind: Kind, store: &[u8]) -> bool;
}

/// Tries nothing.
pub struct NoTrials;

impl Trial for NoTrials {
    fn wants(&self, _: &ItemInfo, _: u64) -> usize {
        0
    }

    fn secret_is_here(&mut self, _: &[u8], _: Kind, _: &[u8]) -> bool {
        false
    }
}

/// Where the reading is, and what was seen so far.
pub struct Lookout<T> {
    folders: Vec<Vec<u8>>,
    gatherer: Gatherer,
    remembered: Remembered,
    trials: T,
    /// The beginning of the file that is being read, if it is to be tried.
    store: Vec<u8>,
}

/// What the next backup should know.
pub struct Learned<T> {
    /// Where stores are.
    pub remembered: Remembered,
    /// What opens them.
    pub trials: T,
}

impl<T: Trial> Lookout<T> {
    /// Begins, with what earlier backups learned.
    #[must_use]
    pub fn new(learned: Learned<T>) -> Self {
        let Learned { remembered, trials } = learned;
        Self { folders: Vec::new(), gatherer: Gatherer::default(), remembered, trials, store: Vec::new() }
    }

    /// A folder begins.
    pub fn enter(&mut self, name: &[u8]) {
        self.folders.push(name.to_vec());
    }

    /// The folder entered last ends.
    pub fn leave(&mut self) {
        self.folders.pop();
    }

    /// A file begins.
    pub fn begin(&mut self) {
        self.store.clear();
    }

    /// These bytes of it are read next. Keeps what is needed to try it.
    pub fn data(&mut self, info: &ItemInfo, len: u64, bytes: &[u8]) {
        let missing = self.trials.wants(info, len).saturating_sub(self.store.len());
        self.store.extend_from_slice(bytes.get(..missing.min(bytes.len())).unwrap_or_default());
    }

    /// What else there is to say about this file than its bytes tell.
    pub fn look(&mut self, name: &[u8], info: &ItemInfo, len: u64) -> Facets {
        let known = info.kind != Kind::File;
        if !known && len > 0 {
            return info.facets;
        }
        self.folders.push(name.to_vec());
        let mut facets = info.facets;
        if self.remembered.emptied(&self.folders, known, len) {
            facets = facets | Facets::EMPTIED;
        }
        if !self.store.is_empty() && self.trials.secret_is_here(&self.folders.join(&b'/'), info.kind, &self.store) {
            facets = facets | Facets::SECRET_HERE;
        }
        self.folders.pop();
        facets
    }

    /// The file is in the backup.
    pub fn keep(&mut self, name: &[u8], info: &ItemInfo, facets: Facets) {
        if info.kind == Kind::File && facets == Facets::NONE {
            return;
        }
        self.folders.push(name.to_vec());
        let path = display_path(&self.folders);
        self.folders.pop();
        self.gatherer.add(&Seen { path: &path, kind: info.kind, facets, key: info.key });
    }

    /// What there is to warn of, and what is to be remembered.
    pub fn finish(self) -> (Vec<Warning>, Learned<T>) {
        (self.gatherer.finish(), Learned { remembered: self.remembered, trials: self.trials })
    }
}
