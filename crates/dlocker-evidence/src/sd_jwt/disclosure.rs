//! One disclosure (RFC 9901, section 4.2).

use dlocker_protocol::Digest;
use dlocker_protocol::encoded::{from_base64url, to_base64url};
use serde_json::Value;

use crate::{EvidenceError, json};

const MALFORMED: EvidenceError = EvidenceError::Malformed { part: "disclosures" };

/// What was disclosed: a member of an object, or an element of an array.
pub(super) enum Disclosure {
    Member { name: String, value: Value },
    Element(Value),
}

impl Disclosure {
    /// base64url of `[salt, name, value]` or `[salt, value]`.
    pub(super) fn parse(text: &str) -> Result<Self, EvidenceError> {
        let bytes = from_base64url(text).ok_or(MALFORMED)?;
        let Some(Value::Array(parts)) = json::value(&bytes) else { return Err(MALFORMED) };
        let mut parts = parts.into_iter();
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Value::String(_)), Some(Value::String(name)), Some(value), None) => {
                // These two would be digests, not claims.
                if name == "_sd" || name == "..." { Err(MALFORMED) } else { Ok(Self::Member { name, value }) }
            }
            (Some(Value::String(_)), Some(value), None, None) => Ok(Self::Element(value)),
            _ => Err(MALFORMED),
        }
    }

    /// base64url of SHA-256 over its text.
    pub(super) fn digest(text: &str) -> String {
        to_base64url(Digest::plain(text.as_bytes()).as_bytes())
    }
}
