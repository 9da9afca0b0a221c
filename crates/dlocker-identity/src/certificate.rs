//! What is read of an X.509 certificate (RFC 5280): whose key it is for, and when it holds. Whether its own signature is right and its issuer is believed
//! is not asked here: a bank's own devices pin the key itself.

use dlocker_protocol::{PublicKey, Timestamp};

/// Longest certificate that is looked at, in bytes.
pub const MAX_CERTIFICATE: usize = 4096;

/// `SubjectPublicKeyInfo` of a P-256 key (RFC 5480), up to the point, which is uncompressed.
const P256: [u8; 27] =
    *b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The parts of a certificate that the Locker ID needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// The key that it is for.
    pub key: PublicKey,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when it holds.
    pub until: Timestamp,
}

impl Certificate {
    /// Reads one in DER. `None` if it is too long, cut or extended, or for a key that is not on P-256.
    #[must_use]
    pub fn parse(der: &[u8]) -> Option<Self> {
        if der.len() > MAX_CERTIFICATE {
            return None;
        }
        let (certificate, []) = element(der, SEQUENCE)? else { return None };
        let (body, signature) = element(certificate, SEQUENCE)?;
        let (_, signature) = element(signature, SEQUENCE)?;
        let (_, []) = element(signature, 0x03)? else { return None };
        Self::of_body(body)
    }

    /// `TBSCertificate`: version, serial number, algorithm, issuer, validity, subject, key, and what else there is.
    fn of_body(body: &[u8]) -> Option<Self> {
        let (_, rest) = element(body, VERSION)?;
        let (_, rest) = element(rest, INTEGER)?;
        let (_, rest) = element(rest, SEQUENCE)?;
        let (_, rest) = element(rest, SEQUENCE)?;
        let (validity, rest) = element(rest, SEQUENCE)?;
        let (_, rest) = element(rest, SEQUENCE)?;
        let (from, until) = moment(validity)?;
        let (until, []) = moment(until)? else { return None };
        let point = rest.strip_prefix(&P256)?.get(..64)?;
        let key = PublicKey::from_coordinates(&point[..32], &point[32..]).ok()?;
        Some(Self { key, from, until })
    }

    /// Whether it holds at this moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at <= self.until
    }
}

/// The content of the element with which `bytes` begin, and what comes after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first != tag {
        return None;
    }
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81 => {
            let (&length, rest) = rest.split_first()?;
            (usize::from(length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// A time in the two forms that RFC 5280, section 4.1.2.5, allows.
fn moment(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (text, rest, century) = match *bytes.first()? {
        UTC_TIME => {
            let (text, rest) = element(bytes, UTC_TIME)?;
            (text, rest, if text.first()? < &b'5' { "20" } else { "19" })
        }
        _ => {
            let (text, rest) = element(bytes, GENERALIZED_TIME)?;
            (text, rest, "")
        }
    };
    let text = format!("{century}{}", core::str::from_utf8(text).ok()?);
    if text.len() != 15 || !text.is_ascii() {
        return None;
    }
    let part = |range: core::ops::Range<usize>| &text[range];
    let written = format!(
        "{}-{}-{}T{}:{}:{}{}",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14),
        part(14..15)
    );
    Some((Timestamp::parse(&written)?, rest))
}
