//! What a case is about, and the code that both ends derive from it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::signature::Document;
use crate::{CaseId, Digest, Handle, PublicKey, TrusteeId, cbor};

/// All that the phone and the bank agreed on. The code, the officers' approvals and the re-issue are bound to it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct CaseTranscript {
    /// Which case.
    #[n(0)]
    pub case: CaseId,
    /// At which trustee.
    #[n(1)]
    pub trustee: TrusteeId,
    /// The handle that was named.
    #[n(2)]
    pub handle: Handle,
    /// Key of the new device.
    #[n(3)]
    pub device_key: PublicKey,
    /// The phone's nonce, committed to before the bank drew its own.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub phone_nonce: [u8; 32],
    /// The bank's nonce: one for each commitment.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub bank_nonce: [u8; 32],
}

impl Document for CaseTranscript {
    const LABEL: &'static str = "case-transcript";
    const MAX_BYTES: usize = 1024;
}

impl CaseTranscript {
    /// The six digits: the first 8 bytes, big-endian, of the digest labelled `case-code`, modulo 1,000,000.
    /// Another label than the transcript's digest, so that an officer who sees the digest cannot compute the code from it.
    #[must_use]
    pub fn code(&self) -> CaseCode {
        let digest = Digest::of("case-code", &cbor::encode(self));
        let mut first = [0; 8];
        first.copy_from_slice(&digest.as_bytes()[..8]);
        CaseCode(u32::try_from(u64::from_be_bytes(first) % 1_000_000).unwrap_or(0))
    }
}

/// What the phone commits to before the bank draws its nonce: the digest labelled `case-commitment` of CBOR `[key, nonce, trustee, handle]`.
#[must_use]
pub fn commitment(device_key: &PublicKey, phone_nonce: &[u8; 32], trustee: TrusteeId, handle: &Handle) -> Digest {
    let nonce = minicbor::bytes::ByteArray::from(*phone_nonce);
    Digest::of("case-commitment", &cbor::encode(&(*device_key, nonce, trustee, handle.clone())))
}

/// Six digits that the owner reads out and the officer types in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, utoipa::ToSchema)]
#[schema(value_type = String, example = "493817")]
pub struct CaseCode(u32);

impl core::str::FromStr for CaseCode {
    type Err = cbor::Malformed;

    /// Six digits; blanks and hyphens between them are passed over, since people write `493 817`.
    fn from_str(text: &str) -> Result<Self, cbor::Malformed> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let six = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let value = if six { digits.parse().ok() } else { None };
        value.map(Self).ok_or(cbor::Malformed { what: "six-digit code" })
    }
}

impl core::fmt::Display for CaseCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl Serialize for CaseCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
