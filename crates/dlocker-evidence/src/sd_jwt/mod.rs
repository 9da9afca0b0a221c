//! SD-JWT VC (RFC 9901 and the SD-JWT VC draft), with key binding.

mod binding;
mod disclose;
mod disclosure;

use dlocker_identity::thumbprint;
use dlocker_protocol::PublicKey;
use dlocker_protocol::encoded::from_base64url;
use serde_json::{Map, Value};

use crate::credential::{Candidate, Stop};
use crate::issuer::{Claimed, Documents, jwk};
use crate::jwt::{Called, Jwt};
use crate::status::StatusReference;
use crate::trust::{TrustList, trusted};
use crate::validity::{Times, moment};
use crate::{EvidenceError, Format, Occasion, Verified, json};

const TYP: &str = "dc+sd-jwt";
const CALLED: Called = Called { whole: "issuer's part", header: "issuer's header", claims: "claims" };

/// Checks everything but the status.
pub(crate) fn check<'t>(
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &'t TrustList,
    documents: &Documents,
) -> Result<Candidate<'t>, Stop> {
    let parts = Parts::split(presented)?;
    let jwt = Jwt::parse(parts.jwt, &[Some(TYP)], CALLED)?;
    let kind = json::text(&jwt.claims, "vct")?.ok_or(EvidenceError::Malformed { part: "vct" })?;
    let by = trusted(trust, (Format::SdJwtVc, &[kind]), &Claimed::of(&jwt)?, documents, occasion.now)?;
    if !jwt.is_by(&by.key.key) {
        return Err(EvidenceError::NotIssued { part: "signature" }.into());
    }
    let claims = disclose::disclose(jwt.claims.clone(), &parts.disclosures)?;
    let times = Times::of(&claims)?;
    times.check(occasion.now)?;
    let holder = holder(&claims)?;
    binding::check(parts.binding, parts.presented, &holder, occasion)?;
    let verified = Verified {
        entry: by.entry.name().to_owned(),
        format: Format::SdJwtVc,
        kind: kind.to_owned(),
        issuer: by.key.name,
        holder: thumbprint_of(&holder),
        fingerprint: jwt.fingerprint(),
        issued: times.issued.map(moment),
        expires: times.until.map(moment),
        claims,
    };
    let status = StatusReference::of(&verified.claims)?;
    Ok(Candidate { verified, issuer: by.issuer, status })
}

/// SHA-256 thumbprint (RFC 7638).
pub(crate) fn thumbprint_of(key: &PublicKey) -> [u8; 32] {
    let bytes = from_base64url(&thumbprint(key)).unwrap_or_default();
    bytes.try_into().unwrap_or_default()
}

/// The key that the credential is bound to: `cnf.jwk`.
fn holder(claims: &Map<String, Value>) -> Result<PublicKey, EvidenceError> {
    let confirmation = claims.get("cnf").ok_or(EvidenceError::NotBound)?;
    let key = confirmation.get("jwk").ok_or(EvidenceError::Malformed { part: "cnf" })?;
    jwk::key(key).ok_or(EvidenceError::Malformed { part: "cnf" })
}

/// `issuer's JWT ~ disclosure ~ … ~ key-binding JWT`.
struct Parts<'a> {
    jwt: &'a str,
    disclosures: Vec<&'a str>,
    /// Everything before the key-binding JWT, the last `~` included.
    presented: &'a str,
    binding: &'a str,
}

impl<'a> Parts<'a> {
    fn split(text: &'a str) -> Result<Self, EvidenceError> {
        let (before, binding) = text.rsplit_once('~').ok_or(EvidenceError::NotBound)?;
        if binding.is_empty() {
            return Err(EvidenceError::NotBound);
        }
        let mut parts = before.split('~');
        let jwt = parts.next().unwrap_or_default();
        let presented = text.get(..=before.len()).unwrap_or_default();
        Ok(Self { jwt, disclosures: parts.collect(), presented, binding })
    }
}
