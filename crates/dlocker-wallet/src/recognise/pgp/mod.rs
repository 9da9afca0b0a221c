//! OpenPGP (RFC 9580, RFC 4880): keys, messages, signatures, binary and armored.

mod armor;
mod key;
mod packet;
mod signature;

use key::{Key, Secret};
use packet::{Packet, Packets, mpi};

use super::bytes::Bytes;
use super::date;
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises a text that is one or more armored blocks. `whole`: all of it is there.
pub(super) fn recognise_text(text: &str, whole: bool) -> Option<ItemInfo> {
    recognise(&armor::decode(text, whole)?, whole)
}

/// Recognises a revocation behind an explanation, as GnuPG keeps one for each key.
pub(super) fn recognise_explained(text: &str) -> Option<ItemInfo> {
    let info = recognise(&armor::decode(armor::behind_explanation(text)?, true)?, true);
    info.filter(|info| info.kind == Kind::PgpRevocation)
}

/// Recognises packets. `whole`: all of the input is there.
pub(super) fn recognise(bytes: &[u8], whole: bool) -> Option<ItemInfo> {
    let first = Packets::new(bytes, whole).next()?;
    match first.tag {
        1 | 3 => message(bytes, whole),
        2 => signatures(bytes, whole),
        5 => keys(Kind::PgpSecretKey, bytes, whole),
        6 => keys(Kind::PgpPublicKey, bytes, whole),
        _ => None,
    }
}

/// What the packets of a key told so far.
#[derive(Default)]
struct Found {
    primary: Option<Key>,
    keys: usize,
    name: Option<String>,
    lifetime: Option<u32>,
    facets: Facets,
    raw_key: bool,
    /// How many keys have a secret half here.
    secrets: usize,
}

fn keys(kind: Kind, bytes: &[u8], whole: bool) -> Option<ItemInfo> {
    let (mut found, mut packets) = (Found::default(), Packets::new(bytes, whole));
    for packet in packets.by_ref() {
        // The last packet of an input that is only a beginning may be cut.
        if found.take(&packet).is_none() && (whole || found.primary.is_none()) {
            return None;
        }
    }
    (!packets.broken).then(|| found.info(kind))?
}

impl Found {
    fn take(&mut self, packet: &Packet<'_>) -> Option<()> {
        match packet.tag {
            5 | 7 => self.key(packet.tag == 5, key::secret(packet.body)?),
            6 | 14 => self.key(packet.tag == 6, key::public(packet.body)?),
            2 => self.signature(packet.body),
            13 => self.name(packet.body),
            // Marker, trust, user attribute, padding, and what may come one day in a private range.
            10 | 12 | 17 | 21 | 60..=63 => Some(()),
            _ => None,
        }
    }

    fn key(&mut self, primary: bool, key: Key) -> Option<()> {
        self.keys += usize::from(primary);
        self.raw_key |= key.secret == Secret::Open;
        self.secrets += usize::from(matches!(key.secret, Secret::Open | Secret::Encrypted));
        self.facets = self.facets | key.secret.facets();
        if self.primary.is_none() {
            self.primary = primary.then_some(key);
        }
        self.primary.as_ref().map(|_| ())
    }

    fn signature(&mut self, body: &[u8]) -> Option<()> {
        let signature = signature::signature(body)?;
        // The newest self-signature counts; files have the newest first or only one.
        if matches!(signature.kind, 0x10..=0x13 | 0x1f) && self.keys == 1 && self.lifetime.is_none() {
            self.lifetime = signature.key_lifetime;
        }
        Some(())
    }

    fn name(&mut self, body: &[u8]) -> Option<()> {
        let name = std::str::from_utf8(body).ok();
        self.name = self.name.take().or_else(|| name.map(str::to_owned));
        Some(())
    }

    fn info(self, kind: Kind) -> Option<ItemInfo> {
        let primary = self.primary?;
        let one = self.keys == 1;
        let lifetime = self.lifetime.filter(|secs| one && *secs > 0);
        let expires = lifetime.and_then(|secs| date::from_unix(i64::from(primary.created) + i64::from(secs)));
        let half = if kind == Kind::PgpPublicKey && one { Facets::PUBLIC_HALF } else { Facets::NONE };
        let info = ItemInfo::of(kind).labelled(self.name.as_deref()).expiring(expires).with(self.facets | half);
        // Many keys are a keyring: no single pair.
        let info = info.of_key(if one { primary.mark } else { None });
        Some(if self.raw_key { info.raw() } else { info })
    }
}

/// Packets with the session key for a key or a passphrase, and then data that is encrypted with it.
fn message(bytes: &[u8], whole: bool) -> Option<ItemInfo> {
    let (mut label, mut to_keys) = (None, 0);
    for packet in Packets::new(bytes, whole) {
        let recipient = match packet.tag {
            1 => session_key(packet.body)?,
            3 => passphrase(packet.body)?,
            9 => return encrypted(label, to_keys),
            18 if matches!(packet.body.first(), Some(1 | 2)) => return encrypted(label, to_keys),
            20 if packet.body.first() == Some(&1) => return encrypted(label, to_keys),
            10 => continue,
            _ => return None,
        };
        to_keys += usize::from(packet.tag == 1);
        label = label.or(Some(recipient));
    }
    None
}

/// Where a key opens it too, the passphrase may be forgotten.
fn encrypted(label: Option<String>, to_keys: usize) -> Option<ItemInfo> {
    let by_passphrase = if to_keys == 0 { Facets::PASSPHRASE } else { Facets::NONE };
    Some(ItemInfo::of(Kind::PgpMessage).labelled(Some(&label?)).with(Facets::ENCRYPTED | by_passphrase))
}

/// For whose key it is.
fn session_key(body: &[u8]) -> Option<String> {
    let mut bytes = Bytes(body);
    match bytes.byte()? {
        3 => {}
        // The fingerprint behind its length, with its version before it.
        6 => return Some("for a key".to_owned()),
        _ => return None,
    }
    let key = bytes.u64()?;
    match bytes.byte()? {
        1..=2 | 16 => mpi(&mut bytes).map(|_| ())?,
        18 | 25..=26 => bytes.skip(32)?,
        _ => return None,
    }
    Some(if key == 0 { "for a hidden key".to_owned() } else { format!("for {key:016X}") })
}

fn passphrase(body: &[u8]) -> Option<String> {
    let mut bytes = Bytes(body);
    let (version, cipher) = (bytes.byte()?, bytes.byte()?);
    let fits = match version {
        4 => (1..=13).contains(&cipher) && matches!(bytes.byte()?, 0 | 1 | 3 | 4),
        5 | 6 => true,
        _ => false,
    };
    fits.then(|| "with a passphrase".to_owned())
}

fn signatures(bytes: &[u8], whole: bool) -> Option<ItemInfo> {
    let (mut packets, mut kind, mut by) = (Packets::new(bytes, whole), None, None);
    for packet in packets.by_ref() {
        let signature =
            Some(packet).filter(|packet| packet.tag == 2).and_then(|packet| signature::signature(packet.body))?;
        let this = match signature.kind {
            0x00..=0x02 => Kind::PgpSignature,
            0x20 | 0x28 => Kind::PgpRevocation,
            _ => return None,
        };
        kind = kind.or(Some(this));
        by = by.or(signature.by);
    }
    if packets.broken { None } else { kind.map(|kind| ItemInfo::of(kind).issued_by(by.as_deref())) }
}
