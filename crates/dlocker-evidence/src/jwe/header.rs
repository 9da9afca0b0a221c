//! The protected header of a JWE.

use dlocker_identity::parse_jwk;
use dlocker_protocol::PublicKey;
use serde_json::{Map, Value};

use super::{CONTENT_ENCRYPTION, KEY_MANAGEMENT, MALFORMED, ResponseKey, bytes};
use crate::{EvidenceError, json};

/// Longest `apu` and `apv`, in bytes: wallets put a nonce there.
const LONGEST_PARTY: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    A128Gcm,
    A256Gcm,
}

impl Content {
    fn parse(name: &str) -> Option<Self> {
        let at = CONTENT_ENCRYPTION.iter().position(|known| *known == name)?;
        [Self::A128Gcm, Self::A256Gcm].get(at).copied()
    }

    /// As it goes into the key derivation.
    pub(super) const fn name(self) -> &'static str {
        let [short, long] = CONTENT_ENCRYPTION;
        match self {
            Self::A128Gcm => short,
            Self::A256Gcm => long,
        }
    }

    /// Length of the key, in bytes.
    pub(super) const fn key(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm => 32,
        }
    }
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) content: Content,
    pub(super) ephemeral: PublicKey,
    /// `apu`, empty where there is none.
    pub(super) producer: Vec<u8>,
    /// `apv`, empty where there is none.
    pub(super) recipient: Vec<u8>,
}

impl Header {
    /// Members that change what the text means are refused: `zip` (a small answer could become a large one) and `crit`. A `kid` must name our key.
    pub(super) fn parse(protected: &str, key: &ResponseKey) -> Result<Self, EvidenceError> {
        let header = json::object(&bytes(protected)?, "encryption")?;
        if ["zip", "crit"].iter().any(|member| header.contains_key(*member)) {
            return Err(MALFORMED);
        }
        if json::text(&header, "alg")? != Some(KEY_MANAGEMENT) {
            return Err(EvidenceError::Malformed { part: "alg" });
        }
        let content = json::text(&header, "enc")?.and_then(Content::parse);
        let content = content.ok_or(EvidenceError::Malformed { part: "enc" })?;
        if json::text(&header, "kid")?.is_some_and(|kid| kid != key.kid()) {
            return Err(EvidenceError::OtherOccasion { part: "encryption key" });
        }
        let ephemeral = parse_jwk(header.get("epk").unwrap_or(&Value::Null)).map_err(|_| MALFORMED)?;
        Ok(Self { content, ephemeral, producer: party(&header, "apu")?, recipient: party(&header, "apv")? })
    }
}

fn party(header: &Map<String, Value>, member: &'static str) -> Result<Vec<u8>, EvidenceError> {
    let party = bytes(json::text(header, member)?.unwrap_or_default())?;
    if party.len() > LONGEST_PARTY { Err(MALFORMED) } else { Ok(party) }
}
