//! The packets of OpenPGP (RFC 9580, section 4), old and new format.

use crate::recognise::bytes::Bytes;

/// One packet: its type and its body. Of a packet in parts, or one that is cut, the body is what is there of it.
pub(super) struct Packet<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
}

/// The packets of an input.
pub(super) struct Packets<'a> {
    rest: Bytes<'a>,
    /// The whole input is there, and so a packet that ends behind it is none.
    whole: bool,
    /// Something was no packet.
    pub(super) broken: bool,
}

impl<'a> Packets<'a> {
    pub(super) fn new(bytes: &'a [u8], whole: bool) -> Packets<'a> {
        Packets { rest: Bytes(bytes), whole, broken: false }
    }

    fn read(&mut self) -> Option<Packet<'a>> {
        let head = self.rest.byte()?;
        if head & 0x80 == 0 {
            return None;
        }
        if head & 0x40 == 0 { self.old(head) } else { self.new_format(head & 0x3f) }
    }

    fn old(&mut self, head: u8) -> Option<Packet<'a>> {
        let tag = head >> 2 & 0x0f;
        let len = match head & 3 {
            0 => self.rest.byte().map(usize::from)?,
            1 => self.rest.u16().map(usize::from)?,
            2 => usize::try_from(self.rest.u32()?).ok()?,
            // Without a length: up to the end. Only what holds data may be so.
            _ if matches!(tag, 8 | 9 | 11) => return Some(Packet { tag, body: self.all() }),
            _ => return None,
        };
        self.body(tag, len)
    }

    fn new_format(&mut self, tag: u8) -> Option<Packet<'a>> {
        let first = self.rest.byte()?;
        let len = match first {
            0..=191 => usize::from(first),
            192..=223 => (usize::from(first) - 192) * 256 + usize::from(self.rest.byte()?) + 192,
            255 => usize::try_from(self.rest.u32()?).ok()?,
            // In parts, as streams are written. What comes behind data is not looked at.
            _ if matches!(tag, 8 | 9 | 11 | 18 | 20) => return Some(Packet { tag, body: self.all() }),
            _ => return None,
        };
        self.body(tag, len)
    }

    fn body(&mut self, tag: u8, len: usize) -> Option<Packet<'a>> {
        match self.rest.take(len) {
            Some(body) => Some(Packet { tag, body }),
            None if self.whole => None,
            None => Some(Packet { tag, body: self.all() }),
        }
    }

    fn all(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest.0)
    }
}

impl<'a> Iterator for Packets<'a> {
    type Item = Packet<'a>;

    fn next(&mut self) -> Option<Packet<'a>> {
        if self.rest.is_empty() || self.broken {
            return None;
        }
        let packet = self.read();
        self.broken = packet.is_none();
        packet
    }
}

/// A number behind its length in bits (RFC 9580, section 3.2).
pub(super) fn mpi<'a>(bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let bits = usize::from(bytes.u16()?);
    bytes.take(bits.div_ceil(8))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], whole: bool) -> (Vec<(u8, usize)>, bool) {
        let mut packets = Packets::new(bytes, whole);
        let found = packets.by_ref().map(|packet| (packet.tag, packet.body.len())).collect();
        (found, packets.broken)
    }

    #[test]
    fn packets_of_both_formats_are_walked() {
        assert_eq!(of(&[0xb4, 1, b'x', 0xcd, 2, b'y', b'z'], true), (vec![(13, 1), (13, 2)], false));
        assert_eq!(of(&[0xd2, 0xe1, 1, 2, 3], true), (vec![(18, 3)], false));
    }

    #[test]
    fn a_packet_that_ends_behind_the_input_is_none_when_all_of_it_is_there() {
        assert_eq!(of(&[0xb4, 9, b'x'], true), (vec![], true));
        assert_eq!(of(&[0xb4, 9, b'x'], false), (vec![(13, 1)], false));
        assert_eq!(of(&[0x34, 1, b'x'], true), (vec![], true));
        assert_eq!(of(&[0xcd, 0xe1, 1], true), (vec![], true));
    }
}
