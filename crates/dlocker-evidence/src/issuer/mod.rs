//! Keys of issuers: by certificates that lead to a trust anchor, or by a DID.

mod did_key;
mod did_web;
pub(crate) mod jwk;
mod x5c;

use std::collections::BTreeMap;

use dlocker_protocol::{PublicKey, Timestamp};

use crate::credential::Stop;
use crate::jwt::Jwt;
use crate::{EvidenceError, json};

pub(crate) use did_key::{key_of_did, multikey};
pub(crate) use x5c::Anchors;

/// An issuer as the trust list names it.
#[derive(Debug, Clone)]
pub(crate) enum Issuer {
    /// Whoever has a certificate under one of these.
    X5c(Anchors),
    /// `did:key` or `did:jwk`: the key stands in the DID.
    Key { did: String, key: PublicKey },
    /// `did:web`: the keys stand in a document at this URL.
    Web { did: String, url: String },
}

/// Who a credential or a status list says that it is by.
#[derive(Default)]
pub(crate) struct Claimed<'a> {
    pub(crate) iss: Option<&'a str>,
    pub(crate) kid: Option<&'a str>,
    pub(crate) x5c: Option<Vec<Vec<u8>>>,
}

impl<'a> Claimed<'a> {
    /// Of a JWT.
    pub(crate) fn of(jwt: &'a Jwt<'_>) -> Result<Self, EvidenceError> {
        Ok(Self { iss: json::text(&jwt.claims, "iss")?, kid: jwt.kid()?, x5c: jwt.x5c()? })
    }

    /// The DID that it names: `iss`, or where there is none what stands before the `#` of `kid`. Certificates go before any DID.
    fn did(&self) -> Option<&'a str> {
        let named = self.iss.or_else(|| Some(self.kid?.split_once('#')?.0));
        named.filter(|named| self.x5c.is_none() && named.starts_with("did:"))
    }

    /// What stands behind the `#` of `kid`; `None` if `kid` is a URL of another DID.
    fn fragment(&self, did: &str) -> Option<&'a str> {
        let kid = self.kid?;
        match kid.split_once('#') {
            Some((before, fragment)) => (before.is_empty() || before == did).then_some(fragment),
            None => Some(kid),
        }
    }
}

/// Documents that were fetched, by URL.
pub(crate) type Documents = BTreeMap<String, Vec<u8>>;

/// A key, and what its owner is called.
#[derive(Debug)]
pub(crate) struct IssuerKey {
    pub(crate) key: PublicKey,
    pub(crate) name: String,
}

impl Issuer {
    /// The issuer that `text` of the trust list names. `read` gives the contents of a file.
    pub(crate) fn parse(text: &str, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("x5c:") {
            return Anchors::parse(&read(file)?).map(Self::X5c).map_err(|e| format!("{file}: {e}"));
        }
        let did = text.to_owned();
        if text.starts_with("did:web:") {
            let url = did_web::url(text).ok_or_else(|| format!("{text} is not a did:web that gives a URL"))?;
            return Ok(Self::Web { did, url });
        }
        let key = key_of_did(text).ok_or_else(|| {
            format!("{text} is neither x5c: and a file, nor a did:web, nor a did:key or did:jwk with a P-256 key")
        })?;
        Ok(Self::Key { did, key })
    }

    /// Whether it is one for which whoever signs sends certificates along.
    pub(crate) const fn has_certificates(&self) -> bool {
        matches!(self, Self::X5c(_))
    }

    /// The key by which this issuer must have signed, if `claimed` may be this one.
    pub(crate) fn key(&self, claimed: &Claimed<'_>, documents: &Documents, now: Timestamp) -> Result<IssuerKey, Stop> {
        match (self, &claimed.x5c, claimed.did()) {
            (Self::X5c(anchors), Some(chain), _) => Ok(anchors.leaf_key(chain, claimed.iss, now)?),
            (Self::Key { did, key }, _, Some(named)) if did == named => {
                let own = claimed.kid.is_none() || claimed.fragment(did).is_some_and(|f| did_key::is_fragment(did, f));
                let unknown = EvidenceError::NotTrusted { part: "key" };
                own.then(|| IssuerKey { key: *key, name: did.clone() }).ok_or_else(|| unknown.into())
            }
            (Self::Web { did, url }, _, Some(named)) if did == named => {
                let fragment = claimed.fragment(did).ok_or(EvidenceError::NotTrusted { part: "key" })?;
                let document = documents.get(url).ok_or_else(|| Stop::Document(url.clone()))?;
                let key = did_web::key(document, did, fragment)?;
                Ok(IssuerKey { key, name: did.clone() })
            }
            _ => Err(EvidenceError::NotTrusted { part: "issuer" }.into()),
        }
    }
}
