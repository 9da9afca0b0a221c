//! Keys as JWKs by others: with members that say nothing about which key it is.

use dlocker_identity::parse_jwk;
use dlocker_protocol::PublicKey;
use serde_json::{Map, Value};

/// Members of a private or a symmetric key. One who publishes them has no secret.
const SECRET: [&str; 2] = ["d", "k"];

/// The P-256 key of a JWK for signatures; other members than those of the key may stand there.
pub(crate) fn key(value: &Value) -> Option<PublicKey> {
    let jwk = value.as_object()?;
    let says = |member: &str, only: &str| jwk.get(member).is_none_or(|value| value == only);
    if SECRET.iter().any(|member| jwk.contains_key(*member)) || !says("use", "sig") || !says("alg", "ES256") {
        return None;
    }
    let four = ["kty", "crv", "x", "y"].into_iter().map(|name| Some((name.to_owned(), jwk.get(name)?.clone())));
    parse_jwk(&Value::Object(four.collect::<Option<Map<_, _>>>()?)).ok()
}
