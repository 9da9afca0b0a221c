//! Status lists as an issuer publishes them.

use dlocker_evidence::Fetched;
use dlocker_protocol::encoded::to_base64url;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

use super::authority::base64;
use super::{Authority, NOW, jwt, key};

pub(crate) const URI: &str = "https://issuer.example/status/1";

/// The reference in a credential.
pub(crate) fn reference(index: u64) -> Value {
    json!({"status_list": {"uri": URI, "idx": index}})
}

/// Header and claims of an honest list: everything is valid but the places 3 (revoked) and 5 (suspended).
pub(crate) fn parts(authority: &Authority) -> (Value, Value) {
    let mut statuses = [0_u8; 16];
    statuses[0] = 0b0100_0000;
    statuses[1] = 0b0000_1000;
    let lst = to_base64url(&compress_to_vec_zlib(&statuses, 9));
    let leaf = base64(&authority.leaf(&key(0x31)));
    let header = json!({"alg": "ES256", "typ": "statuslist+jwt", "x5c": [leaf]});
    let claims = json!({
        "sub": URI, "iat": NOW.seconds() - 60, "exp": NOW.seconds() + 3600, "ttl": 600,
        "status_list": {"bits": 2, "lst": lst},
    });
    (header, claims)
}

/// The list as it was fetched.
pub(crate) fn fetched(header: &Value, claims: &Value, signer: u8) -> Fetched {
    let token = jwt::jwt(header, claims, &key(signer));
    Fetched { status_lists: [(URI.to_owned(), token.into_bytes())].into(), ..Fetched::default() }
}
