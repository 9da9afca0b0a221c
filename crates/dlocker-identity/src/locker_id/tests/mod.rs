//! Tests over whole Locker IDs and presentations, honest and forged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod certificates;
mod forged_binding;
mod forged_issuer;
mod honest;
mod vectors;

use base64ct::{Base64, Encoding};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Handle, LockerId, Timestamp, TrusteeId};
use rand_core::{CryptoRng, UnwrapErr};
use serde_json::{Value, json};

use super::present::sd_hash;
use crate::{
    Expected, IdentityError, Issuer, LockerIdClaims, StatusReference, VerifiedLockerId, issue, jwk, present,
    thumbprint, verify,
};

const TRUSTEE: TrusteeId = TrusteeId::from_array([1; 16]);
const LOCKER: LockerId = LockerId::from_array([2; 16]);
const NONCE: &str = "bm9uY2U";
const NOW: Timestamp = Timestamp::from_millis(1_763_000_000_000);

fn rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}

/// A trustee and a device, and what either of them, or a thief of their keys, can sign.
struct Cast {
    issuer: SigningKey,
    device: SigningKey,
}

impl Cast {
    fn new() -> Self {
        Self { issuer: SigningKey::random(&mut rng()), device: SigningKey::random(&mut rng()) }
    }

    fn claims(&self) -> LockerIdClaims {
        let handle = Handle::parse("owner@example.com").unwrap();
        LockerIdClaims {
            locker: LOCKER,
            trustee: TRUSTEE,
            device_key: self.device.public_key(),
            handle,
            issued: NOW,
            status: StatusReference { idx: 4711, uri: "https://bank.example/statuslists/0".to_owned() },
        }
    }

    fn locker_id(&self) -> String {
        let sign = |message: &[u8]| Ok::<_, IdentityError>(self.issuer.sign(message));
        let (key, chain) = (self.issuer.public_key(), [certificate(&self.issuer, NOW)]);
        issue(&self.claims(), Issuer { key: &key, chain: &chain }, sign, &mut rng()).unwrap()
    }

    fn presentation(&self) -> String {
        let draft = present(&self.locker_id(), TRUSTEE, NONCE, NOW).unwrap();
        let signature = self.device.sign(draft.message());
        draft.finish(signature)
    }

    fn verify(&self, presentation: &str) -> Result<VerifiedLockerId, IdentityError> {
        verify(presentation, &self.issuer.public_key(), Expected { trustee: TRUSTEE, nonce: NONCE, now: NOW })
    }

    /// Header and claims as the issuer writes them, to be changed.
    fn issuer_parts(&self) -> (Value, Value) {
        let header = json!({"alg": "ES256", "typ": "dc+sd-jwt", "kid": thumbprint(&self.issuer.public_key()),
            "x5c": [Base64::encode_string(&certificate(&self.issuer, NOW))]});
        let claims = json!({
            "iss": format!("urn:dlocker:{TRUSTEE}"), "vct": "urn:dlocker:locker-id:1", "sub": LOCKER.to_string(),
            "iat": NOW.seconds(), "cnf": {"jwk": jwk(&self.device.public_key())},
            "status": {"status_list": {"idx": 4711, "uri": "https://bank.example/statuslists/0"}},
            "_sd": [to_base64url(&[9; 32])], "_sd_alg": "sha-256",
        });
        (header, claims)
    }

    /// Header and claims as the device writes them for what it presents, to be changed.
    fn binding_parts(&self, presented: &str) -> (Value, Value) {
        let header = json!({"alg": "ES256", "typ": "kb+jwt"});
        let claims =
            json!({"iat": NOW.seconds(), "aud": TRUSTEE.to_string(), "nonce": NONCE, "sd_hash": sd_hash(presented)});
        (header, claims)
    }

    /// An honest key binding put behind whatever is presented.
    fn bind(&self, presented: &str) -> String {
        let (header, claims) = self.binding_parts(presented);
        format!("{presented}{}", jws(&header.to_string(), &claims.to_string(), &self.device))
    }
}

use certificates::certificate;

/// A JWS over exactly these texts.
fn jws(header: &str, payload: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(payload.as_bytes()));
    let signature = key.sign(input.as_bytes());
    format!("{input}.{}", to_base64url(signature.as_bytes()))
}

/// `value` with one member set, or taken away.
fn with(value: &Value, member: &str, change: Option<Value>) -> Value {
    let mut changed = value.clone();
    let object = changed.as_object_mut().unwrap();
    match change {
        Some(to) => object.insert(member.to_owned(), to),
        None => object.remove(member),
    };
    changed
}

const fn malformed(part: &'static str) -> IdentityError {
    IdentityError::Malformed { part }
}
