//! What is asked for, in DCQL (OpenID4VP 1.0, section 6).

use serde_json::{Value, json};

use crate::Format;
use crate::trust::{Entry, TrustList};

/// One credential of any entry of the trust list, with the claims that identify a person and no others. Each entry's name is the id of its query.
#[must_use]
pub fn query(trust: &TrustList) -> Value {
    let credentials: Vec<Value> = trust.entries().iter().map(credential).collect();
    let options: Vec<[&str; 1]> = trust.entries().iter().map(|entry| [entry.name()]).collect();
    json!({ "credentials": credentials, "credential_sets": [{ "options": options }] })
}

/// One credential of one kind, whatever it says: the trustee's own.
#[must_use]
pub fn query_of_kind(id: &str, vct: &str) -> Value {
    let meta = json!({ "vct_values": [vct] });
    json!({ "credentials": [{ "id": id, "format": Format::SdJwtVc.name(), "meta": meta }] })
}

fn credential(entry: &Entry) -> Value {
    let claims: Vec<Value> =
        entry.claims().values().map(|path| json!({ "path": full(entry.format(), path) })).collect();
    json!({ "id": entry.name(), "format": entry.format().name(), "meta": meta(entry), "claims": claims })
}

/// The claims of a W3C VC stand below its subject.
fn full(format: Format, path: &[String]) -> Vec<&str> {
    let below = (format == Format::JwtVc).then_some("credentialSubject");
    below.into_iter().chain(path.iter().map(String::as_str)).collect()
}

fn meta(entry: &Entry) -> Value {
    match entry.format() {
        Format::SdJwtVc => json!({ "vct_values": [entry.kind()] }),
        Format::JwtVc => json!({ "type_values": [["VerifiableCredential", entry.kind()]] }),
        Format::Mdoc => json!({ "doctype_value": entry.kind() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presentation::kit::trust;

    #[test]
    fn any_one_entry_is_asked_for_with_the_claims_that_identify_a_person_and_no_others() {
        let expected = json!({
            "credentials": [
                {
                    "id": "id", "format": "dc+sd-jwt", "meta": { "vct_values": ["urn:eudi:pid:1"] },
                    "claims": [{ "path": ["birthdate"] }, { "path": ["family_name"] }],
                },
                {
                    "id": "old-id", "format": "jwt_vc_json", "meta": { "type_values": [["VerifiableCredential", "NationalId"]] },
                    "claims": [{ "path": ["credentialSubject", "name", "family"] }],
                },
            ],
            "credential_sets": [{ "options": [["id"], ["old-id"]] }],
        });
        assert_eq!(query(&trust()), expected);
    }
}
