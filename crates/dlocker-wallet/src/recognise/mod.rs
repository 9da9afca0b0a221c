//! What is this file? Answered from its bytes alone.
//!
//! Pure: no file system, no clock, bounded in time (linear in the input) and memory. Each format has a file here, and a
//! format is claimed only when the whole input has its shape: ordinary text that mentions a key stays a file.
//!
//! One answer is deliberately generous: [`ItemInfo::raw_key`] is also set when a file merely *contains* what looks like
//! an unencrypted private key, because a key that is taken for text would be compressed with its neighbours and so give
//! something away through lengths.

mod base64;
mod date;
mod der;
mod jose;
mod json;
mod openssh;
mod pem;
mod token;
mod w3c;
mod x509;

use crate::item::{ItemInfo, Kind};

/// Files up to this many bytes are given to [`recognise`] whole.
pub const WHOLE_LIMIT: u64 = 1 << 20;

/// Of larger files, this many bytes from the beginning are given.
pub const HEAD_LIMIT: usize = 64 << 10;

/// The first 16 bytes of every SQLite database (SQLite file format, section 1.3).
pub const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

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
    text(head).and_then(|text| recognise_text(text, whole)).unwrap_or_else(|| unknown(head))
}

fn recognise_text(text: &str, whole: bool) -> Option<ItemInfo> {
    if let Some(info) = pem::recognise(text) {
        return Some(info);
    }
    if !whole {
        return None;
    }
    match text.as_bytes().first()? {
        b'{' | b'[' => recognise_json(text),
        b'e' => token::recognise(text).or_else(|| openssh::recognise_public(text)),
        b's' => openssh::recognise_public(text),
        _ => None,
    }
}

fn recognise_json(text: &str) -> Option<ItemInfo> {
    let (json, has_key) = json::parse(text)?;
    let mut info = jose::recognise(&json).or_else(|| w3c::recognise(&json)).unwrap_or_else(|| ItemInfo::of(Kind::File));
    info.raw_key |= has_key || pem::mentions_private_key(text.as_bytes());
    Some(info)
}

fn unknown(head: &[u8]) -> ItemInfo {
    ItemInfo { raw_key: pem::mentions_private_key(head), ..ItemInfo::of(Kind::File) }
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
