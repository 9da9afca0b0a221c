//! SD-JWT VCs, as an issuer and a wallet make them, each part open to change.

use dlocker_identity::jwk;
use dlocker_protocol::Digest;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use serde_json::{Value, json};

use super::authority::base64;
use super::{Authority, CLIENT, ISSUER, NONCE, NOW, VCT, holder, jwt, key};

/// base64url of SHA-256 of a text.
pub(crate) fn digest(text: &str) -> String {
    to_base64url(Digest::plain(text.as_bytes()).as_bytes())
}

/// A disclosure of these parts.
pub(crate) fn disclosure(parts: &Value) -> String {
    to_base64url(jwt::text(parts).as_bytes())
}

/// A credential and its presentation before anything is signed.
#[derive(Clone)]
pub(crate) struct SdJwt {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) disclosures: Vec<String>,
    pub(crate) binding_header: Value,
    /// Without `sd_hash`, unless a test puts it there.
    pub(crate) binding: Value,
    issuer: u8,
    holder: u8,
}

impl SdJwt {
    /// An honest one: the names are disclosed, the number is kept back.
    pub(crate) fn honest(authority: &Authority) -> Self {
        let family = disclosure(&json!(["c2FsdCBvbmU", "family_name", "Möbius"]));
        let given = disclosure(&json!(["c2FsdCB0d28", "given_name", "Augusta"]));
        let kept = disclosure(&json!(["c2FsdCB0aHJlZQ", "personal_administrative_number", "17"]));
        let claims = json!({
            "iss": ISSUER, "vct": VCT, "iat": NOW.seconds() - 86_400, "exp": NOW.seconds() + 86_400,
            "cnf": {"jwk": jwk(&holder().public_key())}, "_sd_alg": "sha-256",
            "_sd": [digest(&family), digest(&given), digest(&kept)],
        });
        let leaf = base64(&authority.leaf(&key(0x31)));
        Self {
            header: json!({"alg": "ES256", "typ": "dc+sd-jwt", "x5c": [leaf]}),
            claims,
            disclosures: vec![family, given],
            binding_header: json!({"alg": "ES256", "typ": "kb+jwt"}),
            binding: json!({"iat": NOW.seconds(), "aud": CLIENT, "nonce": NONCE}),
            issuer: 0x31,
            holder: 0x0a,
        }
    }

    pub(crate) fn signed_by(mut self, issuer: u8) -> Self {
        self.issuer = issuer;
        self
    }

    pub(crate) fn presented_by(mut self, holder: u8) -> Self {
        self.holder = holder;
        self
    }

    /// With a claim of the issuer's set, or taken away.
    pub(crate) fn claim(mut self, name: &str, to: Option<Value>) -> Self {
        self.claims = super::with(&self.claims, name, to);
        self
    }

    pub(crate) fn header(mut self, name: &str, to: Option<Value>) -> Self {
        self.header = super::with(&self.header, name, to);
        self
    }

    pub(crate) fn bound(mut self, name: &str, to: Option<Value>) -> Self {
        self.binding = super::with(&self.binding, name, to);
        self
    }

    /// What the issuer gave out, and the disclosures that are shown, up to the last `~`.
    pub(crate) fn before_binding(&self) -> String {
        let mut text = jwt::jwt(&self.header, &self.claims, &key(self.issuer));
        for disclosure in &self.disclosures {
            text.push('~');
            text.push_str(disclosure);
        }
        text.push('~');
        text
    }

    pub(crate) fn present(&self) -> String {
        self.bind(&self.before_binding())
    }

    /// With a key binding over whatever stands before it.
    pub(crate) fn bind(&self, before: &str) -> String {
        self.bind_by(before, &key(self.holder))
    }

    fn bind_by(&self, before: &str, holder: &SigningKey) -> String {
        let mut claims = self.binding.clone();
        let hash = claims.get("sd_hash").cloned().unwrap_or_else(|| json!(digest(before)));
        claims = super::with(&claims, "sd_hash", Some(hash).filter(|hash| !hash.is_null()));
        format!("{before}{}", jwt::jwt(&self.binding_header, &claims, holder))
    }
}
