//! mdocs (ISO/IEC 18013-5) in a `DeviceResponse`, presented over OpenID4VP 1.0 (annex B.2). COSE by the crate `coset`.

mod cbor;
mod device;
mod element;
mod mso;
mod response;
mod sign1;

use dlocker_protocol::Digest;

use crate::credential::{Candidate, Stop};
use crate::issuer::{Claimed, Documents};
use crate::sd_jwt::thumbprint_of;
use crate::trust::{TrustList, trusted};
use crate::validity::moment;
use crate::{EvidenceError, Format, Occasion, Verified, nonce};

use mso::Mso;
use response::Document;

/// Checks everything but the status.
pub(crate) fn check<'t>(
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &'t TrustList,
    documents: &Documents,
) -> Result<Candidate<'t>, Stop> {
    let document = Document::parse(presented)?;
    let claimed = Claimed { x5c: Some(document.issuer_auth.x5chain()?), ..Claimed::default() };
    let by = trusted(trust, (Format::Mdoc, &[&document.doc_type]), &claimed, documents, occasion.now)?;
    let payload = document.issuer_auth.payload()?;
    if !document.issuer_auth.is_by(&by.key.key, payload) {
        return Err(EvidenceError::NotIssued { part: "signature" }.into());
    }
    let mso = Mso::parse(payload)?;
    if mso.doc_type != document.doc_type {
        return Err(EvidenceError::NotIssued { part: "doctype" }.into());
    }
    mso.times.check(occasion.now)?;
    let claims = element::disclosed(&document.name_spaces, &mso.digests)?;
    device::check(&document, &mso.device_key, occasion)?;
    nonce::confirms(occasion)?;
    let verified = Verified {
        entry: by.entry.name().to_owned(),
        format: Format::Mdoc,
        kind: document.doc_type,
        issuer: by.key.name,
        holder: thumbprint_of(&mso.device_key),
        fingerprint: Digest::plain(payload),
        issued: mso.times.issued.map(moment),
        expires: mso.times.until.map(moment),
        claims,
    };
    Ok(Candidate { verified, issuer: by.issuer, status: mso.status })
}
