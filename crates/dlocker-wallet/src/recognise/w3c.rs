//! W3C Verifiable Credentials as JSON (data model 1.1 and 2.0).

use super::json::{Json, Object};
use super::{date, holder};
use crate::item::{Facets, ItemInfo, Kind};

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
    let info = info.held_by(holder::of_subject(credential));
    let bound = proofs(credential).any(|proof| proof.text("cryptosuite") == Some("anoncreds-2023"));
    let info = if bound { info.with(Facets::NEEDS_LINK_SECRET) } else { info };
    Some(info.expiring(until(credential)))
}

/// The proof, or the proofs.
fn proofs(credential: &Object) -> impl Iterator<Item = &Object> {
    let list = match credential.get("proof") {
        Some(Json::List { kept, .. }) => kept.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter_map(Json::object)
}

/// When it expires, in either data model.
pub(super) fn until(credential: &Object) -> Option<String> {
    ["validUntil", "expirationDate"].iter().find_map(|name| date::rfc3339(credential.text(name)?))
}

/// The type beside `VerifiableCredential`, which says what it really is.
pub(super) fn credential_type(credential: &Object) -> Option<&str> {
    credential.get("type")?.texts().find(|name| *name != "VerifiableCredential")
}

/// An issuer is an id, or an object with a name and an id.
pub(super) fn issuer(credential: &Object) -> Option<&str> {
    let issuer = credential.get("issuer")?;
    issuer.text().or_else(|| {
        let object = issuer.object()?;
        object.text("name").or_else(|| object.text("id"))
    })
}
