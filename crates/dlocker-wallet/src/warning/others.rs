//! Whether a public key is one's own that lost its private half, or somebody else's.
//!
//! From bytes it can't be told, and a warning about every friend's key would teach people to overlook them all. So it is told only about a key that
//! lies alone, and not where other people's keys are kept:
//!
//! - Lists of keys (`authorized_keys`, `known_hosts`, keyrings, certificate bundles) are no single key, and so never get here. A file of such a
//!   name with one line does, and is passed over by its name.
//! - More than [`COLLECTION`] keys without a private half in one folder are a collection of other people's.
//! - X.509 certificates are for giving away, and most are of authorities: a certificate alone is never told.
//! - Where a private half lies whose public one can't be read (an encrypted PKCS #8, a PKCS #12, a token), it may be the one: nothing is told.

use crate::item::Kind;

/// As many keys of other people as these in one folder are a collection.
pub(super) const COLLECTION: usize = 2;

/// Words in a path that say whose keys lie there.
const OTHERS: [&str; 10] = [
    "authorized",
    "known_hosts",
    "allowed_signers",
    "trusted",
    "keyring",
    "contacts",
    "peers",
    "recipients",
    "issuers",
    "friends",
];

/// Whether a path says that other people's keys are kept there.
pub(super) fn keeps_others(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    OTHERS.iter().any(|word| lower.contains(word))
}

/// Keys that may be halves of one another. Formats differ (OpenSSH reads PEM, a JWK may be a certificate's key), programs don't mix these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Family {
    General,
    Pgp,
    Age,
    Signing,
}

impl Family {
    /// Of a kind that is a key or holds keys.
    pub(super) fn of(kind: Kind) -> Option<Family> {
        Some(match kind {
            Kind::PemKey
            | Kind::DerKey
            | Kind::OpensshKey
            | Kind::OpensshCertificate
            | Kind::Jwk
            | Kind::Jwks
            | Kind::Pkcs12
            | Kind::Jks
            | Kind::Jceks
            | Kind::NssDatabase
            | Kind::SofthsmObject
            | Kind::Tpm2Key
            | Kind::Pkcs11Uri => Family::General,
            Kind::PgpSecretKey | Kind::PgpPublicKey | Kind::GnupgPrivateKey => Family::Pgp,
            Kind::AgeIdentity | Kind::AgeRecipient | Kind::AgeFile => Family::Age,
            Kind::MinisignPublicKey | Kind::MinisignSecretKey | Kind::SignifyPublicKey | Kind::SignifySecretKey => {
                Family::Signing
            }
            _ => return None,
        })
    }
}
