//! Mobile documents (ISO/IEC 18013-5): `IssuerSigned`, alone, in a document, or in a `DeviceResponse`, as CBOR.

use minicbor::Decoder;
use minicbor::data::Type;

use super::{base64, date, x509};
use crate::item::{ItemInfo, KeyMark, Kind};

/// Maps with more members than this are none of these.
const MAX_MEMBERS: u64 = 64;

/// Recognises CBOR that is one of them and nothing else. Label: the document's type.
pub(super) fn recognise(bytes: &[u8]) -> Option<ItemInfo> {
    ends_with_first(bytes)?;
    let document = match member(bytes, "documents") {
        Some(documents) => first(documents)?,
        None => bytes,
    };
    let signed = member(document, "issuerSigned").unwrap_or(document);
    member(signed, "nameSpaces")?;
    let auth = member(signed, "issuerAuth")?;
    let mso = security_object(auth);
    let named = mso.and_then(|mso| text(member(mso, "docType")?));
    let label = named.or_else(|| text(member(document, "docType")?));
    let until = mso.and_then(|mso| date::rfc3339(text(member(member(mso, "validityInfo")?, "validUntil")?)?));
    let issuer = chain(auth).and_then(x509::certificate).and_then(|cert| cert.subject);
    let info = ItemInfo::of(Kind::Mdoc).labelled(label).issued_by(issuer.as_deref()).expiring(until);
    Some(info.held_by(mso.and_then(device_key)))
}

/// The same as base64url, as OpenID4VCI hands it over.
pub(super) fn recognise_text(text: &str) -> Option<ItemInfo> {
    recognise(&base64::url(text.trim_end_matches('='))?)
}

/// One item that fills the input.
fn ends_with_first(bytes: &[u8]) -> Option<()> {
    let mut decoder = Decoder::new(bytes);
    if !matches!(decoder.datatype().ok()?, Type::Map | Type::MapIndef) {
        return None;
    }
    decoder.skip().ok()?;
    (decoder.position() == bytes.len()).then_some(())
}

/// The bytes of the value of a member with this name.
fn member<'a>(map: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut decoder = Decoder::new(map);
    let len = decoder.map().ok()?.unwrap_or(MAX_MEMBERS);
    for _ in 0..len.min(MAX_MEMBERS) {
        let found = decoder.datatype().ok()? == Type::String && decoder.probe().str().ok() == Some(name);
        decoder.skip().ok()?;
        let from = decoder.position();
        decoder.skip().ok()?;
        if found {
            return map.get(from..decoder.position());
        }
    }
    None
}

/// The bytes of the first element of a list.
fn first(list: &[u8]) -> Option<&[u8]> {
    element(list, 0)
}

fn element(list: &[u8], n: usize) -> Option<&[u8]> {
    let mut decoder = Decoder::new(list);
    let len = decoder.array().ok()?;
    if len.is_some_and(|len| len <= n as u64) {
        return None;
    }
    for _ in 0..n {
        decoder.skip().ok()?;
    }
    let from = decoder.position();
    decoder.skip().ok()?;
    list.get(from..decoder.position())
}

/// A text, with or without a tag before it.
fn text(value: &[u8]) -> Option<&str> {
    let mut decoder = Decoder::new(value);
    if decoder.datatype().ok()? == Type::Tag {
        decoder.tag().ok()?;
    }
    decoder.str().ok()
}

fn string(value: &[u8]) -> Option<&[u8]> {
    let mut decoder = Decoder::new(value);
    if decoder.datatype().ok()? == Type::Tag {
        decoder.tag().ok()?;
    }
    decoder.bytes().ok()
}

/// The mobile security object: payload of the signature, in a byte string again.
fn security_object(auth: &[u8]) -> Option<&[u8]> {
    string(string(element(untagged(auth), 2)?)?)
}

/// The key of the device that may show it: a COSE key (RFC 9052, section 7) on a curve (type 2) or as a string of bytes (type 1).
fn device_key(mso: &[u8]) -> Option<KeyMark> {
    let key = member(member(mso, "deviceKeyInfo")?, "deviceKey")?;
    let x = string(numbered(key, -2)?)?;
    match Decoder::new(numbered(key, 1)?).i64().ok()? {
        1 => Some(KeyMark::bytes(x)),
        2 => KeyMark::point(&[&[2], x].concat()),
        _ => None,
    }
}

fn untagged(value: &[u8]) -> &[u8] {
    let mut decoder = Decoder::new(value);
    let tagged = decoder.tag().is_ok();
    if tagged { value.get(decoder.position()..).unwrap_or_default() } else { value }
}

/// The issuer's certificate, from the unprotected header 33 (RFC 9360): one byte string, or the first of a list.
fn chain(auth: &[u8]) -> Option<&[u8]> {
    let value = numbered(element(untagged(auth), 1)?, 33)?;
    string(value).or_else(|| string(first(value)?))
}

/// The bytes of the value of a member with this number.
fn numbered(map: &[u8], number: i64) -> Option<&[u8]> {
    let mut decoder = Decoder::new(map);
    let len = decoder.map().ok()?.unwrap_or(MAX_MEMBERS);
    for _ in 0..len.min(MAX_MEMBERS) {
        let found = decoder.probe().i64().ok() == Some(number);
        decoder.skip().ok()?;
        let from = decoder.position();
        decoder.skip().ok()?;
        if found {
            return map.get(from..decoder.position());
        }
    }
    None
}
