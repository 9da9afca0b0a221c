//! The one selectively disclosable claim: `handle` (RFC 9901, section 4.2).

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{Digest, Handle};
use rand_core::CryptoRng;
use serde_json::json;

use crate::IdentityError;

const NAME: &str = "handle";
const SALT: usize = 16;

/// A disclosure as text, with the handle in it.
pub(crate) struct Disclosure {
    pub(crate) text: String,
    pub(crate) handle: Handle,
}

impl Disclosure {
    /// With a fresh salt, so that the digest says nothing about the handle.
    pub(crate) fn new(handle: Handle, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let array = json!([to_base64url(&salt), NAME, handle]);
        Self { text: to_base64url(array.to_string().as_bytes()), handle }
    }

    /// Parses base64url of the JSON array `[salt, "handle", value]`.
    pub(crate) fn parse(text: &str) -> Result<Self, IdentityError> {
        let malformed = IdentityError::Malformed { part: "disclosures" };
        let bytes = from_base64url(text).ok_or(malformed)?;
        let (salt, name, value): (String, String, String) = serde_json::from_slice(&bytes).map_err(|_| malformed)?;
        let handle = Handle::parse(&value).map_err(|_| malformed)?;
        let salted = from_base64url(&salt).is_some_and(|salt| salt.len() == SALT);
        if salted && name == NAME && handle.as_str() == value {
            Ok(Self { text: text.to_owned(), handle })
        } else {
            Err(malformed)
        }
    }

    /// base64url of SHA-256 over the text of a disclosure (RFC 9901, section 4.2.3).
    pub(crate) fn digest(text: &str) -> String {
        to_base64url(Digest::plain(text.as_bytes()).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_rfc_9901_comes_out() {
        // Section 4.2.3: `["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]`.
        let text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        assert_eq!(Disclosure::digest(text), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    }
}
