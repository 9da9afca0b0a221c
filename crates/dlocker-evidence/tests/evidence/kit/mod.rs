//! Issuers, wallets and thieves with fixed keys and a fixed clock.

pub(crate) mod authority;
pub(crate) mod jwt;
pub(crate) mod jwt_vc;
pub(crate) mod mdoc;
pub(crate) mod sd_jwt;
pub(crate) mod status;

use std::collections::BTreeMap;

use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_evidence::{EvidenceError, Fetched, Format, Occasion, Verified, verify};
use dlocker_protocol::Timestamp;
use dlocker_protocol::signature::SigningKey;
use serde_json::Value;

pub(crate) use authority::Authority;
pub(crate) use sd_jwt::SdJwt;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_763_000_000_000);
pub(crate) const NONCE: &str = "bm9uY2Ugb2Ygb25lIGNhc2U";
pub(crate) const CLIENT: &str = "x509_san_dns:bank.example";
pub(crate) const RESPONSE_URI: &str = "https://bank.example/oid4vp/response/1";
pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const VCT: &str = "urn:eudi:pid:1";

/// A key whose scalar is 32 times the same byte.
pub(crate) fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap()
}

/// The wallet's key.
pub(crate) fn holder() -> SigningKey {
    key(0x0a)
}

pub(crate) const fn occasion() -> Occasion<'static> {
    Occasion {
        nonce: NONCE,
        client_id: CLIENT,
        response_uri: RESPONSE_URI,
        encryption_thumbprint: None,
        transaction_data: &[],
        now: NOW,
    }
}

pub(crate) fn entry(name: &str, format: Format, kind: &str, issuers: &[&str]) -> EntrySettings {
    let path: &[&str] = if format == Format::Mdoc { &["org.iso.18013.5.1", "family_name"] } else { &["family_name"] };
    EntrySettings {
        name: name.to_owned(),
        format,
        kind: kind.to_owned(),
        issuers: issuers.iter().map(|&issuer| issuer.to_owned()).collect(),
        claims: BTreeMap::from([("family_name".to_owned(), path.iter().map(|&part| part.to_owned()).collect())]),
    }
}

/// A trust list; the files that its entries name are the authorities' certificates by their names.
pub(crate) fn trust(entries: &[EntrySettings], authorities: &[(&str, &Authority)]) -> TrustList {
    let read = |file: &str| {
        let found = authorities.iter().find(|(name, _)| *name == file);
        found.map(|(_, authority)| authority.pem().into_bytes()).ok_or_else(|| format!("there is no {file}"))
    };
    TrustList::parse(entries, read).unwrap()
}

/// The trust list of most tests: SD-JWT VCs of [`VCT`] by certificates under `authority`.
pub(crate) fn national(authority: &Authority) -> TrustList {
    trust(&[entry("national-id", Format::SdJwtVc, VCT, &["x5c:national.pem"])], &[("national.pem", authority)])
}

pub(crate) fn verify_sd_jwt(presented: &str, trust: &TrustList) -> Result<Verified, EvidenceError> {
    verify(Format::SdJwtVc, presented, &occasion(), trust, &Fetched::default())
}

pub(crate) const fn malformed(part: &'static str) -> EvidenceError {
    EvidenceError::Malformed { part }
}

pub(crate) const fn not_trusted(part: &'static str) -> EvidenceError {
    EvidenceError::NotTrusted { part }
}

pub(crate) const fn other_occasion(part: &'static str) -> EvidenceError {
    EvidenceError::OtherOccasion { part }
}

/// `value` with one member set, or taken away.
pub(crate) fn with(value: &Value, member: &str, change: Option<Value>) -> Value {
    let mut changed = value.clone();
    let object = changed.as_object_mut().unwrap();
    match change {
        Some(to) => object.insert(member.to_owned(), to),
        None => object.remove(member),
    };
    changed
}
