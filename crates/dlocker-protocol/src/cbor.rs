//! The canonical encoding: deterministic CBOR (RFC 8949, section 4.2.1), decoded strictly.

use minicbor::{Decode, Encode};

/// The bytes are not the canonical encoding of the expected document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a well-formed {what}")]
pub struct Malformed {
    /// What was expected, in the words of the specification.
    pub what: &'static str,
}

/// Encodes `value`. Every type of this crate encodes with shortest integers, definite lengths and arrays in field order,
/// which is what the deterministic encoding asks for.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a Vec cannot fail and no encoder here returns a custom error.
    let written = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok());
    bytes
}

/// Decodes exactly one `T` from all of `bytes`, and refuses any encoding other than the canonical one.
///
/// # Errors
/// [`Malformed`] on truncation, trailing bytes, another type, or a non-canonical form.
pub fn decode<T>(bytes: &[u8], what: &'static str) -> Result<T, Malformed>
where
    T: Encode<()> + for<'b> Decode<'b, ()>,
{
    let mut decoder = minicbor::Decoder::new(bytes);
    let value: T = decoder.decode().map_err(|_| Malformed { what })?;
    if decoder.position() != bytes.len() || encode(&value) != bytes {
        return Err(Malformed { what });
    }
    Ok(value)
}
