//! The trust list: who is believed for what.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Format;

/// One entry as the configuration says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntrySettings {
    /// What the trustee calls it: lower-case letters, digits and `-`, at most 64, unique in the list.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// The `vct` (`dc+sd-jwt`), the type (`jwt_vc_json`) or the doctype (`mso_mdoc`).
    pub kind: String,
    /// `x5c:` and a file of PEM certificates (trust anchors), or a DID: `did:key:…`, `did:jwk:…`, `did:web:…`.
    pub issuers: Vec<String>,
    /// Which claims identify a person: what the trustee calls it, and the path to it in [`Verified::claims`](crate::Verified::claims).
    pub claims: BTreeMap<String, Vec<String>>,
}

/// An entry of the trust list.
#[derive(Debug, Clone)]
pub struct Entry {
    name: String,
    format: Format,
    kind: String,
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

/// The trust list cannot be what the configuration says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entry “{entry}” of the trust list is not right: {what}")]
pub struct TrustError {
    /// Name of the entry.
    pub entry: String,
    /// What is wrong, and what to write instead.
    pub what: String,
}

impl TrustList {
    /// The list that these entries make. `read` gives the contents of a file that an issuer `x5c:FILE` names, or says in words why it cannot.
    ///
    /// # Errors
    /// [`TrustError`] for the first entry that is not right.
    pub fn parse(
        entries: &[EntrySettings],
        read: impl FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, TrustError> {
        let _ = read;
        let entries = entries.iter().map(|entry| Entry {
            name: entry.name.clone(),
            format: entry.format,
            kind: entry.kind.clone(),
            claims: entry.claims.clone(),
        });
        Ok(Self { entries: entries.collect() })
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
