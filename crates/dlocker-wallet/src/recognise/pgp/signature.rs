//! Signature packets of OpenPGP (RFC 9580, section 5.2), as far as they tell when a key expires, and whose they are.

use super::packet::mpi;
use crate::recognise::bytes::Bytes;

/// What a signature says.
pub(super) struct Signature {
    /// Its type: 0x00 and 0x01 over a document, 0x10 to 0x13 over a name, 0x20 revokes a key.
    pub(super) kind: u8,
    /// So many seconds after its creation the key expires.
    pub(super) key_lifetime: Option<u32>,
    /// The key that made it: its fingerprint, or its id.
    pub(super) by: Option<String>,
}

/// Type of the subpacket that says when a key expires.
const KEY_EXPIRATION: u8 = 9;
/// Types of the subpackets with the id and the fingerprint (behind its version) of the key that made it.
const ISSUER: u8 = 16;
const ISSUER_FINGERPRINT: u8 = 33;

/// Reads the body of a signature packet.
pub(super) fn signature(body: &[u8]) -> Option<Signature> {
    let mut bytes = Bytes(body);
    match bytes.byte()? {
        3 => old(bytes),
        version @ (4 | 6) => new(version, bytes),
        _ => None,
    }
}

fn old(mut bytes: Bytes<'_>) -> Option<Signature> {
    if bytes.byte()? != 5 {
        return None;
    }
    let kind = bytes.byte()?;
    // Time, key, two algorithms, the first bytes of the hash.
    bytes.skip(4)?;
    let by = Some(hex(bytes.take(8)?));
    bytes.skip(2 + 2)?;
    numbers(bytes)?;
    Some(Signature { kind, key_lifetime: None, by })
}

fn new(version: u8, mut bytes: Bytes<'_>) -> Option<Signature> {
    let kind = bytes.byte()?;
    bytes.skip(2)?;
    let hashed = area(version, &mut bytes)?;
    let unhashed = area(version, &mut bytes)?;
    bytes.skip(2)?;
    if version == 6 {
        let salt = bytes.byte()?;
        bytes.skip(usize::from(salt))?;
    } else {
        numbers(bytes)?;
    }
    let told = told(hashed)?;
    let by = told.by.or_else(|| self::told(unhashed)?.by);
    Some(Signature { kind, key_lifetime: told.lifetime, by })
}

fn area<'a>(version: u8, bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let len = if version == 6 { usize::try_from(bytes.u32()?).ok()? } else { usize::from(bytes.u16()?) };
    bytes.take(len)
}

/// The numbers of a signature, which must fill the packet. New algorithms have bytes there instead: at least 64 of them.
fn numbers(bytes: Bytes<'_>) -> Option<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        if mpi(&mut rest).is_none() {
            return (bytes.0.len() >= 64).then_some(());
        }
    }
    (!bytes.is_empty()).then_some(())
}

/// What the subpackets of an area say.
#[derive(Default)]
struct Told {
    lifetime: Option<u32>,
    by: Option<String>,
}

/// Looks through the subpackets. `None` when they are none.
fn told(area: &[u8]) -> Option<Told> {
    let (mut bytes, mut told) = (Bytes(area), Told::default());
    while !bytes.is_empty() {
        let first = bytes.byte()?;
        let len = match first {
            0..=191 => usize::from(first),
            192..=254 => (usize::from(first) - 192) * 256 + usize::from(bytes.byte()?) + 192,
            255 => usize::try_from(bytes.u32()?).ok()?,
        };
        let mut subpacket = Bytes(bytes.take(len)?);
        match (subpacket.byte()? & 0x7f, subpacket.0) {
            (KEY_EXPIRATION, _) => told.lifetime = subpacket.u32(),
            (ISSUER_FINGERPRINT, [_, key @ ..]) if (16..=32).contains(&key.len()) => told.by = Some(hex(key)),
            (ISSUER, key) if key.len() == 8 => told.by = told.by.take().or_else(|| Some(hex(key))),
            _ => {}
        }
    }
    Some(told)
}

fn hex(key: &[u8]) -> String {
    data_encoding::HEXUPPER.encode(key)
}
