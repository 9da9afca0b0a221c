//! CBOR as it is read here: one whole value, maps with no key twice.

use std::collections::BTreeMap;

use coset::cbor::value::Value;
use coset::cbor::{de, ser};

use crate::EvidenceError;

/// What stands before encoded CBOR in a byte string (RFC 8949, section 3.4.5.1).
const EMBEDDED: u64 = 24;

/// One value and nothing behind it; `part` names it in errors.
pub(super) fn decode(mut bytes: &[u8], part: &'static str) -> Result<Value, EvidenceError> {
    let value = de::from_reader(&mut bytes).map_err(|_| EvidenceError::Malformed { part })?;
    if bytes.is_empty() { Ok(value) } else { Err(EvidenceError::Malformed { part }) }
}

/// The shortest encoding; members stay in their order.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A `Vec` takes everything, and there is no value that cannot be written.
    let _ = ser::into_writer(value, &mut bytes);
    bytes
}

/// A key of a map: the two kinds that these structures have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Text(String),
    Number(i128),
}

/// A map in which no key stands twice.
pub(super) struct Map {
    part: &'static str,
    members: BTreeMap<Key, Value>,
}

impl Map {
    pub(super) fn of(value: Value, part: &'static str) -> Result<Self, EvidenceError> {
        let malformed = EvidenceError::Malformed { part };
        let Value::Map(pairs) = value else { return Err(malformed) };
        let mut members = BTreeMap::new();
        for (key, value) in pairs {
            let key = match key {
                Value::Text(text) => Key::Text(text),
                Value::Integer(number) => Key::Number(number.into()),
                _ => return Err(malformed),
            };
            if members.insert(key, value).is_some() {
                return Err(malformed);
            }
        }
        Ok(Self { part, members })
    }

    /// Takes a member out that may be missing.
    pub(super) fn optional(&mut self, name: &str) -> Option<Value> {
        self.members.remove(&Key::Text(name.to_owned()))
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, name: &str) -> Result<Value, EvidenceError> {
        self.optional(name).ok_or(EvidenceError::Malformed { part: self.part })
    }

    /// Takes a text out.
    pub(super) fn text(&mut self, name: &str) -> Result<String, EvidenceError> {
        self.take(name)?.into_text().map_err(|_| EvidenceError::Malformed { part: self.part })
    }

    /// Takes a map out.
    pub(super) fn map(&mut self, name: &str) -> Result<Self, EvidenceError> {
        Self::of(self.take(name)?, self.part)
    }

    /// Takes the member with this number out, as COSE has them.
    pub(super) fn number(&mut self, number: i128) -> Option<Value> {
        self.members.remove(&Key::Number(number))
    }

    /// Refuses members that nobody took: what is not known may change what the rest means.
    pub(super) fn finish(self) -> Result<(), EvidenceError> {
        if self.is_empty() { Ok(()) } else { Err(EvidenceError::Malformed { part: self.part }) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn into_members(self) -> BTreeMap<Key, Value> {
        self.members
    }
}

/// The bytes of encoded CBOR in CBOR: `#6.24(bstr)`.
pub(super) fn embedded(value: Value, part: &'static str) -> Result<Vec<u8>, EvidenceError> {
    match value {
        Value::Tag(EMBEDDED, inner) => inner.into_bytes().map_err(|_| EvidenceError::Malformed { part }),
        _ => Err(EvidenceError::Malformed { part }),
    }
}

/// `#6.24(bstr)` of these bytes.
pub(super) fn embed(bytes: Vec<u8>) -> Value {
    Value::Tag(EMBEDDED, Box::new(Value::Bytes(bytes)))
}
