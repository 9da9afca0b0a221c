//! Looks out, while the wallet is read, for what the owner should be warned of.

use dlocker_wallet::warning::{Gatherer, Seen, Warning};
use dlocker_wallet::{Facets, ItemInfo, Kind, display_path};

use super::remembered::Remembered;

/// Where the reading is, and what was seen so far.
pub(super) struct Lookout {
    folders: Vec<Vec<u8>>,
    gatherer: Gatherer,
    remembered: Remembered,
}

impl Lookout {
    pub(super) fn new(remembered: Remembered) -> Self {
        Self { folders: Vec::new(), gatherer: Gatherer::default(), remembered }
    }

    pub(super) fn enter(&mut self, name: &[u8]) {
        self.folders.push(name.to_vec());
    }

    pub(super) fn leave(&mut self) {
        self.folders.pop();
    }

    /// What else there is to say about this file than its bytes tell.
    pub(super) fn look(&mut self, name: &[u8], info: &ItemInfo, len: u64) -> Facets {
        let known = info.kind != Kind::File;
        if !known && len > 0 {
            return info.facets;
        }
        self.folders.push(name.to_vec());
        let emptied = self.remembered.emptied(&self.folders, known, len);
        self.folders.pop();
        if emptied { info.facets | Facets::EMPTIED } else { info.facets }
    }

    /// The file is in the backup.
    pub(super) fn keep(&mut self, name: &[u8], info: &ItemInfo, facets: Facets) {
        if info.kind == Kind::File && facets == Facets::NONE {
            return;
        }
        self.folders.push(name.to_vec());
        let path = display_path(&self.folders);
        self.folders.pop();
        self.gatherer.add(&Seen { path: &path, kind: info.kind, facets, key: info.key });
    }

    /// What there is to warn of, and what is to be remembered.
    pub(super) fn finish(self) -> (Vec<Warning>, Remembered) {
        (self.gatherer.finish(), self.remembered)
    }
}
