//! The key table: where each segment of a snapshot lies and what opens it.

use dlocker_protocol::snapshot::PackRef;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use super::error::Damaged;
use super::limits::{MAX_PIECE, MAX_SEGMENTS};
use super::piece::PieceClass;
use super::segment::{SegmentKey, TAG};

/// One segment. CBOR `[pack, offset, sealed, plain, compressed, class, key]`; pack counts the data packs from 0.
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct TableEntry {
    #[n(0)]
    pub(super) pack: u32,
    #[n(1)]
    pub(super) offset: u32,
    #[n(2)]
    pub(super) sealed_len: u32,
    #[n(3)]
    pub(super) plain_len: u32,
    #[n(4)]
    pub(super) compressed: bool,
    #[n(5)]
    pub(super) class: PieceClass,
    #[n(6)]
    pub(super) key: SegmentKey,
}

impl<C> Encode<C> for SegmentKey {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SegmentKey {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        let bytes = d.bytes()?.try_into().map_err(|_| DecodeError::message("segment key"))?;
        Ok(Self::from_bytes(bytes))
    }
}

/// Whether every entry lies inside its pack and says nothing impossible. In a part an entry may be absent.
pub(super) fn check(table: &[TableEntry], data_packs: &[PackRef], part: bool) -> Result<(), Damaged> {
    let damaged = Damaged { what: "the key table" };
    if table.len() > MAX_SEGMENTS {
        return Err(damaged);
    }
    if table.iter().all(|entry| entry.is_sound(data_packs) || (part && entry.is_absent())) {
        Ok(())
    } else {
        Err(damaged)
    }
}

impl TableEntry {
    /// An entry whose segment is still open.
    pub(super) fn reserved(class: PieceClass) -> Self {
        let key = SegmentKey::from_bytes(&[0; 32]);
        Self { pack: 0, offset: 0, sealed_len: 0, plain_len: 0, compressed: false, class, key }
    }

    /// An entry of a part whose segment did not arrive: all zeros but its class.
    pub(super) fn is_absent(&self) -> bool {
        let numbers = [self.pack, self.offset, self.sealed_len, self.plain_len];
        numbers == [0; 4] && !self.compressed && self.key.as_bytes() == &[0; 32]
    }

    /// The same segment at a place among the packs of a part.
    pub(super) fn placed(&self, pack: u32, offset: u32) -> Self {
        let key = SegmentKey::from_bytes(self.key.as_bytes());
        let Self { sealed_len, plain_len, compressed, class, .. } = *self;
        Self { pack, offset, sealed_len, plain_len, compressed, class, key }
    }

    fn is_sound(&self, data_packs: &[PackRef]) -> bool {
        let Some(pack) = data_packs.get(self.pack as usize) else { return false };
        let end = u64::from(self.offset) + u64::from(self.sealed_len);
        let stored = self.sealed_len as usize == self.plain_len as usize + TAG;
        end <= pack.size.bytes() as u64
            && (1..=MAX_PIECE).contains(&(self.plain_len as usize))
            && self.sealed_len as usize > TAG
            && self.compressed != stored
            && !(self.compressed && self.class == PieceClass::RawKey)
    }
}
