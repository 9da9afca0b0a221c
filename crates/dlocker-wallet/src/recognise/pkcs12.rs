//! PKCS #12 stores (RFC 7292).

use super::bytes::contains;
use super::der::{self, Der};
use crate::item::{Facets, ItemInfo, Kind};

/// 1.2.840.113549.1.7.n: what the authenticated safe is.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// A bag with a key in the open: 1.2.840.113549.1.12.10.1.1.
const KEY_BAG: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01];
/// A bag with an encrypted key: 1.2.840.113549.1.12.10.1.2.
const SHROUDED_KEY_BAG: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
/// Encrypted content: 1.2.840.113549.1.7.6.
const ENCRYPTED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];

/// Recognises a store: version 3, and an authenticated safe.
pub(super) fn recognise(bytes: &[u8]) -> Option<ItemInfo> {
    let mut outer = Der(bytes);
    let mut pfx = outer.enter(der::SEQUENCE)?;
    if !outer.is_empty() || pfx.expect(der::INTEGER)? != [3] {
        return None;
    }
    let mut safe = pfx.enter(der::SEQUENCE)?;
    let kind = safe.expect(der::OID)?.strip_prefix(PKCS7)?;
    safe.enter(der::CONTEXT_0)?;
    if !matches!(kind, [1 | 2]) {
        return None;
    }
    let shut = contains(bytes, SHROUDED_KEY_BAG) || contains(bytes, ENCRYPTED_DATA);
    let info = ItemInfo::of(Kind::Pkcs12).with(if shut { Facets::ENCRYPTED } else { Facets::NONE });
    Some(if contains(bytes, KEY_BAG) { info.raw() } else { info })
}
