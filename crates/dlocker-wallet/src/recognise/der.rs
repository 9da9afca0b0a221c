//! As much DER (X.690) as it takes to walk to a name or a date in a certificate. Never more than the input, never recursive.

/// Walks the elements of one DER encoded content.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(pub(super) &'a [u8]);

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// Context tag 0, constructed: the version of a certificate, the content of a message.
pub(super) const CONTEXT_0: u8 = 0xa0;
/// Context tag 1, constructed: the public key in a private one (SEC 1).
pub(super) const CONTEXT_1: u8 = 0xa1;

impl<'a> Der<'a> {
    /// The next element: its tag and content. `None` at the end or when it isn't DER.
    pub(super) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (len, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => long_length(rest, usize::from(first & 0x7f))?,
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The content of the next element, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes of the next element, which must be a bit string of whole bytes.
    pub(super) fn bits(&mut self) -> Option<&'a [u8]> {
        self.expect(BIT_STRING)?.strip_prefix(&[0])
    }

    /// A walk inside the next element, which must have this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Der<'a>> {
        self.expect(tag).map(Der)
    }

    /// Steps over the next element if it has this tag.
    pub(super) fn skip_if(&mut self, tag: u8) -> Option<()> {
        if self.0.first() == Some(&tag) { self.next().map(|_| ()) } else { Some(()) }
    }
}

fn long_length(rest: &[u8], octets: usize) -> Option<(usize, &[u8])> {
    let (digits, rest) = rest.split_at_checked(octets)?;
    let len = digits.iter().try_fold(0usize, |len, &digit| len.checked_mul(256)?.checked_add(usize::from(digit)))?;
    Some((len, rest))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_walked_in_order_and_entered() {
        let mut der = Der(&[0x30, 0x03, 0x02, 0x01, 0x05, 0x06, 0x81, 0x01, 0x2a]);
        assert_eq!(der.enter(SEQUENCE).unwrap().expect(INTEGER), Some(&[5u8][..]));
        assert_eq!(der.expect(OID), Some(&[0x2a][..]));
        assert!(der.next().is_none());
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for bytes in [
            &[0x30][..],
            &[0x30, 0x05, 0],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x85, 0, 0, 0, 0, 1, 7],
            &[0x30, 0x84, 255, 255, 255, 255],
        ] {
            assert!(Der(bytes).next().is_none(), "{bytes:?}");
        }
    }
}
