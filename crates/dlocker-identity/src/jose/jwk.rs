//! P-256 keys as JWKs (RFC 7517, RFC 7518 section 6.2).

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::{Digest, PublicKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::IdentityError;

const MALFORMED: IdentityError = IdentityError::Malformed { part: "key" };

/// A public P-256 JWK with the four members that make it one. In this order it is what a thumbprint is taken of.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

impl Jwk {
    pub(crate) fn of(key: &PublicKey) -> Self {
        let (x, y) = key.coordinates();
        Self { crv: "P-256".to_owned(), kty: "EC".to_owned(), x: to_base64url(&x), y: to_base64url(&y) }
    }

    pub(crate) fn to_key(&self) -> Result<PublicKey, IdentityError> {
        let (Some(x), Some(y)) = (from_base64url(&self.x), from_base64url(&self.y)) else { return Err(MALFORMED) };
        if self.kty != "EC" || self.crv != "P-256" {
            return Err(MALFORMED);
        }
        PublicKey::from_coordinates(&x, &y).map_err(|_| MALFORMED)
    }
}

/// `{"crv": "P-256", "kty": "EC", "x": …, "y": …}`, coordinates of 32 bytes in base64url.
#[must_use]
pub fn jwk(key: &PublicKey) -> Value {
    serde_json::json!(Jwk::of(key))
}

/// The key of a JWK with exactly these four members.
///
/// # Errors
/// [`IdentityError::Malformed`] on another type or curve, further members (a private `d` too), or a point that is not on the curve.
pub fn parse_jwk(value: &Value) -> Result<PublicKey, IdentityError> {
    if !value.is_object() {
        return Err(MALFORMED);
    }
    Jwk::deserialize(value).map_err(|_| MALFORMED)?.to_key()
}

/// base64url of the SHA-256 thumbprint (RFC 7638, section 3).
#[must_use]
pub fn thumbprint(key: &PublicKey) -> String {
    to_base64url(thumbprint_bytes(key).as_bytes())
}

/// The SHA-256 thumbprint (RFC 7638, section 3).
#[must_use]
pub fn thumbprint_bytes(key: &PublicKey) -> Digest {
    let Jwk { crv, kty, x, y } = Jwk::of(key);
    Digest::plain(format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#).as_bytes())
}

/// A public P-256 JWK as other programs write them: what names and restricts the key beside its four members (`kid`, `alg`, `use`) is let pass, a private
/// half never.
#[derive(Deserialize)]
pub(crate) struct ForeignJwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
    d: Option<serde::de::IgnoredAny>,
}

impl ForeignJwk {
    /// The key; nothing for another type or curve, a point that is not on it, or where a private half was sent along.
    pub(crate) fn to_key(&self) -> Option<PublicKey> {
        let (x, y) = (from_base64url(&self.x)?, from_base64url(&self.y)?);
        let is_public = self.kty == "EC" && self.crv == "P-256" && self.d.is_none();
        if is_public { PublicKey::from_coordinates(&x, &y).ok() } else { None }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The key of RFC 9449 (DPoP), figure 1, and its thumbprint from section 6.1.
    fn published() -> Value {
        json!({
            "kty": "EC", "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        })
    }

    #[test]
    fn the_thumbprint_of_rfc_9449_comes_out() {
        let key = parse_jwk(&published()).unwrap();
        assert_eq!(thumbprint(&key), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn a_key_is_written_and_parsed_the_same() {
        let key = parse_jwk(&published()).unwrap();
        assert_eq!(jwk(&key), published());
        assert_eq!(parse_jwk(&jwk(&key)), Ok(key));
    }

    #[test]
    fn a_key_of_another_form_is_refused() {
        for (member, value) in [
            ("kty", json!("OKP")),
            ("crv", json!("P-521")),
            ("x", json!("l8tFrhx")),
            ("x", json!(5)),
            ("y", json!("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDE")),
            ("d", json!("AAAA")),
            ("kid", json!("x")),
        ] {
            let mut changed = published();
            changed[member] = value;
            assert_eq!(parse_jwk(&changed), Err(MALFORMED), "{changed}");
        }
        for value in [json!(null), json!("key"), json!(["P-256", "EC", published()["x"], published()["y"]])] {
            assert_eq!(parse_jwk(&value), Err(MALFORMED), "{value}");
        }
    }
}
