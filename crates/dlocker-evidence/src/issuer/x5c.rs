//! Keys by certificates: a chain from a leaf to a trust anchor (RFC 5280), and what the leaf says about itself.

use core::time::Duration;

use dlocker_protocol::{PublicKey, Timestamp};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::aws_lc_rs::{ECDSA_P256_SHA256, ECDSA_P256_SHA384, ECDSA_P384_SHA256, ECDSA_P384_SHA384};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectAltName};

use super::IssuerKey;
use crate::EvidenceError;

/// What certificates may be signed with. Leaves sign with P-256 and SHA-256 only; authorities of states like P-384.
const ALGORITHMS: [&dyn SignatureVerificationAlgorithm; 4] =
    [ECDSA_P256_SHA256, ECDSA_P256_SHA384, ECDSA_P384_SHA256, ECDSA_P384_SHA384];
/// Longest certificate that is looked at, in bytes.
const MAX_CERTIFICATE: usize = 8 * 1024;
/// `id-kp-serverAuth`, encoded: a certificate of a web server's.
const SERVER: KeyPurposeId<'_> = KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 1]);
/// Purposes that have nothing to do with credentials: TLS clients, code, e-mail, time stamps, OCSP answers, readers of mdocs (1.0.18013.5.1.6).
const FOREIGN: [KeyPurposeId<'_>; 6] = [
    KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 2]),
    KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 3]),
    KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 4]),
    KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 8]),
    KeyPurposeId::new(&[43, 6, 1, 5, 5, 7, 3, 9]),
    KeyPurposeId::new(&[40, 0x81, 0x8c, 0x5d, 5, 1, 6]),
];
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Trust anchors: certificates of authorities.
#[derive(Debug, Clone)]
pub(crate) struct Anchors(Vec<Anchor>);

#[derive(Debug, Clone)]
struct Anchor {
    der: Vec<u8>,
    name: String,
    spki: Vec<u8>,
    from: Duration,
    until: Duration,
}

impl Anchors {
    /// From PEM; at least one certificate, each of an authority.
    pub(super) fn parse(pem: &[u8]) -> Result<Self, String> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = certificates.map_err(|_| "is not PEM")?;
        if certificates.is_empty() {
            return Err("has no certificate in it".to_owned());
        }
        certificates.iter().map(|der| Anchor::parse(der)).collect::<Result<_, _>>().map(Self)
    }

    /// The key of a leaf whose chain leads to one of these at this moment, and whose names `iss`, where there is one, is among.
    pub(super) fn leaf_key(
        &self,
        chain: &[Vec<u8>],
        iss: Option<&str>,
        now: Timestamp,
    ) -> Result<IssuerKey, EvidenceError> {
        let [leaf, intermediates @ ..] = chain else { return Err(untrusted("certificate")) };
        if chain.iter().any(|der| der.len() > MAX_CERTIFICATE) {
            return Err(EvidenceError::Malformed { part: "certificate" });
        }
        let certificate = read(leaf)?;
        let anchor = self.above(leaf, &certificate, intermediates, now)?;
        let key = signing_key(&certificate)?;
        if iss.is_some_and(|iss| !is_named(&certificate, iss)) {
            return Err(untrusted("issuer's name"));
        }
        Ok(IssuerKey { key, name: format!("x5c:{}", anchor.name) })
    }

    /// The anchor that the chain leads to. Of several refusals the one that says most.
    fn above(
        &self,
        leaf: &[u8],
        certificate: &Certificate,
        intermediates: &[Vec<u8>],
        now: Timestamp,
    ) -> Result<&Anchor, EvidenceError> {
        let mut refused = untrusted("certificate");
        for anchor in &self.0 {
            match anchor.verifies(leaf, certificate, intermediates, now) {
                Ok(()) => return Ok(anchor),
                Err(EvidenceError::NotTrusted { .. }) => {}
                Err(told) => refused = told,
            }
        }
        Err(refused)
    }
}

const fn untrusted(part: &'static str) -> EvidenceError {
    EvidenceError::NotTrusted { part }
}

fn read(der: &[u8]) -> Result<Certificate, EvidenceError> {
    Certificate::from_der(der).map_err(|_| EvidenceError::Malformed { part: "certificate" })
}

fn spki(certificate: &Certificate) -> Option<Vec<u8>> {
    certificate.tbs_certificate().subject_public_key_info().to_der().ok()
}

/// Whether it is a certificate by which others may be signed.
fn is_authority(certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    let signs = tbs.get_extension::<KeyUsage>().is_ok_and(|found| found.is_none_or(|(_, usage)| usage.key_cert_sign()));
    signs && tbs.get_extension::<BasicConstraints>().is_ok_and(|found| found.is_some_and(|(_, basic)| basic.ca))
}

impl Anchor {
    fn parse(der: &CertificateDer<'_>) -> Result<Self, String> {
        let unreadable = || "has a certificate that cannot be read".to_owned();
        let certificate = Certificate::from_der(der).map_err(|_| unreadable())?;
        anchor_from_trusted_cert(der).map_err(|_| unreadable())?;
        let name = certificate.tbs_certificate().subject().to_string();
        if !is_authority(&certificate) {
            return Err(format!("“{name}” is not the certificate of an authority"));
        }
        let validity = certificate.tbs_certificate().validity();
        Ok(Self {
            der: der.to_vec(),
            spki: spki(&certificate).ok_or_else(unreadable)?,
            from: validity.not_before.to_unix_duration(),
            until: validity.not_after.to_unix_duration(),
            name,
        })
    }

    fn verifies(
        &self,
        leaf: &[u8],
        certificate: &Certificate,
        intermediates: &[Vec<u8>],
        now: Timestamp,
    ) -> Result<(), EvidenceError> {
        // An authority that signs credentials itself has not kept its key apart, and a leaf that is its own anchor proves nothing.
        if leaf == self.der || spki(certificate).is_none_or(|spki| spki == self.spki) {
            return Err(untrusted("certificate"));
        }
        let now = Duration::from_secs(now.seconds());
        path(leaf, &self.der, intermediates, now)?;
        if now > self.until {
            return Err(EvidenceError::Expired);
        }
        if now < self.from { Err(EvidenceError::NotYet) } else { Ok(()) }
    }
}

/// The path from the leaf over any of the intermediates to this anchor.
fn path(leaf: &[u8], anchor: &[u8], intermediates: &[Vec<u8>], now: Duration) -> Result<(), EvidenceError> {
    let (leaf, anchor) = (CertificateDer::from(leaf), CertificateDer::from(anchor));
    let between: Vec<_> = intermediates
        .iter()
        .filter(|der| Certificate::from_der(der).is_ok_and(|certificate| is_authority(&certificate)))
        .map(|der| CertificateDer::from(der.as_slice()))
        .collect();
    let leaf = EndEntityCert::try_from(&leaf).map_err(|_| untrusted("certificate"))?;
    let anchors = [anchor_from_trusted_cert(&anchor).map_err(|_| untrusted("certificate"))?];
    let now = UnixTime::since_unix_epoch(now);
    match leaf.verify_for_usage(&ALGORITHMS, &anchors, &between, now, SignsCredentials, None, None) {
        Ok(_) => Ok(()),
        Err(webpki::Error::CertExpired { .. }) => Err(EvidenceError::Expired),
        Err(webpki::Error::CertNotValidYet { .. }) => Err(EvidenceError::NotYet),
        Err(_) => Err(untrusted("certificate")),
    }
}

/// Which purposes a certificate may name. A web server's leads nowhere here: who runs a web site under a public authority has not been made an issuer. Nor
/// does one that names other purposes only. There is no one purpose that all issuers of credentials name.
struct SignsCredentials;

impl ExtendedKeyUsageValidator for SignsCredentials {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let (mut named, mut fit) = (false, false);
        for purpose in purposes {
            let purpose = purpose?;
            if purpose == SERVER {
                return Err(webpki::Error::EmptyEkuExtension);
            }
            named = true;
            fit |= !FOREIGN.contains(&purpose);
        }
        if fit || !named { Ok(()) } else { Err(webpki::Error::EmptyEkuExtension) }
    }
}

/// The leaf's P-256 key, if it may sign.
fn signing_key(certificate: &Certificate) -> Result<PublicKey, EvidenceError> {
    let tbs = certificate.tbs_certificate();
    let signs = tbs.get_extension::<KeyUsage>().is_ok_and(|u| u.is_none_or(|(_, usage)| usage.digital_signature()));
    let info = tbs.subject_public_key_info();
    let curve = info.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    if !signs || info.algorithm.oid != EC_PUBLIC_KEY || curve != Some(P256) {
        return Err(untrusted("key in the certificate"));
    }
    match info.subject_public_key.as_bytes() {
        Some([4, point @ ..]) if point.len() == 64 => {
            let (x, y) = point.split_at(32);
            PublicKey::from_coordinates(x, y).map_err(|_| untrusted("key in the certificate"))
        }
        _ => Err(untrusted("key in the certificate")),
    }
}

/// Whether `iss` stands in the leaf: as a URI, or for a https URL its host as a DNS name.
fn is_named(certificate: &Certificate, iss: &str) -> bool {
    let Ok(Some((_, names))) = certificate.tbs_certificate().get_extension::<SubjectAltName>() else { return false };
    let host = iss.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    names.0.iter().any(|name| match name {
        GeneralName::UniformResourceIdentifier(uri) => uri.as_str() == iss,
        GeneralName::DnsName(name) => host.is_some_and(|host| name.as_str().eq_ignore_ascii_case(host)),
        _ => false,
    })
}
