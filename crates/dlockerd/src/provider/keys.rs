//! The provider's keys (RFC 7517), and what they verify: three algorithms, fixed here.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use dlocker_protocol::encoded::from_base64url;
use dlocker_protocol::problem::Problem;
use reqwest::Url;
use serde::Deserialize;

use super::fetch::Fetcher;

/// More than any provider has at a time.
const MOST: usize = 64;

/// How an ID token may be signed. `none` and everything with a shared secret are not among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
}

impl Algorithm {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// One key.
#[derive(Clone)]
struct Key {
    kid: Option<String>,
    /// The one algorithm that it says it is for, if it says one.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
}

/// All that can be used.
pub(super) struct Keys(Vec<Key>);

/// As it is written.
#[derive(Deserialize)]
pub(super) struct Written {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Asks for them.
    pub(super) async fn read(fetcher: &Fetcher, address: &Url) -> Result<Self, Problem> {
        Ok(Self::of(fetcher.get(address).await?))
    }

    /// A key of another kind, or for another purpose, is passed over: providers have such.
    pub(super) fn of(written: Written) -> Self {
        let jwks = written.keys.into_iter().take(MOST).filter_map(|key| serde_json::from_value(key).ok());
        Self(jwks.filter_map(key).collect())
    }

    /// Whether one of them fits this head; which, only its signature tells where the head names none.
    pub(super) fn has(&self, kid: Option<&str>, algorithm: Algorithm) -> bool {
        self.fitting(kid, algorithm).next().is_some()
    }

    /// Whether one of them has signed.
    pub(super) fn verifies(&self, kid: Option<&str>, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.fitting(kid, algorithm).any(|key| key.material.verifies(algorithm, message, signature))
    }

    fn fitting<'a>(&'a self, kid: Option<&'a str>, algorithm: Algorithm) -> impl Iterator<Item = &'a Key> {
        let named = move |key: &&Key| kid.is_none() || key.kid.as_deref() == kid;
        let fits = move |key: &&Key| key.only.is_none_or(|only| only == algorithm) && key.material.fits(algorithm);
        self.0.iter().filter(named).filter(fits)
    }
}

fn key(jwk: Jwk) -> Option<Key> {
    if jwk.purpose.is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let only = match jwk.alg {
        Some(alg) => Some(Algorithm::parse(&alg)?),
        None => None,
    };
    let bytes = |text: Option<String>| from_base64url(&text?);
    let material = match jwk.kty.as_str() {
        "RSA" => Material::Rsa { n: bytes(jwk.n)?, e: bytes(jwk.e)? },
        "EC" if jwk.crv.as_deref() == Some("P-256") => {
            let point = [vec![4], bytes(jwk.x)?, bytes(jwk.y)?].concat();
            (point.len() == 65).then_some(Material::P256(point))?
        }
        _ => return None,
    };
    Some(Key { kid: jwk.kid, only, material })
}

impl Material {
    const fn fits(&self, algorithm: Algorithm) -> bool {
        matches!(
            (self, algorithm),
            (Self::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256) | (Self::P256(_), Algorithm::Es256)
        )
    }

    fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            (Self::Rsa { n, e }, Algorithm::Rs256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Self::Rsa { n, e }, Algorithm::Ps256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA256, message, signature).is_ok()
            }
            _ => false,
        }
    }
}
