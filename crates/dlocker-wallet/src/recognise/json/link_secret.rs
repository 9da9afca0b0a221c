//! Whether the value of a member is an AnonCreds link secret: a number of 256 bits in decimal, as text. It is looked at and never kept.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Fewer digits than these has one of a billion such numbers.
const FEWEST_DIGITS: usize = 68;
const MOST_DIGITS: usize = 78;

/// What a value is.
pub(super) struct LinkSecret {
    /// It is one, or an object that has one.
    pub(super) found: bool,
}

impl<'de> serde::Deserialize<'de> for LinkSecret {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<LinkSecret, D::Error> {
        input.deserialize_any(Look)
    }
}

struct Look;

const fn no<E>() -> Result<LinkSecret, E> {
    Ok(LinkSecret { found: false })
}

impl<'de> Visitor<'de> for Look {
    type Value = LinkSecret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<LinkSecret, E> {
        let long = (FEWEST_DIGITS..=MOST_DIGITS).contains(&text.len());
        Ok(LinkSecret { found: long && text.bytes().all(|byte| byte.is_ascii_digit()) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LinkSecret, A::Error> {
        let mut found = false;
        while map.next_key::<IgnoredAny>()?.is_some() {
            found |= map.next_value::<LinkSecret>()?.found;
        }
        Ok(LinkSecret { found })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<LinkSecret, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        no()
    }

    fn visit_i64<E>(self, _: i64) -> Result<LinkSecret, E> {
        no()
    }

    fn visit_u64<E>(self, _: u64) -> Result<LinkSecret, E> {
        no()
    }

    fn visit_f64<E>(self, _: f64) -> Result<LinkSecret, E> {
        no()
    }

    fn visit_bool<E>(self, _: bool) -> Result<LinkSecret, E> {
        no()
    }

    fn visit_unit<E>(self) -> Result<LinkSecret, E> {
        no()
    }
}
