//! The handle by which an owner names their locker when the phone is gone.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A handle, say an e-mail address: 1 to 254 bytes of UTF-8 without white space or control characters, compared in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, utoipa::ToSchema)]
#[schema(value_type = String, example = "owner@example.com")]
pub struct Handle(String);

/// The text cannot be a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a handle has 1 to 254 bytes and no white space or control characters")]
pub struct BadHandle;

impl Handle {
    /// Longest handle in bytes (RFC 5321 bounds an address so).
    pub const MAX_BYTES: usize = 254;

    /// Parses a handle; letters are lowered so that `Owner@Example.com` finds `owner@example.com`.
    ///
    /// # Errors
    /// [`BadHandle`] when it is empty, too long, or has white space or control characters.
    pub fn parse(text: &str) -> Result<Self, BadHandle> {
        let lowered = text.trim().to_lowercase();
        let fits = !lowered.is_empty() && lowered.len() <= Self::MAX_BYTES;
        let clean = !lowered.chars().any(|c| c.is_whitespace() || c.is_control());
        if fits && clean { Ok(Self(lowered)) } else { Err(BadHandle) }
    }

    /// The handle as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for Handle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Handle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<C> minicbor::Encode<C> for Handle {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Handle {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let text = d.str()?;
        match Self::parse(text) {
            Ok(handle) if handle.0 == text => Ok(handle),
            _ => Err(minicbor::decode::Error::message("not a handle in its canonical form")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_found_whatever_its_letters_case() {
        assert_eq!(Handle::parse(" Owner@Example.com ").unwrap(), Handle::parse("owner@example.com").unwrap());
    }

    #[test]
    fn a_handle_with_nonsense_is_refused() {
        for text in ["", "  ", "a b", "a\nb", "a\u{0}", &"x".repeat(255)] {
            assert_eq!(Handle::parse(text), Err(BadHandle));
        }
    }
}
