//! Elements that were disclosed, each held against its digest, as JSON.

use std::collections::BTreeMap;

use coset::cbor::value::Value;
use dlocker_protocol::Digest;
use dlocker_protocol::encoded::to_base64url;
use serde_json::{Map as Object, Value as Json};

use super::cbor::{Key, Map, decode, embed, encode};
use super::mso::Digests;
use crate::EvidenceError;

const ITEM: &str = "element";
const MALFORMED: EvidenceError = EvidenceError::Malformed { part: ITEM };
/// Shortest salt of an element, in bytes (ISO/IEC 18013-5, section 9.1.2.5).
const MIN_SALT: usize = 16;

/// Every disclosed element by namespace and name. Each has its digest and stands once.
pub(super) fn disclosed(
    name_spaces: &BTreeMap<String, Vec<Vec<u8>>>,
    digests: &Digests,
) -> Result<Object<String, Json>, EvidenceError> {
    let none = BTreeMap::new();
    let mut claims = Object::new();
    for (name, items) in name_spaces {
        let digests = digests.get(name).unwrap_or(&none);
        claims.insert(name.clone(), Json::Object(elements(items, digests)?));
    }
    Ok(claims)
}

fn elements(items: &[Vec<u8>], digests: &BTreeMap<i128, Digest>) -> Result<Object<String, Json>, EvidenceError> {
    let mut elements = Object::new();
    for bytes in items {
        let mut item = Map::of(decode(bytes, ITEM)?, ITEM)?;
        let id: i128 = item.take("digestID")?.into_integer().map_err(|_| MALFORMED)?.into();
        // The digest is over the element as it travels: `#6.24(bstr)`.
        let digest = Digest::plain(&encode(&embed(bytes.clone())));
        if digests.get(&id) != Some(&digest) {
            return Err(EvidenceError::NotIssued { part: "digest" });
        }
        let salted = item.take("random")?.as_bytes().is_some_and(|salt| salt.len() >= MIN_SALT);
        let (name, value) = (item.text("elementIdentifier")?, json(item.take("elementValue")?)?);
        // An element that is sent twice has its name twice, too.
        if !salted || elements.insert(name, value).is_some() {
            return Err(MALFORMED);
        }
    }
    Ok(elements)
}

/// A value as JSON: dates as their texts, bytes in base64url.
fn json(value: Value) -> Result<Json, EvidenceError> {
    match value {
        Value::Text(text) => Ok(Json::from(text)),
        Value::Bool(value) => Ok(Json::from(value)),
        Value::Null => Ok(Json::Null),
        Value::Bytes(bytes) => Ok(Json::from(to_base64url(&bytes))),
        Value::Integer(number) => number_of(number.into()).ok_or(MALFORMED),
        Value::Float(number) => Ok(Json::from(number)),
        Value::Tag(_, inner) => json(*inner),
        Value::Array(values) => values.into_iter().map(json).collect::<Result<_, _>>().map(Json::Array),
        map @ Value::Map(_) => {
            let members = Map::of(map, ITEM)?.into_members().into_iter().map(|(key, value)| match key {
                Key::Text(name) => Ok((name, json(value)?)),
                Key::Number(number) => Ok((number.to_string(), json(value)?)),
            });
            members.collect::<Result<_, _>>().map(Json::Object)
        }
        _ => Err(MALFORMED),
    }
}

fn number_of(number: i128) -> Option<Json> {
    let negative = || i64::try_from(number).map(Json::from);
    u64::try_from(number).map(Json::from).or_else(|_| negative()).ok()
}
