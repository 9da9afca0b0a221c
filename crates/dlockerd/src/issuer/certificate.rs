//! Making the certificate of the issuer key, or a request for one. The issuer key signs in custody and nowhere else.

use dlocker_custody::Custody;
use dlocker_protocol::{PublicKey, Signature, Timestamp, TrusteeId};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SignatureAlgorithm, SigningKey, date_time_ymd,
};

use super::IssuerPlace;

/// How long a certificate holds that this program makes, in years.
const YEARS: i32 = 10;

/// A certificate or a request could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the certificate of the issuer key could not be made: {0}")]
pub struct CertificateError(String);

impl From<rcgen::Error> for CertificateError {
    fn from(error: rcgen::Error) -> Self {
        Self(error.to_string())
    }
}

/// What was made: both in DER.
pub struct Made {
    /// For the issuer key.
    pub leaf: Vec<u8>,
    /// What signed it, and is trusted by others. Its key is gone.
    pub root: Vec<u8>,
}

/// The issuer key, which lies in custody.
struct InCustody<'a> {
    custody: &'a dyn Custody,
    point: [u8; 65],
}

impl<'a> InCustody<'a> {
    fn new(custody: &'a dyn Custody) -> Self {
        Self { custody, point: point(&custody.issuer_key()) }
    }
}

/// The uncompressed point, as a certificate has it.
fn point(key: &PublicKey) -> [u8; 65] {
    let (x, y) = key.coordinates();
    let mut point = [4; 65];
    point[1..33].copy_from_slice(&x);
    point[33..].copy_from_slice(&y);
    point
}

impl PublicKeyData for InCustody<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for InCustody<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        // What is signed here is a request for a certificate in DER: it begins with 0x30, and no JWS and no notice does.
        let signature = self.custody.sign_locker_id(message).map_err(|_| rcgen::Error::RemoteKeyError)?;
        Ok(der(&signature))
    }
}

/// `Ecdsa-Sig-Value` of RFC 3279, section 2.2.3.
fn der(signature: &Signature) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let start = half.iter().position(|byte| *byte != 0).unwrap_or(half.len() - 1);
        let mut digits = half[start..].to_vec();
        if digits[0] >= 0x80 {
            digits.insert(0, 0);
        }
        [&[0x02, u8::try_from(digits.len()).unwrap_or(33)], digits.as_slice()].concat()
    };
    let (r, s) = signature.as_bytes().split_at(32);
    let body = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(body.len()).unwrap_or(70)], body.as_slice()].concat()
}

/// Makes a key, signs a certificate of the issuer key with it, and throws it away: nobody can ever sign another one, and whoever trusts the root believes
/// this one key.
///
/// # Errors
/// [`CertificateError`].
pub fn make(place: &IssuerPlace, custody: &dyn Custody, now: Timestamp) -> Result<Made, CertificateError> {
    let trustee = custody.trustee();
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut root = valid(now)?;
    root.distinguished_name = named(&format!("dLocker issuer root of {trustee}"));
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = root.self_signed(&key)?;
    let mut leaf = leaf(place, trustee)?;
    (leaf.not_before, leaf.not_after) = (root.not_before, root.not_after);
    leaf.use_authority_key_identifier_extension = true;
    let leaf = leaf.signed_by(&InCustody::new(custody), &Issuer::from_params(&root, &key))?;
    Ok(Made { leaf: leaf.der().to_vec(), root: certificate.der().to_vec() })
}

/// A request for a certificate of the issuer key, in PEM, for a bank with certificates of its own.
///
/// # Errors
/// [`CertificateError`].
pub fn request(place: &IssuerPlace, custody: &dyn Custody) -> Result<String, CertificateError> {
    let request = leaf(place, custody.trustee())?.serialize_request(&InCustody::new(custody))?;
    Ok(request.pem()?)
}

/// The issuer key's own: the names of the address, and the `iss` of every Locker ID.
fn leaf(place: &IssuerPlace, trustee: TrusteeId) -> Result<CertificateParams, CertificateError> {
    let mut leaf = CertificateParams::default();
    leaf.distinguished_name = named(&format!("dLocker issuer {trustee}"));
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.subject_alt_names = vec![SanType::URI(Ia5String::try_from(format!("urn:dlocker:{trustee}"))?)];
    if let Some(name) = place.name() {
        leaf.subject_alt_names.push(SanType::DnsName(Ia5String::try_from(name)?));
    }
    leaf.subject_alt_names.extend(place.address().map(SanType::IpAddress));
    Ok(leaf)
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// From yesterday on, for clocks that are behind, and for ten years.
fn valid(now: Timestamp) -> Result<CertificateParams, CertificateError> {
    const DAY: u64 = 24 * 3600 * 1000;
    let (year, month, day) = date(Timestamp::from_millis(now.millis().saturating_sub(DAY)))
        .ok_or_else(|| CertificateError("the clock shows no date".to_owned()))?;
    let mut params = CertificateParams::default();
    params.not_before = date_time_ymd(year, month, day);
    // The first of the month: the 29th of February comes not every year.
    params.not_after = date_time_ymd(year + YEARS, month, 1);
    Ok(params)
}

fn date(at: Timestamp) -> Option<(i32, u8, u8)> {
    let text = at.to_string();
    let mut parts = text.split('T').next()?.splitn(3, '-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
