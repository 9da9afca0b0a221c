//! An authority and the certificates that it gives out. Everything about them is fixed, signatures too.

use base64ct::{Base64, Encoding};
use dlocker_protocol::PublicKey;
use dlocker_protocol::signature::SigningKey;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SignatureAlgorithm, date_time_ymd,
};

/// A key that signs certificates.
pub(crate) struct Signer(SigningKey);

/// A key that certificates are about.
pub(crate) struct Subject([u8; 65]);

impl Subject {
    pub(crate) fn of(key: &PublicKey) -> Self {
        let (x, y) = key.coordinates();
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&x);
        point[33..].copy_from_slice(&y);
        Self(point)
    }
}

impl PublicKeyData for Subject {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

/// A signer with its public half beside it.
pub(crate) struct Pair(Signer, Subject);

impl PublicKeyData for Pair {
    fn der_bytes(&self) -> &[u8] {
        self.1.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.1.algorithm()
    }
}

impl rcgen::SigningKey for Pair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = self.0.0.sign(message);
        let signature = p256::ecdsa::Signature::from_slice(signature.as_bytes()).unwrap();
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

/// An authority, or a leaf on its way to be changed.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, Pair>,
}

fn named(name: &str, serial: u8) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.serial_number = Some(vec![serial].into());
    params
}

/// What an authority's own certificate says.
pub(crate) fn ca(name: &str) -> CertificateParams {
    let mut params = named(name, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// What a leaf says, that may sign credentials of `https://issuer.example`.
pub(crate) fn leaf() -> CertificateParams {
    let mut params = named("The Issuer", 2);
    params.subject_alt_names = vec![SanType::URI(super::ISSUER.try_into().unwrap())];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

/// `leaf` that ended before the tests begin.
pub(crate) fn leaf_of_yesterday() -> CertificateParams {
    let mut params = leaf();
    params.not_after = date_time_ymd(2025, 11, 12);
    params
}

/// `leaf` for a purpose.
pub(crate) fn leaf_for(purpose: ExtendedKeyUsagePurpose) -> CertificateParams {
    let mut params = leaf();
    params.extended_key_usages = vec![purpose];
    params
}

fn pair(key: SigningKey) -> Pair {
    let subject = Subject::of(&key.public_key());
    Pair(Signer(key), subject)
}

impl Authority {
    /// The authority of most tests.
    pub(crate) fn national() -> Self {
        Self::new("The State", 0x21)
    }

    pub(crate) fn new(name: &str, byte: u8) -> Self {
        Self::of(ca(name), byte)
    }

    pub(crate) fn of(params: CertificateParams, byte: u8) -> Self {
        Self { issuer: CertifiedIssuer::self_signed(params, pair(super::key(byte))).unwrap() }
    }

    /// An authority under this one.
    pub(crate) fn under(&self, params: CertificateParams, byte: u8) -> Self {
        Self { issuer: CertifiedIssuer::signed_by(params, pair(super::key(byte)), &self.issuer).unwrap() }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    /// A certificate by this authority, DER.
    pub(crate) fn certify(&self, params: &CertificateParams, key: &PublicKey) -> Vec<u8> {
        params.clone().signed_by(&Subject::of(key), &self.issuer).unwrap().der().to_vec()
    }

    /// The ordinary leaf for this key, DER.
    pub(crate) fn leaf(&self, key: &SigningKey) -> Vec<u8> {
        self.certify(&leaf(), &key.public_key())
    }
}

/// A member of `x5c`.
pub(crate) fn base64(der: &[u8]) -> String {
    Base64::encode_string(der)
}
