//! Addresses that are told too, beside the owner's devices and handle.

use minicbor::data::Type;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Serialize, Serializer};

/// Longest name before the `@` in bytes (RFC 5321, section 4.5.3.1.1).
const LONGEST_NAME: usize = 64;
/// Longest address in bytes.
const LONGEST: usize = 254;

/// Whether a text is an e-mail address of the plain form that every server takes: a dot-atom of ASCII, `@`, and a host name with a dot (RFC 5321,
/// section 4.1.2, without quoted names, comments and address literals). So nothing in it can end a line or begin another header.
#[must_use]
pub fn is_mail_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let fits = text.len() <= LONGEST && name.len() <= LONGEST_NAME;
    let is_name = name.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom));
    fits && is_name && host.contains('.') && host.split('.').all(is_label)
}

const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

fn is_label(label: &str) -> bool {
    let clean = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    clean && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// An e-mail address that is told too: a plain one of at most 254 bytes, its domain in lower case. The name before the `@` stays as it was typed, since
/// some servers tell its letters' case apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Contact(String);

/// The text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain e-mail address of at most 254 characters")]
pub struct BadContact;

impl Contact {
    /// Parses it; the domain is lowered.
    ///
    /// # Errors
    /// [`BadContact`] on anything but one plain address.
    pub fn parse(text: &str) -> Result<Self, BadContact> {
        let (name, host) = text.trim().split_once('@').ok_or(BadContact)?;
        let address = format!("{name}@{}", host.to_ascii_lowercase());
        if is_mail_address(&address) { Ok(Self(address)) } else { Err(BadContact) }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for Contact {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Contact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<C> Encode<C> for Contact {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.str(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Contact {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        let text = d.str()?;
        match Self::parse(text) {
            Ok(contact) if contact.0 == text => Ok(contact),
            _ => Err(DecodeError::message("not a contact in its canonical form")),
        }
    }
}

/// The contacts of a locker: at most 4, in ascending order, none twice. CBOR: an array of texts; absent where there is none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Contacts(Vec<Contact>);

impl Contacts {
    /// Most that a locker has.
    pub const MOST: usize = 4;
    /// Nobody.
    pub const NONE: Self = Self(Vec::new());

    /// These, in order; none where they are too many.
    #[must_use]
    pub fn of(mut contacts: Vec<Contact>) -> Option<Self> {
        contacts.sort_unstable();
        contacts.dedup();
        (contacts.len() <= Self::MOST).then_some(Self(contacts))
    }

    /// With one more; none where there is no room.
    #[must_use]
    pub fn with(&self, contact: Contact) -> Option<Self> {
        Self::of(self.0.iter().cloned().chain([contact]).collect())
    }

    /// Without this one.
    #[must_use]
    pub fn without(&self, contact: &Contact) -> Self {
        Self(self.0.iter().filter(|held| *held != contact).cloned().collect())
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn has(&self, contact: &Contact) -> bool {
        self.0.contains(contact)
    }

    /// Whether all of `other` are among them.
    #[must_use]
    pub fn has_all(&self, other: &Self) -> bool {
        other.0.iter().all(|contact| self.has(contact))
    }

    /// In ascending order.
    #[must_use]
    pub fn as_slice(&self) -> &[Contact] {
        &self.0
    }
}

impl<C> Encode<C> for Contacts {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), EncodeError<W::Error>> {
        if self.0.is_empty() { e.null()?.ok() } else { self.0.encode(e, ctx) }
    }

    fn is_nil(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'b, C> Decode<'b, C> for Contacts {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        if d.datatype()? == Type::Null {
            d.null()?;
            return Ok(Self::default());
        }
        let contacts = Vec::<Contact>::decode(d, ctx)?;
        let in_order = contacts.windows(2).all(|pair| pair[0] < pair[1]);
        if in_order && (1..=Self::MOST).contains(&contacts.len()) {
            Ok(Self(contacts))
        } else {
            Err(DecodeError::message("contacts are 1 to 4, in ascending order"))
        }
    }

    fn nil() -> Option<Self> {
        Some(Self::default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_lowered_and_the_name_stays() {
        assert_eq!(Contact::parse(" Ann.B@Example.COM ").unwrap().as_str(), "Ann.B@example.com");
    }

    #[test]
    fn what_is_not_one_plain_address_is_refused() {
        let long = format!("{}@example.com", "x".repeat(65));
        for text in
            ["", "ann", "@example.com", "ann@host", "a@b.c, d@e.f", "a b@c.d", "a@b.c\r\nBcc: d@e.f", "a@b..c", &long]
        {
            assert_eq!(Contact::parse(text), Err(BadContact), "{text}");
        }
    }

    #[test]
    fn there_are_four_at_most_and_none_twice() {
        let contact = |n: usize| Contact::parse(&format!("c{n}@example.com")).unwrap();
        let four = Contacts::of((0..4).rev().map(contact).collect()).unwrap();
        assert_eq!(four.with(contact(2)).unwrap(), four);
        assert_eq!(four.with(contact(4)), None);
        assert_eq!(four.without(&contact(1)).with(contact(1)).unwrap(), four);
    }
}
