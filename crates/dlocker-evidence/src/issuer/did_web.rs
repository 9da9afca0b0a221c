//! `did:web`: a DID whose document lies under https.

use dlocker_protocol::PublicKey;
use serde_json::{Map, Value};

use super::{jwk, multikey};
use crate::{EvidenceError, json};

/// Longest document that is looked at, in bytes.
const MAX_DOCUMENT: usize = 64 * 1024;

/// Where the document of a `did:web` lies: `/.well-known/did.json` of the host, or `did.json` under the path.
pub(super) fn url(did: &str) -> Option<String> {
    let mut parts = did.strip_prefix("did:web:")?.split(':');
    let host = host(parts.next()?)?;
    let path: Vec<&str> = parts.collect();
    if !path.iter().all(|segment| is_segment(segment)) {
        return None;
    }
    let path = if path.is_empty() { ".well-known".to_owned() } else { path.join("/") };
    Some(format!("https://{host}/{path}/did.json"))
}

/// A host name in lower case, and a port behind `%3A`.
fn host(text: &str) -> Option<String> {
    let (name, port) = match text.split_once("%3A") {
        Some((name, port)) => (name, Some(port.parse::<u16>().ok().filter(|n| n.to_string() == port)?)),
        None => (text, None),
    };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(plain);
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    (name.len() <= 253 && name.split('.').all(is_label)).then(|| format!("{name}{port}"))
}

fn is_segment(segment: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !matches!(segment, "" | "." | "..") && segment.len() <= 255 && segment.bytes().all(plain)
}

/// The key that the document says to sign credentials with (`assertionMethod`) and that is called `#fragment` in it.
pub(super) fn key(document: &[u8], did: &str, fragment: &str) -> Result<PublicKey, EvidenceError> {
    let unknown = |part| EvidenceError::IssuerUnknown { part };
    if document.len() > MAX_DOCUMENT {
        return Err(unknown("length of the DID document"));
    }
    let document = json::object(document, "DID document").map_err(|_| unknown("DID document"))?;
    if document.get("id").and_then(Value::as_str) != Some(did) {
        return Err(unknown("id of the DID document"));
    }
    let method = method(&document, did, fragment).ok_or(EvidenceError::NotTrusted { part: "key" })?;
    let ours = method.get("controller").is_some_and(|controller| controller == did);
    key_of(method).filter(|_| ours).ok_or_else(|| unknown("key in the DID document"))
}

/// The one method of this name that may assert: embedded in `assertionMethod`, or named there and standing in `verificationMethod`.
fn method<'a>(document: &'a Map<String, Value>, did: &str, fragment: &str) -> Option<&'a Map<String, Value>> {
    let relative = format!("#{fragment}");
    let absolute = format!("{did}{relative}");
    let is_it = |id: Option<&Value>| id.and_then(Value::as_str).is_some_and(|id| id == absolute || id == relative);
    let list = |member: &str| document.get(member).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let asserts = list("assertionMethod");
    let embedded = asserts.iter().filter_map(Value::as_object).filter(|method| is_it(method.get("id")));
    let named = asserts.iter().any(|method| is_it(Some(method)));
    let listed = list("verificationMethod").iter().filter_map(Value::as_object);
    let listed = listed.filter(|method| named && is_it(method.get("id")));
    let mut found = embedded.chain(listed);
    // Two keys of one name: no telling which was meant.
    found.next().filter(|_| found.next().is_none())
}

fn key_of(method: &Map<String, Value>) -> Option<PublicKey> {
    match (method.get("publicKeyJwk"), method.get("publicKeyMultibase")) {
        (Some(key), None) => jwk::key(key),
        (None, Some(key)) => multikey(key.as_str()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_did_gives_the_url_of_the_methods_rule() {
        for (did, there) in [
            ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
            ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
            ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
            ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ] {
            assert_eq!(url(did).as_deref(), Some(there));
        }
    }

    #[test]
    fn a_did_that_could_lead_elsewhere_gives_no_url() {
        for did in [
            "did:web:",
            "did:web:example.com:",
            "did:web:example.com:..",
            "did:web:example.com:a::b",
            "did:web:example.com:a%2fb",
            "did:web:example.com/evil",
            "did:web:user@example.com",
            "did:web:example.com%3A0x50",
            "did:web:example.com%3A99999",
            "did:web:example.com%3A080",
            "did:web:EXAMPLE.com",
            "did:web:[::1]",
            "did:web:example.com?x",
            "did:web:example.com#x",
            "did:web:example..com",
            "did:key:z",
        ] {
            assert_eq!(url(did), None, "{did}");
        }
    }

    const DID: &str = "did:web:issuer.example";
    const KEY: &str = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";

    fn document() -> Value {
        json!({
            "id": DID,
            "verificationMethod": [{"id": "did:web:issuer.example#k", "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY}],
            "assertionMethod": ["#k"],
        })
    }

    fn read(document: &Value) -> Result<PublicKey, EvidenceError> {
        key(document.to_string().as_bytes(), DID, "k")
    }

    #[test]
    fn a_key_that_may_assert_is_found_named_or_embedded() {
        let mut embedded = document();
        embedded["assertionMethod"] = embedded["verificationMethod"].take();
        assert_eq!(read(&document()).ok(), multikey(KEY));
        assert_eq!(read(&embedded).ok(), multikey(KEY));
    }

    #[test]
    fn a_key_that_is_only_listed_or_for_other_purposes_is_not_taken() {
        let mut listed = document();
        listed["assertionMethod"] = json!([]);
        let mut other = listed.clone();
        other["authentication"] = json!(["#k"]);
        let mut twice = document();
        twice["assertionMethod"] = json!(["#k", {"id": "#k", "controller": DID, "publicKeyMultibase": KEY}]);
        for document in [listed, other, twice] {
            assert_eq!(read(&document), Err(EvidenceError::NotTrusted { part: "key" }), "{document}");
        }
    }

    #[test]
    fn a_document_of_another_did_or_a_key_of_another_controller_is_refused() {
        let mut other = document();
        other["id"] = json!("did:web:other.example");
        let mut foreign = document();
        foreign["verificationMethod"][0]["controller"] = json!("did:web:other.example");
        let mut private = document();
        private["verificationMethod"][0]["publicKeyMultibase"] =
            json!("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
        for document in [other, foreign, private, json!([])] {
            assert!(matches!(read(&document), Err(EvidenceError::IssuerUnknown { .. })), "{document}");
        }
    }
}
