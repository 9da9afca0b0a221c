//! Status list tokens (Token Status List, section 5.1).

use dlocker_protocol::Timestamp;
use serde::{Deserialize, Serialize};

use crate::jose::jws::{ES256, JwsDraft};
use crate::locker_id::x5c;

/// `typ` of a status list token.
const TYP: &str = "statuslist+jwt";
/// For how long a list may be kept by who has fetched it, in seconds.
const TTL: u64 = 300;
/// For how long it counts at all, in seconds.
const LIFE: u64 = 24 * 3600;

/// The list itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StatusList {
    /// Bits for each place.
    pub bits: u8,
    /// base64url of the compressed places.
    pub lst: String,
}

#[derive(Serialize)]
struct Header {
    typ: &'static str,
    alg: &'static str,
    x5c: Vec<String>,
}

#[derive(Serialize)]
struct Claims {
    sub: String,
    iat: u64,
    exp: u64,
    ttl: u64,
    status_list: StatusList,
}

/// Begins the token of the list that is fetched at `uri`: by the issuer key, whose certificate goes along.
#[must_use]
pub fn sign(list: StatusList, uri: String, chain: &[Vec<u8>], now: Timestamp) -> JwsDraft {
    let iat = now.seconds();
    let claims = Claims { sub: uri, iat, exp: iat.saturating_add(LIFE), ttl: TTL, status_list: list };
    JwsDraft::new(&Header { typ: TYP, alg: ES256, x5c: x5c(chain) }, &claims)
}
