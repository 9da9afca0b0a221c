//! JWTs over exactly the given texts.

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use serde_json::Value;

pub(crate) fn jwt(header: &Value, claims: &Value, key: &SigningKey) -> String {
    of_texts(&header.to_string(), &claims.to_string(), key)
}

pub(crate) fn of_texts(header: &str, claims: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(claims.as_bytes()));
    format!("{input}.{}", to_base64url(key.sign(input.as_bytes()).as_bytes()))
}
