//! Short texts of one sort of line: ids of OpenPGP keys, references to keys in tokens, AnonCreds link secrets as numbers.

use super::wireguard;
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises a text by its lines.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    if text.len() > 4096 || text.is_empty() {
        return None;
    }
    pkcs11(text).or_else(|| link_secret(text)).or_else(|| pgp_key_ids(text)).or_else(|| bare_key(text))
}

/// A PKCS #11 URI (RFC 7512) that names a token or an object. Label: the object.
fn pkcs11(text: &str) -> Option<ItemInfo> {
    let path = text.strip_prefix("pkcs11:")?;
    let attributes = || path.split(['?', ';', '&']);
    let value = |name: &str| attributes().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let named = ["token", "object", "id", "serial"].iter().any(|name| value(name).is_some());
    let fits = named && !text.contains(char::is_whitespace) && attributes().all(|pair| pair.contains('='));
    let label = value("object").or_else(|| value("token"));
    fits.then(|| ItemInfo::of(Kind::Pkcs11Uri).labelled(label).with(Facets::HARDWARE))
}

/// A link secret as the AnonCreds libraries give it out: a number of up to 256 bits in decimal. Shorter ones are too rare to risk
/// taking another number for one.
fn link_secret(text: &str) -> Option<ItemInfo> {
    let text = text.trim_matches('"');
    let digits = (74..=78).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    digits.then(|| ItemInfo::of(Kind::AnoncredsLinkSecret).with(Facets::LINK_SECRET).raw())
}

/// Fingerprints, or long key ids behind `0x`: upper case as GnuPG writes them, since in lower case a hash looks the same. A single bare one
/// that begins with a small digit may as well be the serial number that openssl keeps for an authority (`ca.srl`), and is not claimed.
fn pgp_key_ids(text: &str) -> Option<ItemInfo> {
    let id = |line: &str| {
        let bare = line.strip_prefix("0x");
        let hex = bare.unwrap_or(line).trim_end_matches('!');
        let long = hex.len() == 40 || (bare.is_some() && matches!(hex.len(), 16 | 64));
        let upper = hex.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
        long && upper && hex.bytes().any(|b| b.is_ascii_uppercase())
    };
    let lines =
        || text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()).filter(|line| !line.is_empty());
    let first = lines().next()?;
    let serial = text.len() == 40 && text.starts_with(|digit| matches!(digit, '0'..='7'));
    (!serial && lines().all(id)).then(|| ItemInfo::of(Kind::PgpKeyId).labelled(Some(first)))
}

/// 32 bytes in base64 on a line are a key more often than not, but whose can't be told.
fn bare_key(text: &str) -> Option<ItemInfo> {
    wireguard::is_key_text(text).then(|| ItemInfo::of(Kind::File).raw())
}
