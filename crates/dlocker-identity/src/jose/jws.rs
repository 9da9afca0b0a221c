//! JWS in compact serialization (RFC 7515), ES256 only.

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{PublicKey, Signature};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::IdentityError;

/// The one algorithm (RFC 7518, section 3.4).
pub const ES256: &str = "ES256";

/// What is signed: base64url of both parts, with a dot between them; members in the order of the types.
#[must_use]
pub fn signing_input(header: &impl Serialize, payload: &impl Serialize) -> String {
    format!("{}.{}", part(header), part(payload))
}

/// Straight to text: by way of a map the order would depend on how this program was built.
fn part(value: &impl Serialize) -> String {
    // Writing a struct of text and numbers to memory cannot fail.
    to_base64url(&serde_json::to_vec(value).unwrap_or_default())
}

/// A JWS that wants a signature (ES256).
#[derive(Debug, Clone)]
pub struct JwsDraft {
    signing_input: String,
}

impl JwsDraft {
    pub(crate) fn new(header: &impl Serialize, payload: &impl Serialize) -> Self {
        Self { signing_input: signing_input(header, payload) }
    }

    /// What is to be signed.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The compact serialization.
    #[must_use]
    pub fn finish(self, signature: Signature) -> String {
        compact(&self.signing_input, &signature)
    }
}

/// The compact serialization.
#[must_use]
pub fn compact(signing_input: &str, signature: &Signature) -> String {
    format!("{signing_input}.{}", to_base64url(signature.as_bytes()))
}

/// A JWS taken apart, its signature not yet checked.
#[derive(Debug, Clone)]
pub struct Split<'a> {
    signing_input: &'a str,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
}

/// Takes a compact JWS apart; `part` names it in errors.
///
/// # Errors
/// [`IdentityError::Malformed`] if it is not three parts in base64url, the last of them a signature of 64 bytes.
pub fn split<'a>(jws: &'a str, part: &'static str) -> Result<Split<'a>, IdentityError> {
    let malformed = IdentityError::Malformed { part };
    let (signing_input, signature) = jws.rsplit_once('.').ok_or(malformed)?;
    let (header, payload) = signing_input.split_once('.').ok_or(malformed)?;
    let decode = |text| from_base64url(text).ok_or(malformed);
    let signature = Signature::from_bytes(&decode(signature)?).map_err(|_| malformed)?;
    Ok(Split { signing_input, header: decode(header)?, payload: decode(payload)?, signature })
}

impl Split<'_> {
    /// Whether `key` signed it. Comes before anything in it is looked at.
    #[must_use]
    pub fn is_by(&self, key: &PublicKey) -> bool {
        key.verifies(self.signing_input.as_bytes(), &self.signature)
    }

    /// The first two parts as they were signed.
    #[must_use]
    pub const fn signing_input(&self) -> &str {
        self.signing_input
    }

    /// The header's bytes. Whoever reads them checks `alg`.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.header
    }

    /// The payload's bytes.
    #[must_use]
    pub fn payload_bytes(&self) -> &[u8] {
        &self.payload
    }

    pub(crate) fn header<T: Serialize + DeserializeOwned>(&self, part: &'static str) -> Result<T, IdentityError> {
        object(&self.header).ok_or(IdentityError::Malformed { part })
    }

    /// Header and payload of a JWS by another program: members that are not looked for here are let pass, none of those that are may come twice. What its signer holds
    /// to be critical (`crit`, RFC 7515, section 4.1.11) is not understood here, whatever it is.
    pub(crate) fn lenient<H: DeserializeOwned, P: DeserializeOwned>(&self) -> Option<(H, P)> {
        let is_object = |bytes: &[u8]| bytes.trim_ascii_start().first() == Some(&b'{');
        if !is_object(&self.header) || !is_object(&self.payload) {
            return None;
        }
        let header: serde_json::Map<String, Value> = serde_json::from_slice(&self.header).ok()?;
        if header.contains_key("crit") {
            return None;
        }
        Some((serde_json::from_slice(&self.header).ok()?, serde_json::from_slice(&self.payload).ok()?))
    }

    pub(crate) fn payload<T: Serialize + DeserializeOwned>(&self, part: &'static str) -> Result<T, IdentityError> {
        object(&self.payload).ok_or(IdentityError::Malformed { part })
    }
}

/// JSON of exactly the shape of `T`. Repeated and unknown members are refused by the types (`deny_unknown_fields`); written again it must be the
/// same value, which refuses arrays in place of objects, too.
fn object<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let parsed: T = serde_json::from_slice(bytes).ok()?;
    let value: Value = serde_json::from_slice(bytes).ok()?;
    (serde_json::to_value(&parsed).ok()? == value).then_some(parsed)
}
