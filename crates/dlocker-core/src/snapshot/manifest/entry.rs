//! One entry of a folder.

use minicbor::{Decode, Encode};

use crate::snapshot::limits::{MAX_LABEL, MAX_NAME, MAX_TARGET};
use crate::snapshot::location::Location;

/// Mode and time, as kept for every entry. CBOR `[mode, seconds, nanoseconds]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Stat {
    /// Permission bits (`0o7777`).
    #[n(0)]
    pub mode: u32,
    /// Modification time: seconds since 1970, negative before.
    #[n(1)]
    pub mtime_secs: i64,
    /// And nanoseconds, below 10^9.
    #[n(2)]
    pub mtime_nanos: u32,
}

/// What a file is, as recognised on the device. The codes of kinds and the bits are the caller's. CBOR `[kind, label, issuer, expires, facets, key]`; what is
/// absent at the end is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(array)]
pub struct ItemLabel {
    /// Code of its kind.
    #[n(0)]
    pub kind: u8,
    /// Its name for people, at most 256 bytes, as are the others.
    #[n(1)]
    pub label: Option<String>,
    /// Who issued it.
    #[n(2)]
    pub issuer: Option<String>,
    /// When it expires: an RFC 3339 date or date-time.
    #[n(3)]
    pub expires: Option<String>,
    /// What else there is to say, as bits.
    #[n(4)]
    pub facets: Option<u32>,
    /// Marks the key pair that it belongs to.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub key: Option<[u8; 8]>,
}

/// The next part of a file. CBOR `[0, location]` or `[1, length]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(flat)]
pub enum Extent {
    /// Bytes that lie at this place.
    #[n(0)]
    Data(#[n(0)] Location),
    /// So many zero bytes that take no room on the disk; at least 1.
    #[n(1)]
    Hole(#[n(0)] u64),
}

impl Extent {
    pub(super) const fn len(&self) -> u64 {
        match self {
            Self::Data(location) => location.len as u64,
            Self::Hole(len) => *len,
        }
    }
}

/// A file to be added to a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Length in bytes: the sum of the extents.
    pub len: u64,
    /// What it is.
    pub label: ItemLabel,
    /// Its content in order; none for an empty file.
    pub extents: Vec<Extent>,
}

/// One entry. CBOR `[name, stat, body]`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub(in crate::snapshot) struct Entry {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(in crate::snapshot) name: Vec<u8>,
    #[n(1)]
    pub(in crate::snapshot) stat: Stat,
    #[n(2)]
    pub(in crate::snapshot) body: Body,
}

/// What an entry is. CBOR `[0, node]`, `[1, target]` or `[2, length, label, contents]`.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(flat)]
pub(in crate::snapshot) enum Body {
    #[n(0)]
    Folder(#[n(0)] Location),
    #[n(1)]
    Link(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    #[n(2)]
    File(#[n(0)] u64, #[n(1)] ItemLabel, #[n(2)] Contents),
}

/// The extents of a file: CBOR `[0, extents]`, or `[1, locations]` of pieces that list them.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(flat)]
pub(in crate::snapshot) enum Contents {
    #[n(0)]
    Inline(#[n(0)] Vec<Extent>),
    #[n(1)]
    Listed(#[n(0)] Vec<Location>),
}

/// What is wrong with an entry, if anything: the same rules for writing and reading.
pub(super) fn flaw(entry: &Entry) -> Option<&'static str> {
    let name = &entry.name;
    if name.is_empty() || name.len() > MAX_NAME {
        return Some("a name must have 1 to 4096 bytes");
    }
    if name == b"." || name == b".." || name.iter().any(|byte| matches!(byte, b'/' | 0)) {
        return Some("a name must be one step of a path");
    }
    if entry.stat.mode > 0o7777 || entry.stat.mtime_nanos >= 1_000_000_000 {
        return Some("mode or time out of range");
    }
    match &entry.body {
        Body::Folder(_) => None,
        Body::Link(target) if target.is_empty() || target.len() > MAX_TARGET || target.contains(&0) => {
            Some("the target of a link must have 1 to 65,536 bytes")
        }
        Body::Link(_) => None,
        Body::File(_, label, _) if !label.is_short() => Some("a label must have at most 256 bytes"),
        Body::File(..) => None,
    }
}

impl ItemLabel {
    fn is_short(&self) -> bool {
        [&self.label, &self.issuer, &self.expires].into_iter().flatten().all(|text| text.len() <= MAX_LABEL)
    }
}

/// Whether these extents make up exactly `len` bytes.
pub(super) fn fills(extents: impl Iterator<Item = u64>, len: u64) -> bool {
    let sum = extents.into_iter().try_fold(0_u64, |sum, part| if part == 0 { None } else { sum.checked_add(part) });
    sum == Some(len)
}
