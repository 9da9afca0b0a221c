//! The key-binding JWT (RFC 9901, section 4.3), with transaction data as OpenID4VP 1.0 has it (annex B.3.3).

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{Digest, PublicKey};
use serde_json::{Map, Value};

use crate::jwt::{Called, Jwt};
use crate::validity::Times;
use crate::{EvidenceError, Occasion, json};

const TYP: &str = "kb+jwt";
const CALLED: Called = Called { whole: "key binding", header: "key binding's header", claims: "key binding's claims" };

/// Checks that the holder signed for exactly this occasion and exactly what is presented.
pub(super) fn check(
    text: &str,
    presented: &str,
    holder: &PublicKey,
    occasion: &Occasion<'_>,
) -> Result<(), EvidenceError> {
    let jwt = Jwt::parse(text, &[Some(TYP)], CALLED)?;
    if !jwt.is_by(holder) {
        return Err(EvidenceError::OtherHolder);
    }
    for (member, part, should) in [
        ("aud", "audience", occasion.client_id),
        ("nonce", "nonce", occasion.nonce),
        ("sd_hash", "sd_hash", &digest(presented)),
    ] {
        if json::text(&jwt.claims, member)? != Some(should) {
            return Err(EvidenceError::OtherOccasion { part });
        }
    }
    Times::of(&jwt.claims)?.fresh(occasion.now)?;
    transaction(&jwt.claims, occasion.transaction_data)
}

/// The digests must be those of the occasion, all of them and no other.
fn transaction(claims: &Map<String, Value>, data: &[String]) -> Result<(), EvidenceError> {
    let refused = EvidenceError::NotConfirmed { part: "transaction_data_hashes" };
    if json::text(claims, "transaction_data_hashes_alg")?.is_some_and(|algorithm| algorithm != "sha-256") {
        return Err(EvidenceError::NotConfirmed { part: "transaction_data_hashes_alg" });
    }
    let mut said: Vec<&str> = match claims.get("transaction_data_hashes") {
        None => Vec::new(),
        Some(Value::Array(digests)) => digests.iter().map(Value::as_str).collect::<Option<_>>().ok_or(refused)?,
        Some(_) => return Err(refused),
    };
    let mut should: Vec<String> = data.iter().map(|text| digest(text)).collect();
    said.sort_unstable();
    should.sort_unstable();
    if said == should { Ok(()) } else { Err(refused) }
}

/// base64url of SHA-256 over a text.
fn digest(text: &str) -> String {
    to_base64url(Digest::plain(text.as_bytes()).as_bytes())
}
