//! JWS in compact serialization (RFC 7515), ES256 only.

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{PublicKey, Signature};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::IdentityError;

pub(crate) const ES256: &str = "ES256";

/// What is signed: base64url of both parts, with a dot between them.
pub(crate) fn signing_input(header: &impl Serialize, payload: &impl Serialize) -> String {
    let part = |value: Value| to_base64url(value.to_string().as_bytes());
    format!("{}.{}", part(serde_json::json!(header)), part(serde_json::json!(payload)))
}

/// The compact serialization.
pub(crate) fn compact(signing_input: &str, signature: &Signature) -> String {
    format!("{signing_input}.{}", to_base64url(signature.as_bytes()))
}

/// A JWS taken apart, its signature not yet checked.
pub(crate) struct Split<'a> {
    signing_input: &'a str,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
}

/// Takes a compact JWS apart; `part` names it in errors.
pub(crate) fn split<'a>(jws: &'a str, part: &'static str) -> Result<Split<'a>, IdentityError> {
    let malformed = IdentityError::Malformed { part };
    let (signing_input, signature) = jws.rsplit_once('.').ok_or(malformed)?;
    let (header, payload) = signing_input.split_once('.').ok_or(malformed)?;
    let decode = |text| from_base64url(text).ok_or(malformed);
    let signature = Signature::from_bytes(&decode(signature)?).map_err(|_| malformed)?;
    Ok(Split { signing_input, header: decode(header)?, payload: decode(payload)?, signature })
}

impl Split<'_> {
    /// Whether `key` signed it. Comes before anything in it is looked at.
    pub(crate) fn is_by(&self, key: &PublicKey) -> bool {
        key.verifies(self.signing_input.as_bytes(), &self.signature)
    }

    pub(crate) fn header<T: Serialize + DeserializeOwned>(&self, part: &'static str) -> Result<T, IdentityError> {
        object(&self.header).ok_or(IdentityError::Malformed { part })
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
