//! A trust list with one entry of each format, for tests.

use serde_json::json;

use crate::trust::{EntrySettings, TrustList};

/// The key of RFC 9449, figure 1, as a `did:jwk`.
const ISSUER: &str = "did:jwk:eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSJ9";

pub(super) fn trust() -> TrustList {
    let entries = json!([
        { "name": "id", "format": "dc+sd-jwt", "kind": "urn:eudi:pid:1", "issuers": [ISSUER], "claims": { "family_name": ["family_name"], "birth_date": ["birthdate"] } },
        { "name": "old-id", "format": "jwt_vc_json", "kind": "NationalId", "issuers": [ISSUER], "claims": { "family_name": ["name", "family"] } },
    ]);
    let entries: Vec<EntrySettings> = serde_json::from_value(entries).unwrap_or_default();
    TrustList::parse(&entries, |_| Err("no files".to_owned())).unwrap_or_default()
}
