//! The index on the device: a fixed binary form, since CBOR would be half as long again.
//!
//! ```text
//! "dlocker-index" 0x02 | key 32 | pending 0x00 or 0x01 id 16
//! | count u32 | snapshots: id 16, header digest 32, hidden u8, count u32, for each pack the plain bytes that fill half of it u64
//! | count u32 | known: hash 32, snapshot u32 (place in the list above), pack u32, entry u32, offset u32, len u32, used u8
//! | count u32 | staged: hash 32, entry u32, offset u32, len u32
//! | BLAKE3 of all before, 32
//! ```
//! Integers are big endian, lists are sorted by their first field.

use std::collections::HashMap;

use dlocker_protocol::{Digest, SnapshotId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Known, PieceHash, PieceIndex, Place, Taken};

const MAGIC: &[u8] = b"dlocker-index\x02";
const CHECKSUM: usize = 32;

impl PieceIndex {
    /// The bytes to keep in the device's home. What is staged for a snapshot that is not committed yet is part of them, so that a commit
    /// whose answer was lost can still be taken note of after a restart.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Writer(Zeroizing::new(Vec::with_capacity(256 + 57 * (self.known.len() + self.staged.len()))));
        out.put(MAGIC);
        out.put(self.key.as_slice());
        match self.pending {
            None => out.put(&[0]),
            Some(id) => out.put(&[1]).put(id.as_bytes()),
        };
        let order = self.write_snapshots(&mut out);
        self.write_known(&mut out, &order);
        self.write_staged(&mut out);
        let checksum = blake3::hash(&out.0);
        out.put(checksum.as_bytes());
        out.0
    }

    fn write_snapshots(&self, out: &mut Writer) -> HashMap<SnapshotId, u32> {
        let mut snapshots: Vec<_> = self.committed.iter().collect();
        snapshots.sort_unstable_by_key(|(id, _)| **id);
        out.put_count(snapshots.len());
        for (id, taken) in &snapshots {
            out.put(id.as_bytes())
                .put(taken.header.as_bytes())
                .put(&[u8::from(taken.hidden)])
                .put_count(taken.halves.len());
            for half in &taken.halves {
                out.put(&half.to_be_bytes());
            }
        }
        snapshots.into_iter().map(|(id, _)| *id).zip(0..).collect()
    }

    fn write_known(&self, out: &mut Writer, order: &HashMap<SnapshotId, u32>) {
        let found = |(hash, known): (&PieceHash, &Known)| Some((*hash, *order.get(&known.place.snapshot)?, *known));
        let mut rows: Vec<_> = self.known.iter().filter_map(found).collect();
        rows.sort_unstable_by_key(|(hash, ..)| *hash);
        out.put_count(rows.len());
        for (hash, snapshot, known) in rows {
            out.put(&hash).put(&snapshot.to_be_bytes()).put(&known.pack.to_be_bytes());
            out.put_place(&known.place).put(&[u8::from(known.used)]);
        }
    }

    fn write_staged(&self, out: &mut Writer) {
        let mut rows: Vec<_> = self.staged.iter().collect();
        rows.sort_unstable_by_key(|(hash, _)| **hash);
        out.put_count(rows.len());
        for (hash, place) in rows {
            out.put(hash).put_place(place);
        }
    }

    /// Whether these bytes are an index, whole: if not, what it knew can be rebuilt from a snapshot that was opened.
    #[must_use]
    pub fn is_whole(bytes: &[u8]) -> bool {
        parse(bytes).is_some()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; none if it is damaged, cut or foreign.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        parse(bytes)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. A damaged, cut or foreign file gives an empty index with a fresh key: the next backup
    /// then sends everything again, which is always right.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], rng: &mut impl CryptoRng) -> Self {
        parse(bytes).unwrap_or_else(|| Self::new(rng))
    }
}

fn parse(bytes: &[u8]) -> Option<PieceIndex> {
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    if blake3::hash(body).as_bytes() != checksum {
        return None;
    }
    let mut input = Reader(body.strip_prefix(MAGIC)?);
    let mut index = PieceIndex::with_key(Zeroizing::new(input.array()?));
    index.pending = match input.array()? {
        [0] => None,
        [1] => Some(SnapshotId::from_array(input.array()?)),
        _ => return None,
    };
    let snapshots = input.list(|input| {
        let (id, header) = (SnapshotId::from_array(input.array()?), Digest::from_array(input.array()?));
        let hidden = input.array()? == [1];
        let halves = input.list(|input| input.array().map(u64::from_be_bytes))?;
        Some((id, Taken { header, halves, hidden }))
    })?;
    let known = input.list(|input| {
        let hash = input.array()?;
        let (id, _) = snapshots.get(input.number()? as usize)?;
        let pack = input.number()?;
        let place = input.place(*id)?;
        Some((hash, Known { place, pack, used: input.array()? == [1] }))
    })?;
    let pending = index.pending.unwrap_or(SnapshotId::from_array([0; 16]));
    let staged = input.list(|input| Some((input.array()?, input.place(pending)?)))?;
    index.committed = snapshots.into_iter().collect();
    index.known = known.into_iter().collect();
    index.staged = staged.into_iter().collect();
    input.0.is_empty().then_some(index)
}

struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn put_count(&mut self, count: usize) -> &mut Self {
        self.put(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes())
    }

    fn put_place(&mut self, place: &Place) -> &mut Self {
        self.put(&place.entry.to_be_bytes()).put(&place.offset.to_be_bytes()).put(&place.len.to_be_bytes())
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*array)
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn place(&mut self, snapshot: SnapshotId) -> Option<Place> {
        Some(Place { snapshot, entry: self.number()?, offset: self.number()?, len: self.number()? })
    }

    fn list<T>(&mut self, mut row: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| row(self)).collect()
    }
}
