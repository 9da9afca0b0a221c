//! CMS and PKCS #7 messages (RFC 5652): DER, BER as streams are written, and S/MIME (RFC 8551).

use super::der::{self, Der};
use super::x509;
use crate::item::{Facets, ItemInfo, Kind};

/// Content types 1.2.840.113549.1.7.n.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// `id-ct-authEnvelopedData`.
const AUTH_ENVELOPED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17];

/// Recognises a message by its content type. `whole`: all of the input is there.
pub(super) fn recognise(bytes: &[u8], whole: bool) -> Option<ItemInfo> {
    let mut info = if let Some(rest) = bytes.strip_prefix(&[0x30, 0x80]) { Der(rest) } else { definite(bytes, whole)? };
    let oid = info.expect(der::OID)?;
    let (label, facets) = match oid.strip_prefix(PKCS7) {
        Some([2]) => ("signed", Facets::NONE),
        Some([3] | [4]) => ("enveloped", Facets::ENCRYPTED),
        Some([6]) => ("encrypted", Facets::ENCRYPTED),
        None if oid == AUTH_ENVELOPED => ("enveloped", Facets::ENCRYPTED),
        _ => return None,
    };
    let content = info.0;
    let fits = content.first() == Some(&der::CONTEXT_0) && inside(content).is_some();
    let signer = if label == "signed" { signer(info) } else { None };
    fits.then(|| ItemInfo::of(Kind::Cms).labelled(Some(label)).issued_by(signer.as_deref()).with(facets))
}

/// Who signed, if there is one certificate alone: the subject of it.
fn signer(mut content: Der<'_>) -> Option<String> {
    let mut signed = content.enter(der::CONTEXT_0)?.enter(der::SEQUENCE)?;
    signed.expect(der::INTEGER)?;
    signed.expect(der::SET)?;
    signed.expect(der::SEQUENCE)?;
    let certificates = signed.expect(der::CONTEXT_0)?;
    let mut rest = Der(certificates);
    rest.expect(der::SEQUENCE)?;
    if rest.is_empty() { x509::certificate(certificates)?.subject } else { None }
}

/// A sequence whose end is known. Of a beginning, the end lies behind it.
fn definite(bytes: &[u8], whole: bool) -> Option<Der<'_>> {
    if whole {
        let mut der = Der(bytes);
        let inside = der.enter(der::SEQUENCE)?;
        return der.is_empty().then_some(inside);
    }
    open(bytes, der::SEQUENCE)
}

/// What follows tag and length, as much of it as is there.
fn open(bytes: &[u8], tag: u8) -> Option<Der<'_>> {
    let (&found, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let octets = match first {
        0..=0x80 => 0,
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return None,
    };
    (found == tag).then_some(Der(rest.get(octets..)?))
}

/// Inside the explicit tag a sequence begins, and in it a version or (encrypted data) the same.
fn inside(content: &[u8]) -> Option<()> {
    let sequence = open(content, der::CONTEXT_0)?;
    let mut body = open(sequence.0, der::SEQUENCE)?;
    matches!(body.expect(der::INTEGER)?, [0..=6]).then_some(())
}

/// Recognises a mail whose headers say that it is S/MIME.
pub(super) fn recognise_mail(text: &str) -> Option<ItemInfo> {
    let end = text.find("\n\n").or_else(|| text.find("\r\n\r\n"))?;
    let headers = text.get(..end)?;
    if !headers.lines().all(is_header) {
        return None;
    }
    let lower = headers.to_ascii_lowercase();
    let message = ["application/pkcs7-mime", "application/x-pkcs7-mime"].iter().any(|name| lower.contains(name));
    let signature = lower.contains("pkcs7-signature") && lower.contains("multipart/signed");
    if !lower.contains("content-type:") || !(message || signature) {
        return None;
    }
    let encrypted = lower.contains("enveloped-data");
    let (label, facets) = if encrypted { ("enveloped", Facets::ENCRYPTED) } else { ("signed", Facets::NONE) };
    Some(ItemInfo::of(Kind::Cms).labelled(Some(label)).with(facets))
}

/// `Name: value`, or the next line of a value.
fn is_header(line: &str) -> bool {
    let named =
        || line.split_once(':').is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    line.starts_with([' ', '\t']) || line.trim_end().is_empty() || named()
}
