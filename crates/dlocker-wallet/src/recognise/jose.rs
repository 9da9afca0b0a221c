//! JSON Web Keys and sets of them (RFC 7517, RFC 7518 section 6, RFC 8037).

use super::base64;
use super::json::{Json, Object};
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

/// Of a set, this many key ids go into the label.
const LABEL_KEYS: usize = 3;

/// Recognises a key or a set of keys. `raw_key` is the caller's to set: it knows of private keys at any depth.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    if is_key(object) {
        let public = object.text("kty") != Some("oct") && !object.is_private_key();
        let half = if public { Facets::PUBLIC_HALF } else { Facets::NONE };
        return Some(ItemInfo::of(Kind::Jwk).labelled(object.text("kid")).with(half).of_key(mark(object)));
    }
    let Json::List { kept, len } = object.get("keys")? else { return None };
    let is_set = *len > 0 && kept.iter().all(|key| key.object().is_some_and(is_key));
    is_set.then(|| ItemInfo::of(Kind::Jwks).labelled(Some(&key_ids(kept))))
}

/// A key has its type and the members that its type must have.
fn is_key(object: &Object) -> bool {
    let needs: &[&str] = match object.text("kty") {
        Some("EC" | "OKP") => &["crv", "x"],
        Some("RSA") => &["n", "e"],
        Some("oct") => &["k"],
        Some("AKP") => &["pub"],
        _ => return false,
    };
    needs.iter().all(|name| object.has(name))
}

/// The mark of the key pair that a key belongs to.
pub(super) fn mark(key: &Object) -> Option<KeyMark> {
    let number = |name| base64::url(key.text(name)?);
    match key.text("kty")? {
        "RSA" => number("n").map(|n| KeyMark::rsa(&n)),
        "EC" => number("x").and_then(|x| KeyMark::point(&[&[2], x.as_slice()].concat())),
        "OKP" => number("x").map(|x| KeyMark::bytes(&x)),
        "AKP" => number("pub").map(|key| KeyMark::bytes(&key)),
        _ => None,
    }
}

fn key_ids(keys: &[Json]) -> String {
    let ids: Vec<&str> = keys.iter().filter_map(|key| key.object()?.text("kid")).take(LABEL_KEYS).collect();
    ids.join(", ")
}
