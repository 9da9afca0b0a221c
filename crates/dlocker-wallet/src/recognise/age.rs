//! Identities, recipients and files of age (C2SP age.md).

use super::base64;
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

const INTRO: &str = "age-encryption.org/v1\n";
const ARMOR: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
/// More than this is no list of keys.
const MAX_KEYS: usize = 1 << 16;

/// Recognises an encrypted file by its header, binary or armored.
pub(super) fn recognise_file(head: &[u8]) -> Option<ItemInfo> {
    if head.starts_with(INTRO.as_bytes()) {
        return file(head);
    }
    let body = head.strip_prefix(ARMOR.as_bytes())?.trim_ascii_start();
    // The header is longer than one line of 64 characters; two lines have the first stanza's beginning.
    let lines: Vec<u8> = body.split(|b| *b == b'\n').take(2).flat_map(|line| line.trim_ascii()).copied().collect();
    let whole = lines.len() / 4 * 3;
    file(&base64::start(std::str::from_utf8(&lines).ok()?, whole)?)
}

/// Label: how the first recipient opens it. One that a passphrase opens has no others.
fn file(head: &[u8]) -> Option<ItemInfo> {
    let stanza = head.strip_prefix(INTRO.as_bytes())?.strip_prefix(b"-> ")?;
    let word: Vec<u8> = stanza.iter().copied().take(40).take_while(|b| b.is_ascii_graphic()).collect();
    let word = String::from_utf8(word).ok().filter(|word| !word.is_empty())?;
    let info = ItemInfo::of(Kind::AgeFile).with(Facets::ENCRYPTED);
    Some(match word.as_str() {
        "scrypt" => info.labelled(Some("with a passphrase")).with(Facets::PASSPHRASE),
        word => info.labelled(Some(&format!("for {word}"))),
    })
}

/// Recognises lines that are identities, or recipients, with comments between them.
pub(super) fn recognise_keys(text: &str) -> Option<ItemInfo> {
    let kind = text.lines().map(str::trim).find(|line| !is_remark(line)).and_then(Line::of)?;
    let keys = text.lines().map(str::trim).filter(|line| !is_remark(line)).take(MAX_KEYS);
    let all: Option<Vec<Line>> =
        keys.map(|line| Line::of(line).filter(|found| found.is_secret() == kind.is_secret())).collect();
    let all = all?;
    let hardware = all.iter().all(|line| matches!(line, Line::Plugin));
    let marked = text.lines().find_map(|line| line.trim().strip_prefix("# public key: "));
    let one = all.len() == 1;
    let info = if kind.is_secret() {
        let info = ItemInfo::of(Kind::AgeIdentity).labelled(marked);
        let info = info.of_key(marked.filter(|_| one).map(|key| KeyMark::id(key.as_bytes())));
        if hardware { info.with(Facets::HARDWARE) } else { info.raw() }
    } else {
        let first = text.lines().map(str::trim).find(|line| !is_remark(line))?;
        let info = ItemInfo::of(Kind::AgeRecipient).labelled(Some(first));
        if one { info.with(Facets::PUBLIC_HALF).of_key(Some(KeyMark::id(first.as_bytes()))) } else { info }
    };
    Some(info)
}

fn is_remark(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Identity,
    /// The identity of a plugin: what it stands for is in a token.
    Plugin,
    Recipient,
}

impl Line {
    fn of(line: &str) -> Option<Line> {
        if line.len() > 8192 {
            return None;
        }
        let (human, data) = line.rsplit_once('1')?;
        let line = match human {
            "AGE-SECRET-KEY-" | "AGE-SECRET-KEY-PQ-" => Line::Identity,
            human if human.starts_with("AGE-PLUGIN-") => Line::Plugin,
            human if human == "age" || human.starts_with("age1") => Line::Recipient,
            _ => return None,
        };
        // 6 characters are a checksum; of a key of 32 bytes come 52 before them.
        let long = data.len() >= if matches!(line, Line::Plugin) { 6 } else { 38 };
        (long && is_bech32(data)).then_some(line)
    }

    fn is_secret(self) -> bool {
        !matches!(self, Line::Recipient)
    }
}

/// The alphabet of Bech32 (BIP 173), in one case.
fn is_bech32(data: &str) -> bool {
    let lower = data.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    let upper = data.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let known = |b: u8| !matches!(b.to_ascii_lowercase(), b'1' | b'b' | b'i' | b'o');
    (lower || upper) && data.bytes().all(known)
}
