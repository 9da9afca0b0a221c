//! Encrypted JOSE messages (RFC 7516), and among them the Migration Object of the EU Digital Identity Wallet.
//!
//! Technical Specification 10 (1.2, sections 4.2 and 5) makes a Migration Object a JWE with `PBES2-HS256+A128KW` and `A128GCM`; what is in
//! it can't be seen without the password. The transaction log that it also describes looks the same from outside.

use super::base64;
use super::json::{Json, Object, parse_object};
use crate::item::{Facets, ItemInfo, Kind};

/// A header is shorter than this.
const MAX_HEADER: usize = 8 << 10;

/// Recognises the compact form; of a large one only the beginning needs to be there.
pub(super) fn recognise_compact(text: &str, whole: bool) -> Option<ItemInfo> {
    let (header, rest) = text.split_once('.').filter(|(header, _)| header.len() <= MAX_HEADER)?;
    let header = parse_object(&base64::url(header)?)?;
    let fits = if whole {
        parts(rest)
    } else {
        rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    fits.then(|| of_header(&header, None))?
}

/// The key (none if it is agreed on), and behind it three parts that are never empty.
fn parts(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').take(5).collect();
    let [key, sealed @ ..] = parts.as_slice() else { return false };
    let long = |part: &&str| base64::url(part).is_some_and(|bytes| !bytes.is_empty());
    base64::url(key).is_some() && sealed.len() == 3 && sealed.iter().all(long)
}

/// Recognises the JSON forms, flattened and general.
pub(super) fn recognise_json(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let whole = ["ciphertext", "iv", "tag"].iter().all(|name| object.has(name));
    let sealed = object.has("encrypted_key") || object.has("recipients") || object.has("header");
    let protected = object.text("protected").filter(|_| whole)?;
    let header = parse_object(&base64::url(protected)?)?;
    // The algorithm may stand with the recipient instead.
    let recipient = object.get("header").and_then(Json::object).or_else(|| match object.get("recipients")? {
        Json::List { kept, .. } => kept.first()?.object()?.get("header")?.object(),
        _ => None,
    });
    (sealed || header.has("alg")).then(|| of_header(&header, recipient))?
}

fn of_header(header: &Object, recipient: Option<&Object>) -> Option<ItemInfo> {
    let enc = header.text("enc")?;
    let alg = header.text("alg").or_else(|| recipient?.text("alg"))?;
    let kind = match (alg, enc) {
        ("PBES2-HS256+A128KW", "A128GCM") => Kind::EudiMigrationObject,
        _ => Kind::Jwe,
    };
    let by_passphrase = if alg.starts_with("PBES2-") { Facets::PASSPHRASE } else { Facets::NONE };
    let info = ItemInfo::of(kind).labelled(Some(&format!("{alg}, {enc}")));
    Some(info.with(Facets::ENCRYPTED | by_passphrase))
}
