//! Segments: pieces gathered, compressed where that helps, and sealed under a key used for nothing else.

use dlocker_protocol::sealed::Context;
use dlocker_protocol::{LockerId, SnapshotId, cbor};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::cipher;
use super::error::Damaged;
use super::limits::MAX_PIECE;

/// Bytes that sealing adds.
pub(super) const TAG: usize = 16;
/// Compression level. 20,000 credentials take 3% less room than at 3, for a fifth more CPU time of the whole backup; beyond, time grows faster
/// than size shrinks.
const LEVEL: i32 = 6;
/// After a segment that did not get smaller, so many samples tell whether it is worth trying the next.
const SAMPLES: usize = 8;
/// Bytes of each.
const SAMPLE: usize = 4 << 10;

/// A key that seals one segment, or one root, ever. Boxed, so that a growing table moves pointers and leaves no copies behind.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct SegmentKey(Box<[u8; 32]>);

impl SegmentKey {
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut key = Self(Box::new([0; 32]));
        rng.fill_bytes(key.0.as_mut_slice());
        key
    }

    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Box::new(*bytes))
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `buffer` in place; the tag is appended. The nonce is zero because no key is used twice.
    pub(super) fn seal(&self, associated_data: &[u8], buffer: &mut Vec<u8>) -> Result<(), Damaged> {
        cipher::seal(&self.0, associated_data, buffer).ok_or(Damaged { what: "a segment too long to seal" })
    }

    /// Opens `buffer` in place; the tag is cut off.
    pub(super) fn open(&self, associated_data: &[u8], buffer: &mut Vec<u8>) -> Result<(), Damaged> {
        cipher::open(&self.0, associated_data, buffer).ok_or(Damaged { what: "a sealed segment" })
    }
}

/// Where a segment belongs; bound into it.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) locker: LockerId,
    pub(super) epoch: u64,
    pub(super) snapshot: SnapshotId,
    pub(super) entry: u32,
}

impl Seat {
    /// CBOR `["segment", 1, locker, epoch, purpose]` with purpose = CBOR `[snapshot, entry]`.
    pub(super) fn associated_data(self) -> Vec<u8> {
        let purpose = cbor::encode(&(self.snapshot, self.entry));
        Context { kind: "segment", locker: self.locker, epoch: self.epoch, purpose }.associated_data()
    }
}

/// A segment ready for a pack.
pub(super) struct Sealed {
    pub(super) key: SegmentKey,
    pub(super) bytes: Vec<u8>,
    pub(super) plain_len: u32,
    pub(super) compressed: bool,
}

/// Compresses and seals. One for a whole snapshot: the compressor's tables are costly to set up.
pub(super) struct Sealer {
    compressor: Option<zstd::bulk::Compressor<'static>>,
    /// Compressed plain bytes, used again and again and wiped once at the end.
    smaller: Zeroizing<Vec<u8>>,
    /// The last one did not get smaller.
    stored: bool,
}

impl Sealer {
    /// Without memory for compression, segments are stored as they are.
    pub(super) fn new() -> Self {
        Self { compressor: zstd::bulk::Compressor::new(LEVEL).ok(), smaller: Zeroizing::new(Vec::new()), stored: false }
    }

    /// Seals `plain` (at most [`MAX_PIECE`] bytes) in its seat.
    pub(super) fn seal(
        &mut self,
        seat: Seat,
        plain: &[u8],
        compress: bool,
        rng: &mut impl CryptoRng,
    ) -> Result<Sealed, Damaged> {
        let smaller = if compress { self.compress(plain) } else { None };
        let compressed = smaller.is_some();
        let mut bytes = smaller.unwrap_or_else(|| copy(plain));
        let key = SegmentKey::random(rng);
        key.seal(&seat.associated_data(), &mut bytes)?;
        let plain_len = u32::try_from(plain.len()).map_err(|_| Damaged { what: "a segment too long to seal" })?;
        Ok(Sealed { key, bytes, plain_len, compressed })
    }

    /// The compressed form, if it saves at least one byte in 32. Room for the tag is reserved, so that sealing never moves plain bytes.
    fn compress(&mut self, plain: &[u8]) -> Option<Vec<u8>> {
        if self.smaller.is_empty() {
            self.smaller.resize(MAX_PIECE, 0);
        }
        // Photographs, archives and what is encrypted come in long rows, and trying each in full would take most of the time.
        let hopeless = self.stored && plain.len() > SAMPLES * SAMPLE && self.shrink(&samples(plain)).is_none();
        let smaller = if hopeless { None } else { self.shrink(plain).map(copy) };
        self.stored = smaller.is_none();
        smaller
    }

    fn shrink(&mut self, plain: &[u8]) -> Option<&[u8]> {
        let room = self.smaller.get_mut(..plain.len() - plain.len() / 32)?;
        let written = self.compressor.as_mut()?.compress_to_buffer(plain, room).ok()?;
        self.smaller.get(..written).filter(|smaller| smaller.len() < plain.len())
    }
}

/// Parts from all over a segment.
fn samples(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut samples = Zeroizing::new(Vec::with_capacity(SAMPLES * SAMPLE));
    for part in plain.chunks(plain.len().div_ceil(SAMPLES)) {
        samples.extend_from_slice(part.get(..SAMPLE).unwrap_or(part));
    }
    samples
}

fn copy(plain: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(plain.len() + TAG);
    bytes.extend_from_slice(plain);
    bytes
}

/// Opens a sealed segment to exactly `plain_len` bytes, whatever it claims to decompress to.
pub(super) fn open(
    key: &SegmentKey,
    seat: Seat,
    sealed: &[u8],
    plain_len: usize,
    compressed: bool,
) -> Result<Zeroizing<Vec<u8>>, Damaged> {
    let mut bytes = Zeroizing::new(sealed.to_vec());
    key.open(&seat.associated_data(), &mut bytes)?;
    let plain = if compressed { decompress(&bytes, plain_len)? } else { bytes };
    if plain.len() == plain_len { Ok(plain) } else { Err(Damaged { what: "the length of a segment" }) }
}

fn decompress(bytes: &[u8], plain_len: usize) -> Result<Zeroizing<Vec<u8>>, Damaged> {
    let damaged = Damaged { what: "a compressed segment" };
    if plain_len > MAX_PIECE {
        return Err(damaged);
    }
    let mut plain = Zeroizing::new(vec![0; plain_len]);
    let mut decompressor = zstd::bulk::Decompressor::new().map_err(|_| damaged)?;
    let written = decompressor.decompress_to_buffer(bytes, plain.as_mut_slice()).map_err(|_| damaged)?;
    if written == plain_len { Ok(plain) } else { Err(damaged) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::tests::TestRng;

    #[test]
    fn after_noise_what_compresses_is_compressed_all_the_same() {
        let (mut sealer, mut rng) = (Sealer::new(), TestRng::of(70));
        let noise = TestRng::of(71).bytes(MAX_PIECE);
        let text = b"a credential, and the next credential: ".repeat(20_000);
        let mixed = [&noise[..500_000], &text[..400_000]].concat();
        let seat = Seat {
            locker: LockerId::from_array([1; 16]),
            epoch: 1,
            snapshot: SnapshotId::from_array([2; 16]),
            entry: 3,
        };
        for (plain, compressed) in
            [(&noise, false), (&text, true), (&noise, false), (&noise, false), (&mixed, true), (&noise, false)]
        {
            let sealed = sealer.seal(seat, plain, true, &mut rng).unwrap();
            assert_eq!(sealed.compressed, compressed);
            let opened = open(&sealed.key, seat, &sealed.bytes, plain.len(), compressed).unwrap();
            assert_eq!(*opened, *plain);
        }
    }
}
