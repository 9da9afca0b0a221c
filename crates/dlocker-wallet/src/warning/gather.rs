//! Keeps of each item only what a warning may need, and says them all at the end.

use std::collections::{BTreeMap, BTreeSet};

use super::others::{COLLECTION, Family, keeps_others};
use super::{Code, Seen, Warning, has_passphrase};
use crate::item::{Facets, KeyMark, Kind};

/// Takes items one after the other. Costs memory only for those that a warning may be about.
#[derive(Debug, Default)]
pub struct Gatherer {
    /// Said whatever comes.
    certain: Vec<Warning>,
    /// Private halves that are here.
    private: BTreeSet<KeyMark>,
    /// Families of which a private half is here whose public one can't be read.
    veiled: BTreeSet<Family>,
    /// Public halves, whose private ones may still come.
    public: Vec<Public>,
    /// Encrypted items by folder and kind, for kinds of which one store has many files, and for messages, of which a folder may be full.
    parts: BTreeMap<(String, Kind), Vec<String>>,
    journals: Vec<String>,
    databases: BTreeSet<String>,
    /// Credentials that need a link secret: the first, and how many.
    credentials: Option<(String, usize)>,
    /// A link secret is here, or a store that may hold it.
    link_secret: bool,
}

#[derive(Debug)]
struct Public {
    path: String,
    family: Family,
    key: Option<KeyMark>,
    hardware: bool,
}

impl Gatherer {
    /// Takes one item.
    pub fn add(&mut self, item: &Seen<'_>) {
        self.add_database(item);
        self.add_anoncreds(item);
        self.add_key(item);
        self.add_encrypted(item);
        if item.facets.has(Facets::EMPTIED) {
            self.say(item.path, Code::Emptied, "is empty, and was a store when it was backed up before: what was in it is in the earlier backup. Restore it from there (dlocker snapshots, dlocker restore --snapshot).");
        }
    }

    /// All warnings, in the order of their paths.
    #[must_use]
    pub fn finish(mut self) -> Vec<Warning> {
        self.finish_journals();
        self.finish_credentials();
        self.finish_public();
        self.finish_parts();
        self.certain.sort();
        self.certain
    }

    fn say(&mut self, path: &str, code: Code, text: &str) {
        self.certain.push(Warning { path: path.to_owned(), code, text: text.to_owned() });
    }

    fn add_database(&mut self, item: &Seen<'_>) {
        if matches!(item.kind, Kind::Sqlite | Kind::AskarStore | Kind::NssDatabase) {
            self.databases.insert(item.path.to_owned());
        }
        if item.facets.has(Facets::STRAY_JOURNAL) {
            self.journals.push(item.path.to_owned());
        }
    }

    fn add_anoncreds(&mut self, item: &Seen<'_>) {
        // What is in an Askar store can't be seen; that is where link secrets usually are.
        self.link_secret |= item.facets.has(Facets::LINK_SECRET) || item.kind == Kind::AskarStore;
        if item.facets.has(Facets::NEEDS_LINK_SECRET) {
            let (_, count) = self.credentials.get_or_insert_with(|| (item.path.to_owned(), 0));
            *count += 1;
        }
    }

    fn add_key(&mut self, item: &Seen<'_>) {
        let Some(family) = Family::of(item.kind) else { return };
        let hardware = item.facets.has(Facets::HARDWARE);
        if item.facets.has(Facets::PUBLIC_HALF) {
            self.public.push(Public { path: item.path.to_owned(), family, key: item.key, hardware });
            return;
        }
        if item.kind == Kind::PgpPublicKey || item.kind == Kind::AgeRecipient {
            return;
        }
        match item.key {
            Some(key) => drop(self.private.insert(key)),
            None => drop(self.veiled.insert(family)),
        }
        if hardware {
            self.say(item.path, Code::HardwareBound, HARDWARE);
        }
    }

    fn add_encrypted(&mut self, item: &Seen<'_>) {
        let shut = item.facets.has(Facets::ENCRYPTED) && !item.facets.has(Facets::SECRET_HERE);
        if !shut || !(has_passphrase(item.kind) || item.facets.has(Facets::PASSPHRASE)) {
            return;
        }
        let of_many = matches!(item.kind, Kind::GnupgPrivateKey | Kind::SofthsmObject);
        if of_many || item.facets.has(Facets::PASSPHRASE) {
            let folder = item.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            self.parts.entry((folder.to_owned(), item.kind)).or_default().push(item.path.to_owned());
        } else {
            self.say(item.path, Code::PassphraseNotHere, PASSPHRASE);
        }
    }

    fn finish_journals(&mut self) {
        for path in std::mem::take(&mut self.journals) {
            let base = ["-wal", "-journal"].iter().find_map(|end| path.strip_suffix(end));
            if !base.is_some_and(|base| self.databases.contains(base)) {
                self.say(&path, Code::JournalWithoutDatabase, "holds changes to a database that is not beside it: it is of no use alone. Find the database and back both up together.");
            }
        }
    }

    fn finish_credentials(&mut self) {
        let Some((path, count)) = self.credentials.take().filter(|_| !self.link_secret) else { return };
        let what = if count == 1 {
            "is an AnonCreds credential".to_owned()
        } else {
            format!("and {} more are AnonCreds credentials", count - 1)
        };
        self.say(&path, Code::NoLinkSecret, &format!("{what} without a link secret in this wallet: nothing can be proved without it. Add the wallet's own store, or the link secret, to the backup."));
    }

    fn finish_public(&mut self) {
        let all = std::mem::take(&mut self.public);
        let alone: Vec<&Public> = all.iter().filter(|key| self.is_alone(key)).collect();
        let mut in_folder: BTreeMap<&str, usize> = BTreeMap::new();
        alone.iter().for_each(|key| *in_folder.entry(folder(&key.path)).or_default() += 1);
        for key in &alone {
            if key.hardware {
                self.say(&key.path, Code::HardwareBound, HARDWARE);
            } else if in_folder.get(folder(&key.path)).is_some_and(|count| *count <= COLLECTION) {
                self.say(&key.path, Code::OnlyPublicHalf, "is the public half of a key, and no private half of it is in this wallet. If the key is yours, add the private half to the backup; if it is somebody else's, all is well.");
            }
        }
    }

    fn is_alone(&self, key: &Public) -> bool {
        let here = key.key.is_some_and(|mark| self.private.contains(&mark));
        !here && !self.veiled.contains(&key.family) && !keeps_others(&key.path)
    }

    fn finish_parts(&mut self) {
        for ((_, kind), paths) in std::mem::take(&mut self.parts) {
            let Some(first) = paths.first() else { continue };
            let text = match paths.len() - 1 {
                0 => PASSPHRASE.to_owned(),
                more => format!("and {more} more ({kind}) beside it: each {PASSPHRASE}"),
            };
            self.say(first, Code::PassphraseNotHere, &text);
        }
    }
}

const PASSPHRASE: &str = "is encrypted, and no passphrase for it was found in this wallet: the backup brings it back as it is. Remember its passphrase: it is not part of what could be checked.";

const HARDWARE: &str = "is bound to hardware (a security key, card, token or TPM): the backup can't replace that. Keep a second one, or know who issues a new key.";

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
