//! AnonCreds as JSON: credentials, link secrets, schemas and definitions.

use super::json::Json;
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises one of them by its members.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    credential(json)
        .or_else(|| link_secret(json))
        .or_else(|| schema(json))
        .or_else(|| definition(json))
        .or_else(|| issuer_key(json))
}

/// Of no use without the link secret that it was issued to.
fn credential(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let (schema, definition) = (object.text("schema_id")?, object.text("cred_def_id")?);
    let whole = ["values", "signature", "signature_correctness_proof"].iter().all(|name| object.has(name));
    let info = ItemInfo::of(Kind::AnoncredsCredential).labelled(Some(name_of(schema))).issued_by(issuer_of(definition));
    whole.then(|| info.with(Facets::NEEDS_LINK_SECRET))
}

/// The name in `did:2:name:version`, or the whole id.
fn name_of(schema: &str) -> &str {
    let mut parts = schema.rsplitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(name), Some("2"), Some(_)) => name,
        _ => schema,
    }
}

/// What comes before the path of a definition: a DID, or the part before `:3:`.
fn issuer_of(definition: &str) -> Option<&str> {
    let did = definition.split_once("/anoncreds").or_else(|| definition.split_once(":3:"));
    did.map(|(did, _)| did)
}

/// `{"value":{"ms":"123"}}`, without the outer object, or as wallets keep it with a name. As a bare number it is recognised by its line.
fn link_secret(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let inner = object.get("value").and_then(Json::object).unwrap_or(object);
    let bare = inner.has("ms") && inner.len() == 1;
    let named =
        ["link_secret", "linkSecret", "linkSecretValue"].iter().any(|name| object.has(name)) && object.len() <= 4;
    (bare || named).then(|| ItemInfo::of(Kind::AnoncredsLinkSecret).with(Facets::LINK_SECRET).raw())
}

fn schema(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let (issuer, name) = (object.text("issuerId")?, object.text("name")?);
    let fits = object.has("attrNames") && object.has("version");
    fits.then(|| ItemInfo::of(Kind::AnoncredsSchema).labelled(Some(name)).issued_by(Some(issuer)))
}

fn definition(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let (schema, tag) = (object.text("schemaId")?, object.text("tag")?);
    let fits = object.text("type") == Some("CL") && object.get("value")?.object()?.has("primary");
    let label = format!("{tag} of {}", name_of(schema));
    fits.then(|| ItemInfo::of(Kind::AnoncredsDefinition).labelled(Some(&label)).issued_by(object.text("issuerId")))
}

fn issuer_key(json: &Json) -> Option<ItemInfo> {
    let value = json.object()?.get("value")?.object()?;
    (value.has("p_key") && value.has("r_key")).then(|| ItemInfo::of(Kind::AnoncredsIssuerKey).raw())
}
