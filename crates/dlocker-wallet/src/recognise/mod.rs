//! What is this file? Answered from its bytes alone.
//!
//! Pure: no file system, no clock, bounded in time (linear in the input) and memory. Each format has a file here, and a
//! format is claimed only when the whole input has its shape: ordinary text that mentions a key stays a file.
//!
//! One answer is deliberately generous: [`ItemInfo::raw_key`] is also set when a file merely *contains* what looks like
//! an unencrypted private key, because a key that is taken for text would be compressed with its neighbours and so give
//! something away through lengths.

mod age;
mod anoncreds;
mod bare;
mod base64;
mod bytes;
mod cms;
mod date;
mod der;
mod electrum;
mod ethereum;
mod formats;
mod gnupg;
mod holder;
mod jose;
mod json;
mod jwe;
mod kdbx;
mod keys;
mod keystore;
mod lines;
mod mdoc;
#[cfg(all(unix, feature = "disk"))]
mod nss;
mod openssh;
mod otp;
mod passwords;
mod pem;
mod pgp;
mod pkcs12;
mod signify;
mod softhsm;
mod token;
mod w3c;
mod wireguard;
mod words;
mod x509;

pub use formats::{FORMATS, Format};
#[cfg(all(unix, feature = "disk"))]
pub(crate) use nss::needs_nss_password;

use crate::item::{Facets, ItemInfo, Kind};

/// Files up to this many bytes are given to [`recognise`] whole.
pub const WHOLE_LIMIT: u64 = 1 << 20;

/// Of larger files, this many bytes from the beginning are given.
pub const HEAD_LIMIT: usize = 64 << 10;

/// The first 16 bytes of every SQLite database (SQLite file format, section 1.3).
pub const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// How the write-ahead log of a SQLite database begins, in both byte orders, and its rollback journal (file format, sections 3 and 4). They come
/// here only when they do not lie beside their database.
const SQLITE_JOURNALS: [&[u8]; 3] =
    [&[0x37, 0x7f, 0x06, 0x82], &[0x37, 0x7f, 0x06, 0x83], &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]];

/// Finds out what a file is.
///
/// `head` is the whole file if it has at most [`WHOLE_LIMIT`] bytes, otherwise at least its first [`HEAD_LIMIT`] bytes;
/// `total_len` is the length of the file. Formats that can only be judged whole (JSON, tokens) are not looked for in
/// a part. Never fails: what isn't recognised is [`Kind::File`].
#[must_use]
pub fn recognise(head: &[u8], total_len: u64) -> ItemInfo {
    if head.starts_with(SQLITE_HEADER) {
        return ItemInfo::of(Kind::Sqlite);
    }
    let whole = head.len() as u64 == total_len && total_len <= WHOLE_LIMIT;
    recognise_binary(head, total_len, whole)
        .or_else(|| text(head).and_then(|text| recognise_text(text, whole)))
        .unwrap_or_else(|| unknown(head))
}

/// The formats whose first bytes say so.
fn recognise_binary(head: &[u8], total_len: u64, whole: bool) -> Option<ItemInfo> {
    match head.first()? {
        0x03 => kdbx::recognise(head),
        0xfe | 0xce => keystore::recognise(head),
        0x01 | b'(' => gnupg::recognise(head, total_len),
        0x00 if whole => gnupg::recognise(head, total_len).or_else(|| softhsm::recognise(head)),
        0x00 => gnupg::recognise(head, total_len),
        b'K' | b'C' | b'U' | b'L' | b'T' => gnupg::recognise_lines(head),
        b'a' => age::recognise_file(head),
        0x30 if whole => recognise_der(head),
        0x30 => cms::recognise(head, false),
        0xa0..=0xbf if whole => mdoc::recognise(head).or_else(|| pgp::recognise(head, true)),
        0x80..=0xff => pgp::recognise(head, whole),
        _ => None,
    }
}

fn recognise_der(bytes: &[u8]) -> Option<ItemInfo> {
    x509::recognise(bytes)
        .or_else(|| keys::recognise(bytes, Kind::DerKey))
        .or_else(|| pkcs12::recognise(bytes))
        .or_else(|| cms::recognise(bytes, true))
}

fn recognise_text(text: &str, whole: bool) -> Option<ItemInfo> {
    recognise_framed(text, whole).or_else(|| if whole { recognise_whole(text) } else { None })
}

/// Formats that begin with a line of their own.
fn recognise_framed(text: &str, whole: bool) -> Option<ItemInfo> {
    match text.as_bytes().first()? {
        b'-' => pgp::recognise_text(text, whole)
            .or_else(|| age::recognise_file(text.as_bytes()))
            .or_else(|| pem::recognise(text)),
        b'e' => jwe::recognise_compact(text, whole),
        b'Q' => electrum::recognise_encrypted(text),
        _ => pem::recognise(text),
    }
}

/// Formats that can only be judged whole.
fn recognise_whole(text: &str) -> Option<ItemInfo> {
    let by_first = match text.as_bytes().first()? {
        b'{' | b'[' => recognise_json(text).or_else(|| wireguard::recognise(text)),
        b'e' => token::recognise(text).or_else(|| openssh::recognise_public(text)),
        b's' => openssh::recognise_public(text),
        b'u' => signify::recognise(text),
        b'o' | b'p' | b'v' => otp::recognise(text).or_else(|| mdoc::recognise_text(text)),
        b'#' => age::recognise_keys(text).or_else(|| wireguard::recognise(text)),
        b'A' | b'a' => age::recognise_keys(text),
        _ => None,
    };
    by_first
        .or_else(|| words::recognise(text))
        .or_else(|| lines::recognise(text))
        .or_else(|| pgp::recognise_explained(text))
        .or_else(|| cms::recognise_mail(text))
}

fn recognise_json(text: &str) -> Option<ItemInfo> {
    let Some((json, has_key)) = json::parse(text) else { return electrum::recognise_changed(text) };
    let recognisers: [fn(&json::Json) -> Option<ItemInfo>; 7] = [
        jose::recognise,
        w3c::recognise,
        anoncreds::recognise,
        ethereum::recognise,
        electrum::recognise,
        passwords::recognise,
        jwe::recognise_json,
    ];
    let found = recognisers.iter().find_map(|recognise| recognise(&json));
    let mut info = found.unwrap_or_else(|| ItemInfo::of(Kind::File));
    info.raw_key |= has_key || bare::holds_secret(text.as_bytes());
    Some(info)
}

fn unknown(head: &[u8]) -> ItemInfo {
    let journal = SQLITE_JOURNALS.iter().any(|magic| head.starts_with(magic));
    let facets = if journal { Facets::STRAY_JOURNAL } else { Facets::NONE };
    ItemInfo { raw_key: bare::holds_secret(head), facets, ..ItemInfo::of(Kind::File) }
}

/// The input as text without a byte order mark and surrounding white space. Of a cut input the part that is whole UTF-8.
fn text(head: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A cut within the last character is no reason to take a text for binary.
        Err(e) if e.error_len().is_none() => std::str::from_utf8(head.get(..e.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    Some(text.trim_start_matches('\u{feff}').trim())
}
