//! KeePass databases, KDBX 3 and 4.

use super::bytes::Bytes;
use crate::item::{Facets, ItemInfo, Kind};

const SIGNATURE: [u8; 8] = [0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];

/// Recognises a database by its signature, version and header. Label: the version.
pub(super) fn recognise(head: &[u8]) -> Option<ItemInfo> {
    let mut bytes = Bytes(head.strip_prefix(&SIGNATURE)?);
    let (minor, major) = (bytes.u16_le()?, bytes.u16_le()?);
    let header = match major {
        3 => fields(bytes, |bytes| bytes.u16_le().map(usize::from)),
        4 => fields(bytes, |bytes| usize::try_from(bytes.u32_le()?).ok()),
        _ => None,
    };
    header?;
    let label = format!("KDBX {major}.{minor}");
    Some(ItemInfo::of(Kind::Kdbx).labelled(Some(&label)).with(Facets::ENCRYPTED))
}

/// Steps over the fields of the header up to the one that ends it.
fn fields(mut bytes: Bytes<'_>, len: fn(&mut Bytes<'_>) -> Option<usize>) -> Option<()> {
    loop {
        let id = bytes.byte()?;
        let len = len(&mut bytes)?;
        bytes.skip(len)?;
        if id == 0 {
            return Some(());
        }
    }
}
