//! Tokens and ways back made by hand, well and badly.

mod claims;
mod states;
mod tokens;

use std::collections::BTreeMap;

use dlocker_protocol::Timestamp;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::staff::Role;
use serde_json::{Value, json};

use super::keys::Keys;
use crate::config::OidcConfig;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const ISSUER: &str = "https://id.bank.example";
const CLIENT: &str = "dlocker";

fn config() -> OidcConfig {
    OidcConfig {
        issuer: ISSUER.into(),
        client_id: CLIENT.into(),
        client_secret_file: None,
        scopes: vec!["openid".into()],
        name_claim: "preferred_username".into(),
        roles_claim: "roles".into(),
        roles: BTreeMap::from([("counter".into(), Role::Teller), ("recovery".into(), Role::Approver)]),
        local_sign_in: false,
    }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32]).unwrap()
}

/// The public key as a JWK under this id.
fn jwk(key: &SigningKey, kid: &str) -> Value {
    let (x, y) = key.public_key().coordinates();
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": to_base64url(&x), "y": to_base64url(&y) })
}

fn keys(written: &Value) -> Keys {
    Keys::of(serde_json::from_value(json!({ "keys": written })).unwrap())
}
