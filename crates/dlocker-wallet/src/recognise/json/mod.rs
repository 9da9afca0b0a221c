//! JSON, read for a few known members only.
//!
//! Everything else is checked for well-formedness and dropped at once: a large or hostile file costs no more memory than
//! its known members, and the values of private members are never kept at all.

mod link_secret;
mod names;

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use link_secret::LinkSecret;
use names::Name;

/// Of a list, this many elements are kept; the rest is only checked.
const LIST_LIMIT: usize = 64;
/// Of a text, this many bytes are kept at most: longer ones are no label, issuer, date or public key.
const TEXT_LIMIT: usize = 4096;

/// A JSON value, as far as it is kept.
#[derive(Debug)]
pub(super) enum Json {
    Text(String),
    Number(i64),
    Bool(bool),
    Object(Object),
    List { kept: Vec<Json>, len: usize },
    Other,
}

/// The known members of an object, the last one winning where a name comes twice.
#[derive(Debug, Default)]
pub(super) struct Object {
    kept: Vec<(&'static str, Json)>,
    present: Vec<&'static str>,
    /// How many members it has, known or not.
    len: usize,
}

/// Reads a whole JSON text. The flag says whether any object in it, at any depth, holds a private key.
/// `None` when it is not JSON, or nested deeper than 128.
pub(super) fn parse(text: &str) -> Option<(Json, bool)> {
    let has_key = Cell::new(false);
    let mut input = serde_json::Deserializer::from_str(text);
    let json = Seed(&has_key).deserialize(&mut input).ok()?;
    input.end().ok()?;
    Some((json, has_key.get()))
}

/// Reads the JSON value that a text begins with; also what comes behind it.
pub(super) fn parse_first(text: &str) -> Option<(Json, &str)> {
    let has_key = Cell::new(false);
    let mut input = serde_json::Deserializer::from_str(text);
    let json = Seed(&has_key).deserialize(&mut input).ok()?;
    // The reader does not say where it is; a stream of ignored values does.
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    stream.next()?.ok()?;
    Some((json, text.get(stream.byte_offset()..)?))
}

/// Reads JSON whose private keys don't matter (headers and payloads of tokens).
pub(super) fn parse_object(bytes: &[u8]) -> Option<Object> {
    match parse(std::str::from_utf8(bytes).ok()?)?.0 {
        Json::Object(object) => Some(object),
        _ => None,
    }
}

impl Json {
    pub(super) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn object(&self) -> Option<&Object> {
        if let Json::Object(object) = self { Some(object) } else { None }
    }

    /// The texts of a value that is one text or a list of them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let list = if let Json::List { kept, .. } = self { kept.as_slice() } else { &[] };
        self.text().into_iter().chain(list.iter().filter_map(Json::text))
    }
}

impl Object {
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.kept.iter().rev().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// True when the object has this member, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.present.contains(&name) || self.get(name).is_some()
    }

    /// How many members it has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_private_key(&self) -> bool {
        self.has("kty") && ["d", "k", "priv"].iter().any(|name| self.has(name))
    }
}

struct Seed<'c>(&'c Cell<bool>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Json, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(if text.len() <= TEXT_LIMIT { Json::Text(text.to_owned()) } else { Json::Other })
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(i64::try_from(number).map_or(Json::Other, Json::Number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        // A NumericDate may have a fraction (RFC 7519, section 2). The cast saturates.
        Ok(Json::Number(number as i64))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let (mut kept, mut len) = (Vec::new(), 0);
        while let Some(element) = list.next_element_seed(Seed(self.0))? {
            len += 1;
            if kept.len() < LIST_LIMIT {
                kept.push(element);
            }
        }
        Ok(Json::List { kept, len })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut object = Object::default();
        while let Some(name) = map.next_key::<Name>()? {
            object.len += 1;
            match name {
                Name::Kept(name) => object.keep(name, map.next_value_seed(Seed(self.0))?),
                Name::Present(name) => {
                    map.next_value::<IgnoredAny>()?;
                    object.note(name);
                }
                Name::Noted(name) => {
                    drop(map.next_value_seed(Seed(self.0))?);
                    object.note(name);
                }
                Name::LinkSecret(name) => {
                    if map.next_value::<LinkSecret>()?.found {
                        object.note(name);
                    }
                }
                Name::Secret => {
                    map.next_value::<IgnoredAny>()?;
                    self.0.set(true);
                }
                Name::Other => drop(map.next_value_seed(Seed(self.0))?),
            }
        }
        self.0.set(self.0.get() || object.is_private_key());
        Ok(Json::Object(object))
    }
}

impl Object {
    fn keep(&mut self, name: &'static str, value: Json) {
        self.kept.retain(|(found, _)| *found != name);
        self.kept.push((name, value));
    }

    fn note(&mut self, name: &'static str) {
        if !self.present.contains(&name) {
            self.present.push(name);
        }
    }
}
