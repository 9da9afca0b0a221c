//! Packs: sealed segments back to back, random bytes after them, one of a few fixed sizes.

use dlocker_protocol::snapshot::{PackRef, PackSize};
use dlocker_protocol::{Digest, PackId};
use rand_core::CryptoRng;

use super::error::Damaged;

/// Bytes of the largest pack.
pub(super) const FULL: usize = PackSize::Full.bytes();

/// A pack ready to be sent.
pub struct ReadyPack {
    /// Its id, random.
    pub id: PackId,
    /// Its size.
    pub size: PackSize,
    /// All its bytes, exactly `size` of them.
    pub bytes: Vec<u8>,
    /// Plain SHA-256 of the bytes.
    pub digest: Digest,
}

impl ReadyPack {
    /// Pads `bytes` with random ones to `size`. Longer bytes are a mistake of the caller's and are never cut: the pack is then refused.
    pub(super) fn pad(mut bytes: Vec<u8>, size: PackSize, rng: &mut impl CryptoRng) -> Self {
        let used = bytes.len().min(size.bytes());
        bytes.resize(size.bytes(), 0);
        if let Some(padding) = bytes.get_mut(used..) {
            rng.fill_bytes(padding);
        }
        let digest = Digest::plain(&bytes);
        Self { id: PackId::random(rng), size, bytes, digest }
    }

    /// How the header names it.
    #[must_use]
    pub fn reference(&self) -> PackRef {
        PackRef { id: self.id, size: self.size, digest: self.digest }
    }
}

/// Where a segment lies: number of the data pack (from 0; the root's pack is not counted) and offset.
pub(super) struct Placement {
    pub(super) entry: u32,
    pub(super) pack: u32,
    pub(super) offset: u32,
}

/// Sealed segments and their entries of the key table.
type Waiting = Vec<(u32, Vec<u8>)>;

/// Gathers sealed segments into packs.
#[derive(Default)]
pub(super) struct Packer {
    waiting: Waiting,
    waiting_bytes: usize,
    ready: std::collections::VecDeque<ReadyPack>,
    pub(super) packs: Vec<PackRef>,
    pub(super) placements: Vec<Placement>,
}

impl Packer {
    /// Bytes that still fit into the pack that is being gathered.
    pub(super) fn room(&self) -> usize {
        FULL.saturating_sub(self.waiting_bytes)
    }

    /// Takes a sealed segment (at most 1 MiB); a full pack is made ready first if it does not fit any more.
    pub(super) fn add(&mut self, entry: u32, sealed: Vec<u8>, rng: &mut impl CryptoRng) {
        if sealed.len() > self.room() {
            let segments = core::mem::take(&mut self.waiting);
            self.waiting_bytes = 0;
            self.assemble(segments, PackSize::Full, rng);
        }
        self.waiting_bytes += sealed.len();
        self.waiting.push((entry, sealed));
    }

    /// The oldest ready pack.
    pub(super) fn take(&mut self) -> Option<ReadyPack> {
        self.ready.pop_front()
    }

    /// Packs what is left: the largest first into packs whose sizes add up to little more than the segments do.
    pub(super) fn flush(&mut self, rng: &mut impl CryptoRng) {
        let mut left = core::mem::take(&mut self.waiting);
        left.sort_by_key(|(_, bytes)| core::cmp::Reverse(bytes.len()));
        while let Some((_, largest)) = left.first() {
            let total: usize = left.iter().map(|(_, bytes)| bytes.len()).sum();
            let size = next_size(total, largest.len());
            let (fits, rest) = first_fit(left, size.bytes());
            self.assemble(fits, size, rng);
            left = rest;
        }
        self.waiting_bytes = 0;
    }

    fn assemble(&mut self, segments: Waiting, size: PackSize, rng: &mut impl CryptoRng) {
        let pack = self.packs.len() as u32;
        let mut bytes = Vec::with_capacity(size.bytes());
        for (entry, sealed) in segments {
            self.placements.push(Placement { entry, pack, offset: bytes.len() as u32 });
            bytes.extend_from_slice(&sealed);
        }
        let ready = ReadyPack::pad(bytes, size, rng);
        self.packs.push(ready.reference());
        self.ready.push_back(ready);
    }
}

/// The size to fill next for `total` bytes of which the longest segment has `largest`. Up to three packs of one size stand in for one of the
/// next, so that as a rule no more than a quarter is padding, and sizes tell no more than the sum does.
fn next_size(total: usize, largest: usize) -> PackSize {
    let holding_all = PackSize::holding(total).unwrap_or(PackSize::Full);
    let below = PackSize::ALL.into_iter().rev().find(|size| size.bytes() < holding_all.bytes());
    match below {
        Some(smaller) if smaller.bytes() * 3 >= total && smaller.bytes() >= largest => smaller,
        _ => holding_all,
    }
}

/// Splits `segments` (longest first) into those that fit into `size` bytes and the rest, both longest first.
fn first_fit(segments: Waiting, size: usize) -> (Waiting, Waiting) {
    let mut used = 0;
    segments.into_iter().partition(|(_, bytes)| {
        let fits = used + bytes.len() <= size;
        used += if fits { bytes.len() } else { 0 };
        fits
    })
}

/// A pack whose bytes were checked against what a header says of it: check once, open many segments.
pub struct VerifiedPack {
    id: PackId,
    digest: Digest,
    bytes: Vec<u8>,
}

impl VerifiedPack {
    /// Checks size and digest.
    ///
    /// # Errors
    /// [`Damaged`] if these are not the bytes that the header names.
    pub fn check(expected: &PackRef, bytes: Vec<u8>) -> Result<Self, Damaged> {
        check(expected, &bytes)?;
        Ok(Self { id: expected.id, digest: expected.digest, bytes })
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> PackId {
        self.id
    }

    /// The sealed bytes at this place, if this is the expected pack.
    pub(super) fn slice(&self, expected: &PackRef, offset: u32, len: u32) -> Result<&[u8], Damaged> {
        let damaged = Damaged { what: "the place of a segment" };
        if self.id != expected.id || self.digest != expected.digest {
            return Err(damaged);
        }
        let start = offset as usize;
        self.bytes.get(start..start + len as usize).ok_or(damaged)
    }
}

/// Checks size and digest of a pack.
pub(super) fn check(expected: &PackRef, bytes: &[u8]) -> Result<(), Damaged> {
    let intact = bytes.len() == expected.size.bytes() && Digest::plain(bytes) == expected.digest;
    if intact { Ok(()) } else { Err(Damaged { what: "a pack" }) }
}
