//! Keys in DER: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017), SEC 1 (RFC 5915), and public keys (RFC 5280).

use super::der::{self, Der};
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// PBES2 and what PKCS #5 and PKCS #12 had before.
const PBE: [&[u8]; 2] =
    [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05], &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01]];

/// Recognises an input that is one key and nothing else.
pub(super) fn recognise(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    is_one(bytes)?;
    pkcs8(bytes, kind)
        .or_else(|| encrypted(bytes, kind))
        .or_else(|| pkcs1(bytes, kind))
        .or_else(|| sec1(bytes, kind))
        .or_else(|| public_key(bytes, kind))
}

/// One sequence that fills the input.
fn is_one(bytes: &[u8]) -> Option<()> {
    let mut der = Der(bytes);
    der.enter(der::SEQUENCE)?;
    der.is_empty().then_some(())
}

/// `PrivateKeyInfo`.
pub(super) fn pkcs8(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    let mut info = Der(bytes).enter(der::SEQUENCE)?;
    let version = info.expect(der::INTEGER)?;
    let algorithm = info.enter(der::SEQUENCE)?;
    let key = info.expect(der::OCTET_STRING)?;
    let label = label_of(algorithm)?;
    let mark = match Der(algorithm.0).expect(der::OID)? {
        RSA => rsa_private(key),
        EC => ec_private(key),
        // A public key behind the private one, in the newer version.
        _ => public_behind(info),
    };
    matches!(version, [0 | 1]).then(|| ItemInfo::of(kind).labelled(Some(label)).of_key(mark).raw())
}

fn public_behind(mut info: Der<'_>) -> Option<KeyMark> {
    info.skip_if(der::CONTEXT_0)?;
    info.expect(0x81)?.strip_prefix(&[0]).map(KeyMark::bytes)
}

/// `EncryptedPrivateKeyInfo`.
pub(super) fn encrypted(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    let mut info = Der(bytes).enter(der::SEQUENCE)?;
    let oid = info.enter(der::SEQUENCE)?.expect(der::OID)?;
    info.expect(der::OCTET_STRING)?;
    let fits = info.is_empty() && PBE.iter().any(|start| oid.starts_with(start));
    fits.then(|| ItemInfo::of(kind).with(Facets::ENCRYPTED))
}

/// `RSAPrivateKey`.
pub(super) fn pkcs1(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    let mark = rsa_private(bytes)?;
    Some(ItemInfo::of(kind).labelled(Some("RSA")).of_key(Some(mark)).raw())
}

fn rsa_private(bytes: &[u8]) -> Option<KeyMark> {
    let mut key = Der(bytes).enter(der::SEQUENCE)?;
    let version = key.expect(der::INTEGER)?;
    let modulus = key.expect(der::INTEGER)?;
    let rest: Vec<_> = (0..7).map_while(|_| key.expect(der::INTEGER)).collect();
    (matches!(version, [0 | 1]) && modulus.len() >= 64 && rest.len() == 7).then(|| KeyMark::rsa(modulus))
}

/// `ECPrivateKey`.
pub(super) fn sec1(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    let mut key = Der(bytes).enter(der::SEQUENCE)?;
    let fits = key.expect(der::INTEGER)? == [1] && (16..=72).contains(&key.expect(der::OCTET_STRING)?.len());
    let named = key.enter(der::CONTEXT_0).and_then(|mut curve| curve.expect(der::OID)).map_or("EC", curve);
    fits.then(|| ItemInfo::of(kind).labelled(Some(named)).of_key(ec_private(bytes)).raw())
}

fn ec_private(bytes: &[u8]) -> Option<KeyMark> {
    let mut key = Der(bytes).enter(der::SEQUENCE)?;
    key.expect(der::INTEGER)?;
    key.expect(der::OCTET_STRING)?;
    key.skip_if(der::CONTEXT_0)?;
    key.enter(der::CONTEXT_1)?.bits().and_then(KeyMark::point)
}

/// `SubjectPublicKeyInfo`.
pub(super) fn public_key(bytes: &[u8], kind: Kind) -> Option<ItemInfo> {
    let mut info = Der(bytes).enter(der::SEQUENCE)?;
    let label = label_of(info.enter(der::SEQUENCE)?)?;
    info.bits()?;
    let item = ItemInfo::of(kind).labelled(Some(label)).with(Facets::PUBLIC_HALF).of_key(public(Der(bytes)));
    info.is_empty().then_some(item)
}

/// The mark of the `SubjectPublicKeyInfo` that comes next.
pub(super) fn public(mut next: Der<'_>) -> Option<KeyMark> {
    let mut info = next.enter(der::SEQUENCE)?;
    let oid = info.enter(der::SEQUENCE)?.expect(der::OID)?;
    let key = info.bits()?;
    match oid {
        RSA => rsa_public(key),
        EC => KeyMark::point(key),
        _ => Some(KeyMark::bytes(key)),
    }
}

/// The mark of an `RSAPublicKey`.
pub(super) fn rsa_public(bytes: &[u8]) -> Option<KeyMark> {
    Der(bytes).enter(der::SEQUENCE)?.expect(der::INTEGER).map(KeyMark::rsa)
}

/// The algorithm in words.
fn label_of(mut algorithm: Der<'_>) -> Option<&'static str> {
    let oid = algorithm.expect(der::OID)?;
    Some(match oid {
        EC => algorithm.expect(der::OID).map_or("EC", curve),
        RSA => "RSA",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a] => "RSA-PSS",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01] => "DH",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => "DSA",
        [0x2b, 0x65, 0x6e] => "X25519",
        [0x2b, 0x65, 0x6f] => "X448",
        [0x2b, 0x65, 0x70] => "Ed25519",
        [0x2b, 0x65, 0x71] => "Ed448",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11..=0x13] => "ML-DSA",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x14..=0x2a] => "SLH-DSA",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, 0x01..=0x03] => "ML-KEM",
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
