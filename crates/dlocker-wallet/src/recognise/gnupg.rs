//! The files of GnuPG's home: keybox, trust, and the private keys of gpg-agent.

use zeroize::Zeroizing;

use super::bytes::Bytes;
use super::{pgp, x509};
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

/// Of a keybox, this many names go into the label.
const LABEL_NAMES: usize = 3;

/// Recognises the binary files.
pub(super) fn recognise(head: &[u8], total_len: u64) -> Option<ItemInfo> {
    keybox(head).or_else(|| trustdb(head, total_len)).or_else(|| private_key(head))
}

/// The first blob of a keybox is its header: 32 bytes, type 1, version 1, and a magic word. Label: whose keys come first; of a single key also its
/// expiry.
fn keybox(head: &[u8]) -> Option<ItemInfo> {
    let fits = head.starts_with(&[0, 0, 0, 0x20, 1, 1]) && head.get(8..12) == Some(b"KBXf");
    let mut blobs = Bytes(head.get(32..).filter(|_| fits).unwrap_or_default());
    let keys: Vec<ItemInfo> = std::iter::from_fn(|| blob(&mut blobs)).flatten().take(LABEL_NAMES).collect();
    let names: Vec<&str> = keys.iter().filter_map(|key| key.label.as_deref()).collect();
    let expires = if let [only] = keys.as_slice() { only.expires.clone() } else { None };
    fits.then(|| ItemInfo::of(Kind::GnupgKeybox).labelled(Some(&names.join(", "))).expiring(expires))
}

/// Steps over a blob, and reads the key in it: type 2 is one of OpenPGP, type 3 a certificate. Outer none at the end.
fn blob(blobs: &mut Bytes<'_>) -> Option<Option<ItemInfo>> {
    let len = usize::try_from(Bytes(blobs.0).u32()?).ok()?;
    let whole = blobs.take(len).filter(|blob| blob.len() > 16)?;
    let mut blob = Bytes(whole);
    blob.skip(4)?;
    let sort = blob.byte()?;
    blob.skip(3)?;
    let (offset, len) = (usize::try_from(blob.u32()?).ok()?, usize::try_from(blob.u32()?).ok()?);
    let key = whole.get(offset..).and_then(|rest| rest.get(..len));
    Some(match sort {
        2 => key.and_then(|key| pgp::recognise(key, true)),
        3 => key.and_then(x509::recognise),
        _ => None,
    })
}

/// Records of 40 bytes; the first has the version.
fn trustdb(head: &[u8], total_len: u64) -> Option<ItemInfo> {
    let fits = head.starts_with(&[1, b'g', b'p', b'g', 3]) && total_len.is_multiple_of(40);
    fits.then(|| ItemInfo::of(Kind::GnupgTrustdb))
}

/// A canonical S-expression.
fn private_key(head: &[u8]) -> Option<ItemInfo> {
    head.starts_with(b"(").then(|| of_expression(head, canonical))?
}

/// Recognises the name-value form of a private key: lines `Name: value`, of which one is `Key:`. Not always text: salts stand in it as they are.
pub(super) fn recognise_lines(head: &[u8]) -> Option<ItemInfo> {
    let named = [&b"Key: "[..], b"Created: ", b"Use-for-", b"Token: ", b"Label: ", b"Confirm: "];
    if !named.iter().any(|name| head.starts_with(name)) {
        return None;
    }
    let key = head.split_inclusive(|byte| *byte == b'\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let (at, _) = key.take(20).find(|(_, line)| line.starts_with(b"Key: "))?;
    // Strings in quotes come behind all that is looked for.
    let expression = head.get(at + 5..)?.split(|byte| *byte == b'"').next()?;
    of_expression(expression, advanced)
}

/// The words of an expression and its numbers, in order; brackets are only counted on.
type Reader = fn(&[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>>;

/// More words than this are no key.
const MAX_WORDS: usize = 200;

fn of_expression(bytes: &[u8], words: Reader) -> Option<ItemInfo> {
    let words = words(bytes)?;
    let word = |n: usize| words.get(n).map(|word| word.as_slice());
    let info = ItemInfo::of(Kind::GnupgPrivateKey);
    let info = match word(0)? {
        b"private-key" => info.raw(),
        b"protected-private-key" => info.with(Facets::ENCRYPTED),
        b"shadowed-private-key" => info.with(Facets::HARDWARE),
        _ => return None,
    };
    let algorithm = word(1)?;
    let after = |name: &[u8]| words.iter().position(|word| word.as_slice() == name).and_then(|at| word(at + 1));
    let (label, mark) = match algorithm {
        b"rsa" => ("RSA".to_owned(), after(b"n").map(KeyMark::rsa)),
        b"dsa" | b"elg" => ("DSA".to_owned(), after(b"y").map(KeyMark::dsa)),
        b"ecc" | b"ecdsa" | b"ecdh" => {
            let curve = after(b"curve").and_then(|curve| std::str::from_utf8(curve).ok());
            (curve.unwrap_or("ECC").to_owned(), after(b"q").and_then(point))
        }
        _ => return None,
    };
    Some(info.labelled(Some(&label)).of_key(mark))
}

fn point(q: &[u8]) -> Option<KeyMark> {
    match q {
        [0x40, key @ ..] => Some(KeyMark::bytes(key)),
        key if key.len() == 32 => Some(KeyMark::bytes(key)),
        key => KeyMark::point(key),
    }
}

/// `(3:abc1:d)`: every word behind its length.
fn canonical(mut bytes: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let mut words = Vec::new();
    while let [first, rest @ ..] = bytes {
        if matches!(first, b'(' | b')') {
            bytes = rest;
            continue;
        }
        let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=5).contains(&digits) || bytes.get(digits) != Some(&b':') {
            break;
        }
        let len: usize = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
        words.push(Zeroizing::new(bytes.get(digits + 1..digits + 1 + len)?.to_vec()));
        bytes = bytes.get(digits + 1 + len..)?;
        if words.len() >= MAX_WORDS {
            break;
        }
    }
    Some(words)
}

/// `(abc (d #00FF#))`: words between blanks, numbers as hex, texts in quotes.
fn advanced(bytes: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let mut words = Vec::new();
    let between = |byte: &u8| matches!(byte, b'(' | b')' | b' ' | b'\n' | b'\r' | b'\t');
    for part in split(bytes) {
        match part {
            Part::Hex(hex) => words.push(Zeroizing::new(unhex(hex)?)),
            Part::Plain(plain) => {
                words.extend(
                    plain.split(between).filter(|word| !word.is_empty()).map(|word| Zeroizing::new(word.to_vec())),
                );
            }
        }
        if words.len() >= MAX_WORDS {
            break;
        }
    }
    Some(words)
}

enum Part<'a> {
    Plain(&'a [u8]),
    Hex(&'a [u8]),
}

/// Every second part between `#` is hex.
fn split(bytes: &[u8]) -> impl Iterator<Item = Part<'_>> {
    let part = |(n, part)| if n % 2 == 0 { Part::Plain(part) } else { Part::Hex(part) };
    bytes.split(|byte| *byte == b'#').enumerate().map(part)
}

/// Long numbers go over several lines.
fn unhex(hex: &[u8]) -> Option<Vec<u8>> {
    let digits: Zeroizing<Vec<u8>> =
        Zeroizing::new(hex.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect());
    data_encoding::HEXUPPER_PERMISSIVE.decode(&digits).ok()
}
