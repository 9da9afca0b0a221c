//! A credential as it is presented: its format, the occasion, what has to be fetched, and what it says once it is believed.

use std::collections::{BTreeMap, BTreeSet};

use dlocker_protocol::{Digest, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::issuer::Issuer;
use crate::status::StatusReference;
use crate::trust::TrustList;
use crate::{EvidenceError, jwt_vc, mdoc, sd_jwt};

/// Longest presentation that is looked at, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// The formats that are verified, by their names in OpenID4VP 1.0 (annex B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// SD-JWT VC with key binding: `issuer's JWT ~ disclosures ~ key-binding JWT`.
    #[serde(rename = "dc+sd-jwt")]
    SdJwtVc,
    /// W3C Verifiable Credential as JWT, in a Verifiable Presentation as JWT.
    #[serde(rename = "jwt_vc_json")]
    JwtVc,
    /// ISO/IEC 18013-5: base64url of a `DeviceResponse`.
    #[serde(rename = "mso_mdoc")]
    Mdoc,
}

impl Format {
    /// The name in OpenID4VP: `dc+sd-jwt`, `jwt_vc_json` or `mso_mdoc`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SdJwtVc => "dc+sd-jwt",
            Self::JwtVc => "jwt_vc_json",
            Self::Mdoc => "mso_mdoc",
        }
    }
}

/// The one occasion for which a presentation must have been made. Whether its nonce was used before is the caller's to check.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The nonce of the request.
    pub nonce: &'a str,
    /// The verifier's full client identifier, prefix included, as it stood in the request.
    pub client_id: &'a str,
    /// Where the response was to be posted, as it stood in the request.
    pub response_uri: &'a str,
    /// SHA-256 thumbprint (RFC 7638) of the key that the response was encrypted to; `None` for a plain `direct_post`.
    pub encryption_thumbprint: Option<[u8; 32]>,
    /// The transaction data that this credential has to confirm, each in base64url exactly as it was sent, in the order of the request. An SD-JWT VC
    /// does so in its key binding; for the other formats the nonce has to be made of them by [`nonce`](crate::nonce()).
    pub transaction_data: &'a [String],
    /// The trustee's clock.
    pub now: Timestamp,
}

/// What has to be fetched before a presentation can be verified: https URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needed {
    /// DID documents of issuers that the trust list names.
    pub did_documents: BTreeSet<String>,
    /// Status list tokens, named by a credential whose issuer and holder are already believed.
    pub status_lists: BTreeSet<String>,
}

impl Needed {
    /// Whether nothing is missing any more.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.did_documents.is_empty() && self.status_lists.is_empty()
    }
}

/// What was fetched: bodies by the URL that [`Needed`] named. What could not be had is left out.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    /// DID documents, JSON.
    pub did_documents: BTreeMap<String, Vec<u8>>,
    /// Status list tokens, JWT (`application/statuslist+jwt`).
    pub status_lists: BTreeMap<String, Vec<u8>>,
}

/// What a verified credential says.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Name of the trust list's entry by which it is believed.
    pub entry: String,
    /// Its format.
    pub format: Format,
    /// Its `vct`, type or doctype.
    pub kind: String,
    /// Who issued it: a DID, or `x5c:` and the subject of the trust anchor that its certificate leads to (RFC 4514).
    pub issuer: String,
    /// What it says, disclosed parts put in their places. SD-JWT VC: all claims. W3C VC: the members of `credentialSubject`. mdoc: one member for each
    /// namespace, with the elements as members of it.
    pub claims: Map<String, Value>,
    /// SHA-256 thumbprint (RFC 7638) of the key that the credential is bound to and that signed the presentation.
    pub holder: [u8; 32],
    /// SHA-256 of the issuer-signed part: the same credential presented again has the same.
    pub fingerprint: Digest,
    /// When it was issued, where it says so.
    pub issued: Option<Timestamp>,
    /// When it ends, where it says so.
    pub expires: Option<Timestamp>,
}

/// What is still missing to verify this presentation. Call it, fetch, and call it again with what came, until nothing is needed or nothing more can
/// be had; then [`verify`]. A stranger cannot make the trustee fetch anything: DID documents are named for issuers of the trust list only, and status
/// lists only when everything else about the presentation holds.
///
/// # Errors
/// As [`verify`], for whatever can be told already.
pub fn needed(
    format: Format,
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &TrustList,
    fetched: &Fetched,
) -> Result<Needed, EvidenceError> {
    let mut needed = Needed::default();
    match candidate(format, presented, occasion, trust, fetched) {
        Err(Stop::Refused(error)) => return Err(error),
        Err(Stop::Document(url)) => {
            needed.did_documents.insert(url);
        }
        Ok(Candidate { status: Some(status), .. }) if !fetched.status_lists.contains_key(&status.uri) => {
            needed.status_lists.insert(status.uri);
        }
        Ok(_) => {}
    }
    Ok(needed)
}

/// Verifies one presented credential: issuer and trust, form, times, holder's signature over exactly this occasion, status.
///
/// # Errors
/// [`EvidenceError`]; nothing of the presentation is to be believed then.
pub fn verify(
    format: Format,
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &TrustList,
    fetched: &Fetched,
) -> Result<Verified, EvidenceError> {
    let candidate = candidate(format, presented, occasion, trust, fetched).map_err(|stop| match stop {
        Stop::Refused(error) => error,
        Stop::Document(_) => EvidenceError::IssuerUnknown { part: "DID document" },
    })?;
    if let Some(status) = &candidate.status {
        status.check(candidate.issuer, fetched, occasion.now)?;
    }
    Ok(candidate.verified)
}

/// A credential of which everything holds; its status was not looked at yet.
pub(crate) struct Candidate<'t> {
    pub(crate) verified: Verified,
    pub(crate) issuer: &'t Issuer,
    pub(crate) status: Option<StatusReference>,
}

/// Why there is no candidate.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It is refused.
    Refused(EvidenceError),
    /// The DID document at this URL has to be fetched first.
    Document(String),
}

impl From<EvidenceError> for Stop {
    fn from(error: EvidenceError) -> Self {
        Self::Refused(error)
    }
}

impl Stop {
    /// Whether this one tells the owner more than `other`: anything says more than that an issuer is not on the list.
    pub(crate) const fn says_more_than(&self, other: &Self) -> bool {
        matches!(other, Self::Refused(EvidenceError::NotTrusted { .. })) || matches!(self, Self::Document(_))
    }
}

fn candidate<'t>(
    format: Format,
    presented: &str,
    occasion: &Occasion<'_>,
    trust: &'t TrustList,
    fetched: &Fetched,
) -> Result<Candidate<'t>, Stop> {
    if presented.len() > MAX_BYTES {
        return Err(EvidenceError::Malformed { part: "length" }.into());
    }
    match format {
        Format::SdJwtVc => sd_jwt::check(presented, occasion, trust, &fetched.did_documents),
        Format::JwtVc => jwt_vc::check(presented, occasion, trust, &fetched.did_documents),
        Format::Mdoc => mdoc::check(presented, occasion, trust, &fetched.did_documents),
    }
}
