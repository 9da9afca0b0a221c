//! Java key stores of type JKS and JCEKS.

use super::bytes::Bytes;
use super::x509;
use crate::item::{Facets, ItemInfo, Kind};

/// Of a store, this many names go into the label.
const LABEL_NAMES: usize = 3;

/// Recognises a store by its magic word, version, and the shape of its first entries.
pub(super) fn recognise(head: &[u8]) -> Option<ItemInfo> {
    let mut bytes = Bytes(head);
    let kind = match bytes.u32()? {
        0xfeed_feed => Kind::Jks,
        0xcece_cece => Kind::Jceks,
        _ => return None,
    };
    if !matches!(bytes.u32()?, 1 | 2) {
        return None;
    }
    let count = bytes.u32()?;
    let mut found = Found::default();
    for _ in 0..count.min(1000) {
        if found.entry(&mut bytes, kind).is_none() {
            break;
        }
    }
    // A store of another program with the same magic word would fail at its first entry.
    (count == 0 || !found.names.is_empty()).then(|| found.info(kind))
}

#[derive(Default)]
struct Found<'a> {
    names: Vec<&'a str>,
    secrets: bool,
    certificate: Option<x509::Certificate>,
}

impl<'a> Found<'a> {
    /// Steps over one entry: a private key with its chain, a certificate, or (JCEKS) a sealed secret key, whose end can't be found.
    fn entry(&mut self, bytes: &mut Bytes<'a>, kind: Kind) -> Option<()> {
        let tag = bytes.u32()?;
        let name = utf(bytes)?;
        bytes.skip(8)?;
        self.names.push(name);
        match tag {
            1 => {
                self.secrets = true;
                bytes.string()?;
                let chain = bytes.u32()?;
                (0..chain.min(100)).try_for_each(|_| self.certificate(bytes))
            }
            2 => self.certificate(bytes),
            3 if kind == Kind::Jceks => {
                self.secrets = true;
                None
            }
            _ => {
                self.names.pop();
                None
            }
        }
    }

    fn certificate(&mut self, bytes: &mut Bytes<'a>) -> Option<()> {
        utf(bytes)?;
        let der = bytes.string()?;
        self.certificate = self.certificate.take().or_else(|| x509::certificate(der));
        Some(())
    }

    fn info(self, kind: Kind) -> ItemInfo {
        let label = self.names.iter().take(LABEL_NAMES).copied().collect::<Vec<_>>().join(", ");
        let info = ItemInfo::of(kind).labelled(Some(&label));
        let info = if self.secrets { info.with(Facets::ENCRYPTED) } else { info };
        // Of a store of many certificates no single date is the store's.
        match self.certificate.filter(|_| self.names.len() == 1) {
            Some(cert) => info.issued_by(cert.issuer.as_deref()).expiring(cert.expires),
            None => info,
        }
    }
}

/// A text behind its length in 16 bits.
fn utf<'a>(bytes: &mut Bytes<'a>) -> Option<&'a str> {
    let len = usize::from(bytes.u16()?);
    std::str::from_utf8(bytes.take(len)?).ok()
}
