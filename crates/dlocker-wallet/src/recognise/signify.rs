//! Keys and signatures of signify and minisign: a line "untrusted comment: ...", and a line of base64.
//!
//! Public keys of both are the same bytes; the comment, which each program writes and does not read, tells them apart.

use super::base64;
use super::bytes::Bytes;
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

const COMMENT: &str = "untrusted comment: ";

/// Recognises a key or a signature by its comment, and length and marks of what is in the second line.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    let mut lines = text.lines();
    let comment = lines.next()?.strip_prefix(COMMENT)?.trim();
    let bytes = base64::standard(lines.next()?.trim().as_bytes())?;
    let trusted = lines.next().is_some_and(|line| line.starts_with("trusted comment: "));
    let more = text.lines().nth(2).is_some();
    let minisign = comment.contains("minisign");
    let info = match bytes.len() {
        42 if !more && bytes.starts_with(b"Ed") => {
            public(&bytes, if minisign { Kind::MinisignPublicKey } else { Kind::SignifyPublicKey })
        }
        104 if !more && bytes.starts_with(b"EdBK") => signify_secret(&bytes)?,
        158 if !more && bytes.starts_with(b"Ed") => minisign_secret(&bytes)?,
        74 if trusted && (bytes.starts_with(b"Ed") || bytes.starts_with(b"ED")) => {
            ItemInfo::of(Kind::MinisignSignature)
        }
        74 if bytes.starts_with(b"Ed") => ItemInfo::of(Kind::SignifySignature),
        _ => return None,
    };
    Some(info.labelled(Some(comment)))
}

/// Algorithm, key number, key.
fn public(bytes: &[u8], kind: Kind) -> ItemInfo {
    ItemInfo::of(kind).with(Facets::PUBLIC_HALF).of_key(bytes.get(2..10).map(KeyMark::id))
}

/// Algorithm, KDF, rounds (none without a passphrase), salt, checksum, key number, key.
fn signify_secret(bytes: &[u8]) -> Option<ItemInfo> {
    let mut bytes = Bytes(bytes);
    bytes.skip(4)?;
    let rounds = bytes.u32()?;
    bytes.skip(16 + 8)?;
    let number = bytes.take(8)?;
    let info = ItemInfo::of(Kind::SignifySecretKey).of_key(Some(KeyMark::id(number)));
    Some(if rounds == 0 { info.raw() } else { info.with(Facets::ENCRYPTED) })
}

/// Algorithm, KDF (zeroes without a passphrase), checksum algorithm, salt, limits; then, encrypted, key number, key, checksum.
fn minisign_secret(bytes: &[u8]) -> Option<ItemInfo> {
    let mut bytes = Bytes(bytes);
    bytes.skip(2)?;
    let kdf = bytes.take(2)?;
    if bytes.take(2)? != b"B2" {
        return None;
    }
    bytes.skip(32 + 8 + 8)?;
    let info = ItemInfo::of(Kind::MinisignSecretKey);
    Some(match kdf {
        b"Sc" => info.with(Facets::ENCRYPTED),
        [0, 0] => info.raw().of_key(bytes.take(8).map(KeyMark::id)),
        _ => return None,
    })
}
