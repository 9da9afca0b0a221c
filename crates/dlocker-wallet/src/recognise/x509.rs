//! Names and dates in X.509 certificates (RFC 5280).

use super::der::{self, Der};
use super::{date, keys};
use crate::item::{ItemInfo, KeyMark, Kind};

/// What a certificate says of itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Common name of the subject, or its organisation, or where it has neither its first other name: an address, a domain.
    pub(super) subject: Option<String>,
    /// Common name of the issuer, or its organisation.
    pub(super) issuer: Option<String>,
    /// `notAfter` as RFC 3339.
    pub(super) expires: Option<String>,
    /// The key pair that it is for.
    pub(super) mark: Option<KeyMark>,
}

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];

/// Reads a certificate; `None` when the bytes don't have the shape of one.
pub(super) fn certificate(bytes: &[u8]) -> Option<Certificate> {
    let mut tbs = Der(bytes).enter(der::SEQUENCE)?.enter(der::SEQUENCE)?;
    tbs.skip_if(der::CONTEXT_0)?;
    tbs.expect(der::INTEGER)?;
    tbs.expect(der::SEQUENCE)?;
    let issuer = tbs.enter(der::SEQUENCE)?;
    let mut validity = tbs.enter(der::SEQUENCE)?;
    validity.next()?;
    let (_, not_after) = validity.next()?;
    let subject = tbs.enter(der::SEQUENCE)?;
    let expires = std::str::from_utf8(not_after).ok().and_then(date::from_asn1);
    let mark = keys::public(tbs);
    let subject = name(subject).or_else(|| other_name(bytes));
    Some(Certificate { subject, issuer: name(issuer), expires, mark })
}

impl Certificate {
    /// As an item.
    pub(super) fn info(self, kind: Kind) -> ItemInfo {
        let info = ItemInfo::of(kind).labelled(self.subject.as_deref()).issued_by(self.issuer.as_deref());
        info.expiring(self.expires).of_key(self.mark)
    }
}

/// Recognises an input that is one certificate in DER and nothing else.
pub(super) fn recognise(bytes: &[u8]) -> Option<ItemInfo> {
    let mut outer = Der(bytes);
    let mut signed = outer.enter(der::SEQUENCE)?;
    signed.enter(der::SEQUENCE)?;
    signed.enter(der::SEQUENCE)?.expect(der::OID)?;
    signed.bits()?;
    let whole = outer.is_empty() && signed.is_empty();
    whole.then(|| certificate(bytes).map(|cert| cert.info(Kind::DerCertificate)))?
}

/// The common name in a distinguished name, or failing that the organisation.
fn name(rdns: Der<'_>) -> Option<String> {
    attribute(rdns, COMMON_NAME).or_else(|| attribute(rdns, ORGANISATION))
}

/// The object identifier of `subjectAltName`.
const OTHER_NAMES: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x11];

/// The first of the other names that is an address of a mailbox, a domain or a URI. New certificates of servers have nothing else.
fn other_name(bytes: &[u8]) -> Option<String> {
    let at = bytes.windows(OTHER_NAMES.len()).position(|window| window == OTHER_NAMES)?;
    let mut extension = Der(bytes.get(at + OTHER_NAMES.len()..)?);
    extension.skip_if(der::BOOLEAN)?;
    let mut names = Der(extension.expect(der::OCTET_STRING)?).enter(der::SEQUENCE)?;
    std::iter::from_fn(|| names.next())
        .filter(|(tag, _)| matches!(tag, 0x81 | 0x82 | 0x86))
        .find_map(|(_, name)| std::str::from_utf8(name).ok().map(str::to_owned))
}

fn attribute(mut rdns: Der<'_>, wanted: &[u8]) -> Option<String> {
    while let Some(mut set) = rdns.enter(der::SET) {
        while let Some(mut pair) = set.enter(der::SEQUENCE) {
            if pair.expect(der::OID)? == wanted {
                let (tag, value) = pair.next()?;
                return string(tag, value);
            }
        }
    }
    None
}

/// UTF8String, PrintableString, IA5String, TeletexString (read as Latin-1, as everyone does) and BMPString.
pub(super) fn string(tag: u8, value: &[u8]) -> Option<String> {
    match tag {
        0x0c | 0x13 | 0x16 => std::str::from_utf8(value).ok().map(str::to_owned),
        0x14 => Some(value.iter().map(|&byte| char::from(byte)).collect()),
        0x1e => {
            let units: Vec<u16> = value.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}
