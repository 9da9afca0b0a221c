//! Sets of packs of one snapshot, as bitmaps.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

/// Longest bitmap in bytes: a bit for each of 65,536 packs.
const MOST_BYTES: usize = 8192;

/// Some packs of one snapshot: pack `i` of its header's list is in it if bit `i` is set, the lowest bit of the first byte first. The last
/// byte is never zero, so that a set has one form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PackSet(Vec<u8>);

impl PackSet {
    /// No pack.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The root's pack and nothing else.
    #[must_use]
    pub fn root() -> Self {
        Self(vec![1])
    }

    /// The first `count` packs; of more than 65,536 the first so many.
    #[must_use]
    pub fn first(count: u32) -> Self {
        (0..count.min(65_536)).fold(Self::new(), |mut set, pack| {
            set.insert(pack);
            set
        })
    }

    /// The set of this bitmap.
    ///
    /// # Errors
    /// `None` where it is longer than 8,192 bytes or ends in a zero byte.
    #[must_use]
    pub fn from_bitmap(bitmap: &[u8]) -> Option<Self> {
        let sound = bitmap.len() <= MOST_BYTES && bitmap.last() != Some(&0);
        sound.then(|| Self(bitmap.to_vec()))
    }

    /// The bitmap.
    #[must_use]
    pub fn bitmap(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is none in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether pack `number`, the root's being 0, is in it.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 8).is_some_and(|byte| byte & (1 << (number % 8)) != 0)
    }

    /// Adds pack `number`; one beyond 65,535, which no header has, is left out.
    pub fn insert(&mut self, number: u32) {
        let at = number as usize / 8;
        if at >= MOST_BYTES {
            return;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(byte) = self.0.get_mut(at) {
            *byte |= 1 << (number % 8);
        }
    }

    /// Adds all of `other`.
    pub fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (byte, more) in self.0.iter_mut().zip(&other.0) {
            *byte |= more;
        }
    }

    /// What is in this and not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let others = other.0.iter().copied().chain(core::iter::repeat(0));
        let mut left: Vec<u8> = self.0.iter().zip(others).map(|(byte, less)| byte & !less).collect();
        let len = left.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        left.truncate(len);
        Self(left)
    }

    /// Whether nothing is in both.
    #[must_use]
    pub fn is_apart_from(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| one & other == 0)
    }

    /// Whether all in it are among the first `count` packs.
    #[must_use]
    pub fn is_within(&self, count: u32) -> bool {
        self.0.last().is_none_or(|last| {
            let highest = (self.0.len() as u64) * 8 - 1 - u64::from(last.leading_zeros());
            highest < u64::from(count)
        })
    }

    /// Their numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let bits =
            |(at, byte): (u32, u8)| (0..8).filter(move |bit| byte & (1 << bit) != 0).map(move |bit| at * 8 + bit);
        (0..).zip(self.0.iter().copied()).flat_map(bits)
    }
}

impl<C> Encode<C> for PackSet {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for PackSet {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        Self::from_bitmap(d.bytes()?).ok_or_else(|| DecodeError::message("a set of packs that is too long or padded"))
    }
}

/// Decodes a set that has the root's pack in it.
pub(super) mod with_root {
    use super::{DecodeError, Decoder, EncodeError, Encoder, PackSet, Write};

    pub(in super::super) fn encode<C, W: Write>(
        set: &PackSet,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.encode(set)?.ok()
    }

    pub(in super::super) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<PackSet, DecodeError> {
        let set: PackSet = d.decode()?;
        if set.contains(0) { Ok(set) } else { Err(DecodeError::message("a set of packs without the root's")) }
    }
}

#[cfg(test)]
mod tests {
    use super::PackSet;
    use crate::cbor;

    fn of(numbers: &[u32]) -> PackSet {
        numbers.iter().fold(PackSet::new(), |mut set, number| {
            set.insert(*number);
            set
        })
    }

    #[test]
    fn a_set_has_one_form() {
        assert_eq!(of(&[9, 0, 9]).bitmap(), [1, 2]);
        assert_eq!(of(&[0, 9]).without(&of(&[9])), PackSet::root());
        assert_eq!(of(&[8]).without(&of(&[8])), PackSet::new());
        for bitmap in [&[1, 0][..], &[0], &[1; 8193]] {
            assert_eq!(PackSet::from_bitmap(bitmap), None);
        }
        assert_eq!(PackSet::from_bitmap(&[0xff; 8192]), Some(PackSet::first(65_536)));
    }

    #[test]
    fn numbers_come_back_as_they_went_in() {
        let numbers = [0, 7, 8, 63, 64, 65_535];
        assert_eq!(of(&numbers).iter().collect::<Vec<_>>(), numbers);
        assert!(numbers.iter().all(|number| of(&numbers).contains(*number)));
        assert!(!of(&numbers).contains(1) && !of(&numbers).contains(70_000));
        assert_eq!(of(&[65_536]), PackSet::new());
    }

    #[test]
    fn a_set_is_within_a_list_if_its_highest_is() {
        assert!(of(&[0, 9]).is_within(10) && !of(&[0, 9]).is_within(9));
        assert!(PackSet::new().is_within(0) && !PackSet::root().is_within(0));
    }

    #[test]
    fn sets_are_joined_and_compared_bit_by_bit() {
        let mut set = of(&[0, 3]);
        set.add(&of(&[20]));
        assert_eq!(set, of(&[0, 3, 20]));
        assert!(set.is_apart_from(&of(&[1, 21])) && !set.is_apart_from(&of(&[20])));
    }

    #[test]
    fn the_encoding_is_a_byte_string() {
        assert_eq!(cbor::encode(&of(&[0, 9])), [0x42, 1, 2]);
        assert!(cbor::decode::<PackSet>(&[0x42, 1, 0], "set").is_err());
    }
}
