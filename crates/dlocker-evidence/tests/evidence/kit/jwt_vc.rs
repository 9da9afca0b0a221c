//! W3C VCs as JWT, as an issuer and a wallet make them, each part open to change.

use dlocker_identity::jwk;
use dlocker_protocol::PublicKey;
use dlocker_protocol::encoded::to_base64url;
use serde_json::{Value, json};

use super::authority::base64;
use super::{Authority, CLIENT, ISSUER, NONCE, NOW, holder, jwt, key, with};

pub(crate) const TYPE: &str = "IdentityCredential";

/// The `did:jwk` of a key.
pub(crate) fn did(key: &PublicKey) -> String {
    format!("did:jwk:{}", to_base64url(jwt::text(&jwk(key)).as_bytes()))
}

/// The `did:key` of a key.
pub(crate) fn did_key(key: &PublicKey) -> String {
    let bytes = [&[0x80, 0x24], key.as_bytes().as_slice()].concat();
    format!("did:key:z{}", bs58::encode(bytes).into_string())
}

/// A credential and its presentation before anything is signed.
#[derive(Clone)]
pub(crate) struct JwtVc {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) vp_header: Value,
    /// Claims of the presentation; `verifiableCredential` is put in, unless a test did.
    pub(crate) vp: Value,
    issuer: u8,
    holder: u8,
}

impl JwtVc {
    pub(crate) fn honest(authority: &Authority) -> Self {
        let subject = did(&holder().public_key());
        let leaf = base64(&authority.leaf(&key(0x31)));
        Self {
            header: json!({"alg": "ES256", "typ": "JWT", "x5c": [leaf]}),
            claims: json!({
                "iss": ISSUER, "sub": subject, "nbf": NOW.seconds() - 86_400, "exp": NOW.seconds() + 86_400,
                "vc": {
                    "@context": ["https://www.w3.org/2018/credentials/v1"],
                    "type": ["VerifiableCredential", TYPE],
                    "issuer": {"id": ISSUER},
                    "credentialSubject": {"id": subject, "family_name": "Möbius"},
                },
            }),
            vp_header: json!({"alg": "ES256", "typ": "JWT", "kid": format!("{subject}#0")}),
            vp: json!({
                "iss": subject, "aud": CLIENT, "nonce": NONCE, "iat": NOW.seconds(),
                "vp": {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiablePresentation"]},
            }),
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

    /// With a claim of the issuer's JWT set, or taken away.
    pub(crate) fn claim(mut self, name: &str, to: Option<Value>) -> Self {
        self.claims = with(&self.claims, name, to);
        self
    }

    /// With a member of `vc` set, or taken away.
    pub(crate) fn vc(mut self, name: &str, to: Option<Value>) -> Self {
        self.claims["vc"] = with(&self.claims["vc"], name, to);
        self
    }

    /// With a claim of the presentation set, or taken away.
    pub(crate) fn bound(mut self, name: &str, to: Option<Value>) -> Self {
        self.vp = with(&self.vp, name, to);
        self
    }

    /// With a member of `vp` set, or taken away.
    pub(crate) fn vp(mut self, name: &str, to: Option<Value>) -> Self {
        self.vp["vp"] = with(&self.vp["vp"], name, to);
        self
    }

    pub(crate) fn credential(&self) -> String {
        jwt::jwt(&self.header, &self.claims, &key(self.issuer))
    }

    pub(crate) fn present(&self) -> String {
        let mut vp = self.vp.clone();
        if vp["vp"].is_object() && vp["vp"].get("verifiableCredential").is_none() {
            vp["vp"]["verifiableCredential"] = json!([self.credential()]);
        }
        jwt::jwt(&self.vp_header, &vp, &key(self.holder))
    }
}
