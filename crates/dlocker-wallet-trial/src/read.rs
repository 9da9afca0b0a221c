//! Reading bytes front to back, and DER as far as it takes.

/// Splits off so many bytes.
pub(crate) fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}

/// 32 bits, big-endian.
pub(crate) fn be32(bytes: &mut &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(take(bytes, 4)?.try_into().ok()?))
}

/// 32 bits, little-endian.
pub(crate) fn le32(bytes: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?))
}

/// 16 bits, little-endian.
pub(crate) fn le16(bytes: &mut &[u8]) -> Option<u16> {
    Some(u16::from_le_bytes(take(bytes, 2)?.try_into().ok()?))
}

/// Bytes behind their length in 32 bits, big-endian.
pub(crate) fn string<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::try_from(be32(bytes)?).ok()?;
    take(bytes, len)
}

/// The content of the next DER element, which must have this tag.
pub(crate) fn der<'a>(bytes: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let head = take(bytes, 2)?;
    let (&found, &first) = (head.first()?, head.get(1)?);
    let len = match first {
        0..=0x7f => usize::from(first),
        0x81..=0x84 => {
            let digits = take(bytes, usize::from(first & 0x7f))?;
            digits.iter().try_fold(0_usize, |len, digit| len.checked_mul(256)?.checked_add(usize::from(*digit)))?
        }
        _ => return None,
    };
    if found == tag { take(bytes, len) } else { None }
}
