//! Reading binary formats front to back: every step says how much it takes, and ends the reading where that is not there.

/// What is left to read.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn skip(&mut self, len: usize) -> Option<()> {
        self.take(len).map(|_| ())
    }

    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*chunk)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.chunk::<1>().map(|[byte]| byte)
    }

    /// 16 bits, big-endian.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.chunk().map(u16::from_be_bytes)
    }

    /// 32 bits, big-endian.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_be_bytes)
    }

    /// 64 bits, big-endian.
    pub(super) fn u64(&mut self) -> Option<u64> {
        self.chunk().map(u64::from_be_bytes)
    }

    /// 16 bits, little-endian.
    pub(super) fn u16_le(&mut self) -> Option<u16> {
        self.chunk().map(u16::from_le_bytes)
    }

    /// 32 bits, little-endian.
    pub(super) fn u32_le(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    /// Bytes behind their length in 32 bits: a string of SSH (RFC 4251, section 5).
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.u32()?).ok()?;
        self.take(len)
    }

    /// The same as text.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.string()?).ok()
    }

    pub(super) fn strings(&mut self, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.string().map(|_| ()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether `needle` stands anywhere in `bytes`. For short needles with a rare first byte.
pub(super) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len().max(1)).any(|window| window == needle)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn reading_ends_where_the_bytes_end() {
        let mut bytes = Bytes(&[0, 1, 0, 0, 0, 2, 7, 8, 9]);
        assert_eq!(bytes.u16(), Some(1));
        assert_eq!(bytes.string(), Some(&[7u8, 8][..]));
        assert_eq!(bytes.u32_le(), None);
        assert_eq!(bytes.byte(), Some(9));
        assert!(bytes.is_empty() && bytes.byte().is_none());
        assert!(Bytes(&[255, 255, 255, 255, 1]).string().is_none());
    }

    #[test]
    fn a_needle_is_found_anywhere() {
        assert!(contains(b"abcd", b"cd") && contains(b"abcd", b"abcd"));
        assert!(!contains(b"abcd", b"abcde") && !contains(b"", b"a"));
    }
}
