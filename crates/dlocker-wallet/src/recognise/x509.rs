//! Names and dates in X.509 certificates (RFC 5280), and the algorithm of a key.

use super::date;
use super::der::{self, Der};

/// What a certificate says of itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Common name of the subject, or its organisation.
    pub(super) subject: Option<String>,
    /// Common name of the issuer, or its organisation.
    pub(super) issuer: Option<String>,
    /// `notAfter` as RFC 3339.
    pub(super) expires: Option<String>,
}

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];

/// Reads a certificate; `None` when the bytes don't have the shape of one.
pub(super) fn certificate(bytes: &[u8]) -> Option<Certificate> {
    let mut tbs = Der(bytes).enter(der::SEQUENCE)?.enter(der::SEQUENCE)?;
    tbs.skip_if(der::VERSION)?;
    tbs.expect(der::INTEGER)?;
    tbs.expect(der::SEQUENCE)?;
    let issuer = tbs.enter(der::SEQUENCE)?;
    let mut validity = tbs.enter(der::SEQUENCE)?;
    validity.next()?;
    let (_, not_after) = validity.next()?;
    let subject = tbs.enter(der::SEQUENCE)?;
    let expires = std::str::from_utf8(not_after).ok().and_then(date::from_asn1);
    Some(Certificate { subject: name(subject), issuer: name(issuer), expires })
}

/// The common name in a distinguished name, or failing that the organisation.
fn name(rdns: Der<'_>) -> Option<String> {
    attribute(rdns, COMMON_NAME).or_else(|| attribute(rdns, ORGANISATION))
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
fn string(tag: u8, value: &[u8]) -> Option<String> {
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

/// What kind of key a PKCS #8 `PrivateKeyInfo` (RFC 5958) or a `SubjectPublicKeyInfo` (RFC 5280) holds, in words.
pub(super) fn algorithm(bytes: &[u8]) -> Option<&'static str> {
    let mut info = Der(bytes).enter(der::SEQUENCE)?;
    info.skip_if(der::INTEGER)?;
    let mut algorithm = info.enter(der::SEQUENCE)?;
    let oid = algorithm.expect(der::OID)?;
    if oid == [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] {
        return Some(algorithm.expect(der::OID).map_or("EC", curve));
    }
    Some(match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01] => "RSA",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a] => "RSA-PSS",
        [0x2b, 0x65, 0x6e] => "X25519",
        [0x2b, 0x65, 0x6f] => "X448",
        [0x2b, 0x65, 0x70] => "Ed25519",
        [0x2b, 0x65, 0x71] => "Ed448",
        _ => return None,
    })
}

fn curve(oid: &[u8]) -> &'static str {
    match oid {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07] => "EC P-256",
        [0x2b, 0x81, 0x04, 0x00, 0x22] => "EC P-384",
        [0x2b, 0x81, 0x04, 0x00, 0x23] => "EC P-521",
        [0x2b, 0x81, 0x04, 0x00, 0x0a] => "EC secp256k1",
        _ => "EC",
    }
}
