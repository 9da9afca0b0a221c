//! W3C Verifiable Credentials (data model 1.1) as JWT, in a Verifiable Presentation as JWT (OpenID4VP 1.0, annex B.1.3.1).

mod credential;
mod presentation;

use crate::credential::{Candidate, Stop};
use crate::issuer::Documents;
use crate::sd_jwt::thumbprint_of;
use crate::trust::TrustList;
use crate::{EvidenceError, Format, Occasion, Verified};

use credential::Credential;
use presentation::Presentation;

/// Checks everything but the status.
pub(crate) fn check<'t>(
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &'t TrustList,
    documents: &Documents,
) -> Result<Candidate<'t>, Stop> {
    let presentation = Presentation::parse(presented)?;
    let credential = Credential::parse(presentation.credential()?)?;
    let by = credential.issuer(trust, documents, occasion.now)?;
    let (issued, expires) = credential.times(occasion.now)?;
    let holder = credential.holder()?;
    presentation.check(&holder, credential.subject_id()?, occasion)?;
    let status = credential.status()?;
    let verified = Verified {
        entry: by.entry.name().to_owned(),
        format: Format::JwtVc,
        kind: by.entry.kind().to_owned(),
        issuer: by.key.name,
        holder: thumbprint_of(&holder),
        fingerprint: credential.fingerprint(),
        issued,
        expires,
        claims: credential.into_subject(),
    };
    Ok(Candidate { verified, issuer: by.issuer, status })
}

/// A text, or an array of texts.
fn texts<'a>(value: Option<&'a serde_json::Value>, part: &'static str) -> Result<Vec<&'a str>, EvidenceError> {
    match value {
        Some(serde_json::Value::String(text)) => Some(vec![text.as_str()]),
        Some(serde_json::Value::Array(texts)) => texts.iter().map(serde_json::Value::as_str).collect(),
        _ => None,
    }
    .ok_or(EvidenceError::Malformed { part })
}
