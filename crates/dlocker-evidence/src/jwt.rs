//! JWTs of other issuers and of wallets: ES256 only, read strictly, believed only after their signature.

use base64ct::{Base64, Encoding};
use dlocker_identity::jws::{self, ES256, Split};
use dlocker_protocol::{Digest, PublicKey};
use serde_json::{Map, Value};

use crate::{EvidenceError, json};

/// At most so many certificates in `x5c`.
const MAX_CERTIFICATES: usize = 5;

/// What a part is called in errors: the whole, its header, its claims.
#[derive(Clone, Copy)]
pub(crate) struct Called {
    pub(crate) whole: &'static str,
    pub(crate) header: &'static str,
    pub(crate) claims: &'static str,
}

/// A JWT taken apart. Nothing of it is to be believed before [`Jwt::is_by`].
pub(crate) struct Jwt<'a> {
    split: Split<'a>,
    called: Called,
    header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
}

impl<'a> Jwt<'a> {
    /// Takes it apart; `types` are the values of `typ` that it may have, `None` among them for none.
    pub(crate) fn parse(text: &'a str, types: &[Option<&str>], called: Called) -> Result<Self, EvidenceError> {
        let split = jws::split(text, called.whole).map_err(|_| EvidenceError::Malformed { part: called.whole })?;
        let header = json::object(split.header_bytes(), called.header)?;
        let claims = json::object(split.payload_bytes(), called.claims)?;
        let jwt = Self { split, called, header, claims };
        // A header that must be understood, and is not, changes what the rest means.
        let understood = !jwt.header.contains_key("crit") && !jwt.header.contains_key("b64");
        let typ = jwt.header_text("typ")?;
        if jwt.header_text("alg")? == Some(ES256) && types.contains(&typ) && understood {
            Ok(jwt)
        } else {
            Err(jwt.malformed_header())
        }
    }

    const fn malformed_header(&self) -> EvidenceError {
        EvidenceError::Malformed { part: self.called.header }
    }

    fn header_text(&self, member: &str) -> Result<Option<&str>, EvidenceError> {
        match self.header.get(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.malformed_header()),
        }
    }

    /// Whether `key` signed it.
    pub(crate) fn is_by(&self, key: &PublicKey) -> bool {
        self.split.is_by(key)
    }

    /// SHA-256 of what was signed. The signature is left out: whoever has one ECDSA signature can make another of it.
    pub(crate) fn fingerprint(&self) -> Digest {
        Digest::plain(self.split.signing_input().as_bytes())
    }

    /// `kid`.
    pub(crate) fn kid(&self) -> Result<Option<&str>, EvidenceError> {
        self.header_text("kid")
    }

    /// `x5c`, DER, leaf first (RFC 7515, section 4.1.6).
    pub(crate) fn x5c(&self) -> Result<Option<Vec<Vec<u8>>>, EvidenceError> {
        let malformed = self.malformed_header();
        let Some(chain) = self.header.get("x5c") else { return Ok(None) };
        let chain = chain.as_array().filter(|chain| (1..=MAX_CERTIFICATES).contains(&chain.len())).ok_or(malformed)?;
        let der = |text: &Value| Base64::decode_vec(text.as_str()?).ok();
        chain.iter().map(der).collect::<Option<_>>().map(Some).ok_or(malformed)
    }
}
