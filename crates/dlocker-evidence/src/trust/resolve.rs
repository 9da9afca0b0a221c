//! Which entry of the list a credential falls under, and the key it must be signed by.

use dlocker_protocol::Timestamp;

use super::{Entry, TrustList};
use crate::credential::Stop;
use crate::issuer::{Claimed, Documents, Issuer, IssuerKey};
use crate::{EvidenceError, Format};

/// An issuer that the list names for this kind of credential, and its key.
pub(crate) struct Trusted<'t> {
    pub(crate) entry: &'t Entry,
    pub(crate) issuer: &'t Issuer,
    pub(crate) key: IssuerKey,
}

/// The issuer of a credential of one of these kinds. Of several refusals the one that says most.
pub(crate) fn trusted<'t>(
    trust: &'t TrustList,
    (format, kinds): (Format, &[&str]),
    claimed: &Claimed<'_>,
    documents: &Documents,
    now: Timestamp,
) -> Result<Trusted<'t>, Stop> {
    let is_of_kind = |entry: &&Entry| entry.format == format && kinds.contains(&entry.kind.as_str());
    let mut refused = Stop::from(EvidenceError::NotTrusted { part: "kind" });
    for entry in trust.entries.iter().filter(is_of_kind) {
        for issuer in &entry.issuers {
            match issuer.key(claimed, documents, now) {
                Ok(key) => return Ok(Trusted { entry, issuer, key }),
                Err(stop) if stop.says_more_than(&refused) => refused = stop,
                Err(_) => {}
            }
        }
    }
    Err(refused)
}
