//! What is known of an item as bytes: for two parts of one program that share no memory, of the same build. Never stored, never sent.

use minicbor::encode::Error;
use minicbor::{Decoder, Encoder};

use super::{Facets, ItemInfo, KeyMark, Kind};

impl ItemInfo {
    /// As bytes, for [`from_bytes`](Self::from_bytes) of the same build.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A Vec takes whatever is written.
        let _ = self.write(&mut Encoder::new(&mut bytes));
        bytes
    }

    fn write(&self, to: &mut Encoder<&mut Vec<u8>>) -> Result<(), Error<core::convert::Infallible>> {
        to.array(7)?.u8(self.kind.code())?;
        for text in [&self.label, &self.issuer, &self.expires] {
            match text {
                Some(text) => to.str(text)?,
                None => to.null()?,
            };
        }
        to.bool(self.raw_key)?.u32(self.facets.bits())?;
        match self.key {
            Some(KeyMark(mark)) => to.bytes(&mark)?,
            None => to.null()?,
        };
        Ok(())
    }

    /// What [`to_bytes`](Self::to_bytes) gave; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<ItemInfo> {
        let mut from = Decoder::new(bytes);
        if from.array().ok()? != Some(7) {
            return None;
        }
        let info = ItemInfo {
            kind: Kind::from_code(from.u8().ok()?)?,
            label: text(&mut from)?,
            issuer: text(&mut from)?,
            expires: text(&mut from)?,
            raw_key: from.bool().ok()?,
            facets: Facets::from_bits(from.u32().ok()?),
            key: mark(&mut from)?,
        };
        (from.position() == bytes.len()).then_some(info)
    }
}

fn is_null(from: &mut Decoder<'_>) -> bool {
    from.probe().null().is_ok() && from.null().is_ok()
}

fn text(from: &mut Decoder<'_>) -> Option<Option<String>> {
    if is_null(from) { Some(None) } else { Some(Some(from.str().ok()?.to_owned())) }
}

fn mark(from: &mut Decoder<'_>) -> Option<Option<KeyMark>> {
    if is_null(from) { Some(None) } else { Some(Some(KeyMark(from.bytes().ok()?.try_into().ok()?))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> ItemInfo {
        ItemInfo::of(Kind::Bip39Words)
            .labelled(Some("zwölf Wörter"))
            .issued_by(Some("nobody"))
            .expiring(Some("2030-01-01".into()))
            .raw()
            .with(Facets::ENCRYPTED | Facets::HARDWARE)
            .of_key(Some(KeyMark(*b"12345678")))
    }

    #[test]
    fn every_kind_comes_over_with_all_that_is_known_or_nothing() {
        for kind in Kind::all() {
            for info in [ItemInfo::of(kind), ItemInfo { kind, ..full() }] {
                assert_eq!(ItemInfo::from_bytes(&info.to_bytes()), Some(info));
            }
        }
    }

    #[test]
    fn what_is_cut_or_longer_is_nothing() {
        let bytes = full().to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(ItemInfo::from_bytes(bytes.get(..end).unwrap_or_default()), None, "{end}");
        }
        assert_eq!(ItemInfo::from_bytes(&[bytes, vec![0]].concat()), None);
    }
}
