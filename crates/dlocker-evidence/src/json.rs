//! JSON as it is read here: no member twice, whatever a lenient reader would have made of it.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::EvidenceError;

/// A JSON object; `part` names it in errors.
pub(crate) fn object(bytes: &[u8], part: &'static str) -> Result<Map<String, Value>, EvidenceError> {
    match value(bytes) {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(EvidenceError::Malformed { part }),
    }
}

/// Any JSON value.
pub(crate) fn value(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Strict>(bytes).ok().map(|strict| strict.0)
}

/// The text of a member; `None` where there is none, an error where it is something else.
pub(crate) fn text<'a>(object: &'a Map<String, Value>, member: &'static str) -> Result<Option<&'a str>, EvidenceError> {
    match object.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(EvidenceError::Malformed { part: member }),
    }
}

/// A value in which no object has a member twice. How deep it may go is limited by the reader underneath.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(element)) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = members.next_entry::<String, Strict>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_stands_twice_is_refused_at_any_depth() {
        assert!(value(br#"{"a":1,"b":{"c":[{"d":null}]}}"#).is_some());
        for twice in [r#"{"a":1,"a":1}"#, r#"{"a":{"b":1,"b":2}}"#, r#"[{"a":1,"a":2}]"#, r#"{"a":1,"\u0061":1}"#] {
            assert_eq!(value(twice.as_bytes()), None, "{twice}");
        }
    }

    #[test]
    fn what_is_not_one_whole_value_is_refused() {
        for text in ["", "{", "{}{}", "{} x", "nul", "\u{feff}{}"] {
            assert_eq!(value(text.as_bytes()), None, "{text}");
        }
        assert_eq!(value(&[b'['; 100_000]), None, "too deep");
    }
}
