//! Key packets of OpenPGP (RFC 9580, section 5.5): whose key it is, and how its secret half is kept.

use super::packet::mpi;
use crate::item::{Facets, KeyMark};
use crate::recognise::bytes::Bytes;

/// What a key packet says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Seconds since 1970.
    pub(super) created: u32,
    pub(super) mark: Option<KeyMark>,
    /// Of a secret key: how its secret half is kept.
    pub(super) secret: Secret,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Secret {
    /// In the open.
    Open,
    /// Behind a passphrase.
    Encrypted,
    /// Not here, but on a card (GnuPG's extension).
    OnCard,
    /// Not here at all (GnuPG's extension, and public keys).
    Absent,
}

impl Secret {
    pub(super) fn facets(self) -> Facets {
        match self {
            Secret::Encrypted => Facets::ENCRYPTED,
            Secret::OnCard => Facets::HARDWARE,
            Secret::Open | Secret::Absent => Facets::NONE,
        }
    }
}

/// Reads the body of a public (sub)key packet, which must be all of it.
pub(super) fn public(body: &[u8]) -> Option<Key> {
    let mut bytes = Bytes(body);
    let (created, mark) = public_part(&mut bytes)?;
    bytes.is_empty().then_some(Key { created, mark, secret: Secret::Absent })
}

/// Reads the body of a secret (sub)key packet.
pub(super) fn secret(body: &[u8]) -> Option<Key> {
    let version = body.first().copied()?;
    let mut bytes = Bytes(body);
    let (created, mark) = public_part(&mut bytes)?;
    Some(Key { created, mark, secret: protection(version, bytes)? })
}

fn public_part(bytes: &mut Bytes<'_>) -> Option<(u32, Option<KeyMark>)> {
    let version = bytes.byte()?;
    let created = bytes.u32()?;
    match version {
        3 => bytes.skip(2)?,
        4 | 6 => {}
        _ => return None,
    }
    let algorithm = bytes.byte()?;
    if version == 6 {
        bytes.skip(4)?;
    }
    Some((created, numbers(algorithm, bytes)?))
}

/// Steps over the public numbers of a key, and marks it by them. `None` for an algorithm that nobody knows.
fn numbers(algorithm: u8, bytes: &mut Bytes<'_>) -> Option<Option<KeyMark>> {
    Some(match algorithm {
        1..=3 => {
            let modulus = mpi(bytes)?;
            mpi(bytes)?;
            Some(KeyMark::rsa(modulus))
        }
        16 => skipped(bytes, 2).and_then(|()| mpi(bytes)).map(KeyMark::dsa),
        17 => skipped(bytes, 3).and_then(|()| mpi(bytes)).map(KeyMark::dsa),
        18 => {
            let mark = on_curve(bytes)?;
            let len = bytes.byte()?;
            bytes.skip(usize::from(len))?;
            mark
        }
        19 | 22 => on_curve(bytes)?,
        25 | 27 => Some(KeyMark::bytes(bytes.take(32)?)),
        26 => Some(KeyMark::bytes(bytes.take(56)?)),
        28 => Some(KeyMark::bytes(bytes.take(57)?)),
        _ => return None,
    })
}

fn skipped(bytes: &mut Bytes<'_>, numbers: usize) -> Option<()> {
    (0..numbers).try_for_each(|_| mpi(bytes).map(|_| ()))
}

/// The curve's identifier and a point. Edwards and Montgomery points have 0x40 before them.
fn on_curve(bytes: &mut Bytes<'_>) -> Option<Option<KeyMark>> {
    let len = bytes.byte()?;
    if !(3..=16).contains(&len) {
        return None;
    }
    bytes.skip(usize::from(len))?;
    let point = mpi(bytes)?;
    Some(point.strip_prefix(&[0x40]).map(KeyMark::bytes).or_else(|| KeyMark::point(point)))
}

fn protection(version: u8, mut bytes: Bytes<'_>) -> Option<Secret> {
    match bytes.byte()? {
        0 => return Some(Secret::Open),
        253..=255 => {}
        // An old way: the cipher itself stands here.
        1..=13 => return Some(Secret::Encrypted),
        _ => return None,
    }
    let gnu = |mut bytes: Bytes<'_>| {
        // Cipher, the specifier 101, a hash, GNU, and the way it is not here.
        (bytes.take(2)?.get(1) == Some(&101)).then_some(())?;
        bytes.skip(1)?;
        (bytes.take(3)? == b"GNU").then_some(())?;
        bytes.byte()
    };
    Some(match gnu(bytes) {
        Some(2) if version == 4 => Secret::OnCard,
        Some(_) if version == 4 => Secret::Absent,
        _ => Secret::Encrypted,
    })
}
