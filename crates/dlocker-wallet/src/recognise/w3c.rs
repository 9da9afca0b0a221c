//! W3C Verifiable Credentials as JSON (data model 1.1 and 2.0).

use super::date;
use super::json::{Json, Object};
use crate::item::{ItemInfo, Kind};

const CONTEXTS: [&str; 2] = ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"];

/// Recognises a credential by its context and type.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    let credential = json.object()?;
    let in_context = credential.get("@context")?.texts().any(|context| CONTEXTS.contains(&context));
    let is_credential = credential.get("type")?.texts().any(|name| name == "VerifiableCredential");
    if !in_context || !is_credential {
        return None;
    }
    let label = credential_type(credential).or_else(|| credential.text("name"));
    let info = ItemInfo::of(Kind::W3cVc).labelled(label).issued_by(issuer(credential));
    let expires = ["validUntil", "expirationDate"].iter().find_map(|name| date::rfc3339(credential.text(name)?));
    Some(ItemInfo { expires, ..info })
}

/// The type beside `VerifiableCredential`, which says what it really is.
pub(super) fn credential_type(credential: &Object) -> Option<&str> {
    credential.get("type")?.texts().find(|name| *name != "VerifiableCredential")
}

/// An issuer is an id, or an object with a name and an id.
fn issuer(credential: &Object) -> Option<&str> {
    let issuer = credential.get("issuer")?;
    issuer.text().or_else(|| {
        let object = issuer.object()?;
        object.text("name").or_else(|| object.text("id"))
    })
}
