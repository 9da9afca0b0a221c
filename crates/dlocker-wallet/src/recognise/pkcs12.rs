//! PKCS #12 stores (RFC 7292), in DER or as NSS and macOS write them, as streams whose lengths are open.

use super::bytes::contains;
use super::der::{self, Der};
use super::x509;
use crate::item::{Facets, ItemInfo, Kind};

/// 1.2.840.113549.1.7.n: what the authenticated safe is.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// A bag with a key in the open: 1.2.840.113549.1.12.10.1.1.
const KEY_BAG: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01];
/// A bag with an encrypted key: 1.2.840.113549.1.12.10.1.2.
const SHROUDED_KEY_BAG: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
/// Encrypted content: 1.2.840.113549.1.7.6.
const ENCRYPTED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
/// The name of a key, 1.2.840.113549.1.9.20: of an encrypted key too it stands in the open.
const FRIENDLY_NAME: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x14];

/// Recognises a store: version 3, and an authenticated safe. Label: the name of the first key, where it is in the open.
pub(super) fn recognise(bytes: &[u8]) -> Option<ItemInfo> {
    let mut outer = Der(bytes);
    let mut pfx = inside(&mut outer, der::SEQUENCE)?;
    if !outer.is_empty() || pfx.expect(der::INTEGER)? != [3] {
        return None;
    }
    let mut safe = inside(&mut pfx, der::SEQUENCE)?;
    let kind = safe.expect(der::OID)?.strip_prefix(PKCS7)?;
    inside(&mut safe, der::CONTEXT_0)?;
    if !matches!(kind, [1 | 2]) {
        return None;
    }
    let shut = contains(bytes, SHROUDED_KEY_BAG) || contains(bytes, ENCRYPTED_DATA);
    let info = ItemInfo::of(Kind::Pkcs12).labelled(name(bytes).as_deref());
    let info = info.with(if shut { Facets::ENCRYPTED } else { Facets::NONE });
    Some(if contains(bytes, KEY_BAG) { info.raw() } else { info })
}

/// Inside the next element. One whose length is open has all that follows.
fn inside<'a>(der: &mut Der<'a>, tag: u8) -> Option<Der<'a>> {
    match der.0 {
        [found, 0x80, rest @ ..] if *found == tag => {
            der.0 = &[];
            Some(Der(rest))
        }
        _ => der.enter(tag),
    }
}

fn name(bytes: &[u8]) -> Option<String> {
    let at = bytes.windows(FRIENDLY_NAME.len()).position(|window| window == FRIENDLY_NAME)?;
    let (tag, value) = Der(bytes.get(at + FRIENDLY_NAME.len()..)?).enter(der::SET)?.next()?;
    x509::string(tag, value)
}
