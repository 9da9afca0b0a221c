//! The trust list as the configuration says it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Entry;
use crate::Format;
use crate::issuer::Issuer;

/// One entry as the configuration says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

/// The trust list cannot be what the configuration says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entry “{entry}” of the trust list is not right: {what}")]
pub struct TrustError {
    /// Name of the entry.
    pub entry: String,
    /// What is wrong, and what to write instead.
    pub what: String,
}

impl EntrySettings {
    pub(super) fn parse(&self, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<Entry, String> {
        if !is_word(&self.name, b'-') {
            return Err("a name is 1 to 64 lower-case letters, digits and -".to_owned());
        }
        if self.kind.is_empty() || self.kind.len() > 512 {
            return Err("kind is the vct, type or doctype, at most 512 characters".to_owned());
        }
        if self.format == Format::JwtVc && self.kind == "VerifiableCredential" {
            return Err("kind is the type that every W3C credential has; name the one that is meant".to_owned());
        }
        self.check_claims()?;
        let issuers = self.issuers.iter().map(|issuer| self.issuer(issuer, read)).collect::<Result<Vec<_>, _>>()?;
        if issuers.is_empty() {
            return Err("issuers is empty; an entry without issuers lets nobody in".to_owned());
        }
        let Self { name, format, kind, claims, .. } = self.clone();
        Ok(Entry { name, format, kind, issuers, claims })
    }

    fn issuer(&self, text: &str, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<Issuer, String> {
        let issuer = Issuer::parse(text, read)?;
        if self.format == Format::Mdoc && !issuer.has_certificates() {
            return Err(format!("{text}: issuers of mso_mdoc are named by x5c: and a file"));
        }
        Ok(issuer)
    }

    fn check_claims(&self) -> Result<(), String> {
        if self.claims.is_empty() {
            return Err("claims is empty; name at least one that identifies a person".to_owned());
        }
        for (name, path) in &self.claims {
            let length = if self.format == Format::Mdoc { 2..=2 } else { 1..=8 };
            if !is_word(name, b'_') || !length.contains(&path.len()) || path.iter().any(String::is_empty) {
                return Err(format!(
                    "claims.{name}: a name of lower-case letters, digits and _ with a path of 1 to 8 members (mso_mdoc: namespace and element)"
                ));
            }
        }
        Ok(())
    }
}

fn is_word(text: &str, mark: u8) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == mark;
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}
