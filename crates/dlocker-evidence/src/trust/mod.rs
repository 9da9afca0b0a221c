//! The trust list: who is believed for what.

mod resolve;
mod settings;

use std::collections::BTreeMap;

use crate::Format;
use crate::issuer::Issuer;

pub(crate) use resolve::{Trusted, trusted};
pub use settings::{EntrySettings, TrustError};

/// An entry of the trust list.
#[derive(Debug, Clone)]
pub struct Entry {
    name: String,
    format: Format,
    kind: String,
    issuers: Vec<Issuer>,
    claims: BTreeMap<String, Vec<String>>,
}

impl Entry {
    /// What the trustee calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The format of its credentials.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The `vct`, type or doctype of its credentials.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Which claims identify a person: what the trustee calls it, and the path to it in [`Verified::claims`](crate::Verified::claims).
    #[must_use]
    pub const fn claims(&self) -> &BTreeMap<String, Vec<String>> {
        &self.claims
    }
}

/// Who is believed for what.
#[derive(Debug, Clone, Default)]
pub struct TrustList {
    entries: Vec<Entry>,
}

impl TrustList {
    /// The list that these entries make. `read` gives the contents of a file that an issuer `x5c:FILE` names, or says in words why it cannot.
    ///
    /// # Errors
    /// [`TrustError`] for the first entry that is not right.
    pub fn parse(
        entries: &[EntrySettings],
        mut read: impl FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, TrustError> {
        let mut list = Self::default();
        for entry in entries {
            let parsed = entry.parse(&mut read).and_then(|parsed| match list.entry(&parsed.name) {
                Some(_) => Err("another entry has this name; names are unique".to_owned()),
                None => Ok(parsed),
            });
            list.entries.push(parsed.map_err(|what| TrustError { entry: entry.name.clone(), what })?);
        }
        Ok(list)
    }

    /// All entries, in the order of the configuration.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with this name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}
