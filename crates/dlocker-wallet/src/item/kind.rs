//! The kinds of items, with the codes and names that stand in manifests.

/// The kinds of items that can be told apart from their bytes.
///
/// Name and code of a kind are stored in manifests: they never change, and a code is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Any file that nothing more is known about.
    File,
    /// A symbolic link.
    Link,
    /// The SQLite store of Aries Askar (ACA-Py, Credo).
    AskarStore,
    /// Any other SQLite database.
    Sqlite,
    /// A key in PEM (RFC 7468): PKCS #8 (encrypted or not), PKCS #1, SEC 1, or a public key. With its certificate if that is in the same file.
    PemKey,
    /// A key of OpenSSH: a private key (`openssh-key-v1`) or a single public key line.
    OpensshKey,
    /// One or more X.509 certificates in PEM without a key.
    PemCertificate,
    /// A JSON Web Key (RFC 7517).
    Jwk,
    /// A set of JSON Web Keys (RFC 7517, section 5).
    Jwks,
    /// A signed JSON Web Token in compact form (RFC 7519).
    Jwt,
    /// A credential as SD-JWT VC, with its disclosures.
    SdJwtVc,
    /// A W3C Verifiable Credential as JSON (data model 1.1 or 2.0).
    W3cVc,
    /// A certificate of OpenSSH for a user's or a host's key, as a single line (PROTOCOL.certkeys).
    OpensshCertificate,
    /// An OpenPGP secret key with what belongs to it (a transferable secret key, RFC 9580), binary or armored; GnuPG and Sequoia write these.
    PgpSecretKey,
    /// One or more OpenPGP public keys (certificates), binary or armored.
    PgpPublicKey,
    /// An OpenPGP encrypted message, as every entry of `pass` is one.
    PgpMessage,
    /// A detached OpenPGP signature.
    PgpSignature,
    /// An OpenPGP key revocation, as GnuPG keeps one ready for each key.
    PgpRevocation,
    /// Fingerprints or key ids of OpenPGP keys, one on a line, as in the `.gpg-id` of `pass`.
    PgpKeyId,
    /// GnuPG's keybox of public keys and certificates.
    GnupgKeybox,
    /// A private key of gpg-agent: an S-expression, or the name-value form around one.
    GnupgPrivateKey,
    /// GnuPG's database of trust.
    GnupgTrustdb,
    /// A key in DER: PKCS #8 (encrypted or not), PKCS #1, SEC 1, or a public key.
    DerKey,
    /// An X.509 certificate in DER.
    DerCertificate,
    /// A PKCS #12 store (RFC 7292).
    Pkcs12,
    /// A CMS or PKCS #7 message (RFC 5652): DER, PEM or S/MIME.
    Cms,
    /// A Java key store of type JKS.
    Jks,
    /// A Java key store of type JCEKS.
    Jceks,
    /// A certificate or key database of NSS (`cert9.db`, `key4.db`).
    NssDatabase,
    /// An object of a SoftHSM token.
    SofthsmObject,
    /// One or more identities (secret keys) of age.
    AgeIdentity,
    /// One or more recipients (public keys) of age.
    AgeRecipient,
    /// A file encrypted with age, binary or armored.
    AgeFile,
    /// A secret key of minisign.
    MinisignSecretKey,
    /// A public key of minisign.
    MinisignPublicKey,
    /// A signature of minisign.
    MinisignSignature,
    /// A secret key of signify.
    SignifySecretKey,
    /// A public key of signify.
    SignifyPublicKey,
    /// A signature of signify.
    SignifySignature,
    /// A configuration of WireGuard.
    WireguardConfig,
    /// Words of BIP-39 with a right checksum.
    Bip39Words,
    /// One or more shares of SLIP-39 with right checksums.
    Slip39Words,
    /// An Ethereum keystore of version 3 (Web3 Secret Storage).
    EthereumKeystore,
    /// A wallet of Electrum, plain or encrypted.
    ElectrumWallet,
    /// A KeePass database, KDBX 3 or 4.
    Kdbx,
    /// One or more `otpauth://` URIs, each with the secret of a one-time code.
    Otpauth,
    /// One or more `otpauth-migration://` URIs, as Google Authenticator exports them.
    OtpauthMigration,
    /// A W3C Verifiable Credential as JWT.
    JwtVc,
    /// An encrypted JOSE message (RFC 7516), compact or JSON.
    Jwe,
    /// A mobile document (ISO/IEC 18013-5): `IssuerSigned` or what a wallet keeps of it, as CBOR or its base64url.
    Mdoc,
    /// An AnonCreds credential.
    AnoncredsCredential,
    /// An AnonCreds link secret.
    AnoncredsLinkSecret,
    /// An AnonCreds schema.
    AnoncredsSchema,
    /// An AnonCreds credential definition (the issuer's public part).
    AnoncredsDefinition,
    /// The private part of an AnonCreds credential definition.
    AnoncredsIssuerKey,
    /// An export in FIDO's Credential Exchange Format.
    FidoCxf,
    /// A Migration Object of the EU Digital Identity Wallet (Technical Specification 10).
    EudiMigrationObject,
    /// An export of Bitwarden as JSON, plain or encrypted.
    BitwardenExport,
    /// A key that only one TPM 2.0 can use (`TSS2 PRIVATE KEY`).
    Tpm2Key,
    /// A reference to a key in a token (PKCS #11 URI, RFC 7512), alone or as PEM.
    Pkcs11Uri,
}

/// Every kind with its stable name; its place is its stable code.
const KINDS: [(Kind, &str); 60] = [
    (Kind::File, "file"),
    (Kind::Link, "link"),
    (Kind::AskarStore, "askar-store"),
    (Kind::Sqlite, "sqlite"),
    (Kind::PemKey, "pem-key"),
    (Kind::OpensshKey, "openssh-key"),
    (Kind::PemCertificate, "pem-certificate"),
    (Kind::Jwk, "jwk"),
    (Kind::Jwks, "jwks"),
    (Kind::Jwt, "jwt"),
    (Kind::SdJwtVc, "sd-jwt-vc"),
    (Kind::W3cVc, "w3c-vc"),
    (Kind::OpensshCertificate, "openssh-certificate"),
    (Kind::PgpSecretKey, "pgp-secret-key"),
    (Kind::PgpPublicKey, "pgp-public-key"),
    (Kind::PgpMessage, "pgp-message"),
    (Kind::PgpSignature, "pgp-signature"),
    (Kind::PgpRevocation, "pgp-revocation"),
    (Kind::PgpKeyId, "pgp-key-id"),
    (Kind::GnupgKeybox, "gnupg-keybox"),
    (Kind::GnupgPrivateKey, "gnupg-private-key"),
    (Kind::GnupgTrustdb, "gnupg-trustdb"),
    (Kind::DerKey, "der-key"),
    (Kind::DerCertificate, "der-certificate"),
    (Kind::Pkcs12, "pkcs12"),
    (Kind::Cms, "cms"),
    (Kind::Jks, "jks"),
    (Kind::Jceks, "jceks"),
    (Kind::NssDatabase, "nss-database"),
    (Kind::SofthsmObject, "softhsm-object"),
    (Kind::AgeIdentity, "age-identity"),
    (Kind::AgeRecipient, "age-recipient"),
    (Kind::AgeFile, "age-file"),
    (Kind::MinisignSecretKey, "minisign-secret-key"),
    (Kind::MinisignPublicKey, "minisign-public-key"),
    (Kind::MinisignSignature, "minisign-signature"),
    (Kind::SignifySecretKey, "signify-secret-key"),
    (Kind::SignifyPublicKey, "signify-public-key"),
    (Kind::SignifySignature, "signify-signature"),
    (Kind::WireguardConfig, "wireguard-config"),
    (Kind::Bip39Words, "bip39-words"),
    (Kind::Slip39Words, "slip39-words"),
    (Kind::EthereumKeystore, "ethereum-keystore"),
    (Kind::ElectrumWallet, "electrum-wallet"),
    (Kind::Kdbx, "kdbx"),
    (Kind::Otpauth, "otpauth"),
    (Kind::OtpauthMigration, "otpauth-migration"),
    (Kind::JwtVc, "jwt-vc"),
    (Kind::Jwe, "jwe"),
    (Kind::Mdoc, "mdoc"),
    (Kind::AnoncredsCredential, "anoncreds-credential"),
    (Kind::AnoncredsLinkSecret, "anoncreds-link-secret"),
    (Kind::AnoncredsSchema, "anoncreds-schema"),
    (Kind::AnoncredsDefinition, "anoncreds-definition"),
    (Kind::AnoncredsIssuerKey, "anoncreds-issuer-key"),
    (Kind::FidoCxf, "fido-cxf"),
    (Kind::EudiMigrationObject, "eudi-migration-object"),
    (Kind::BitwardenExport, "bitwarden-export"),
    (Kind::Tpm2Key, "tpm2-key"),
    (Kind::Pkcs11Uri, "pkcs11-uri"),
];

impl Kind {
    /// All kinds, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Kind> {
        KINDS.iter().map(|entry| entry.0)
    }

    /// The stable code of this kind, as it stands in manifests.
    #[must_use]
    pub fn code(self) -> u8 {
        // The variants stand in the order of the codes; a test holds it.
        self as u8
    }

    /// The stable name of this kind, as `items` shows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        // A test holds that every kind is listed; `file` is the honest answer otherwise.
        KINDS.get(usize::from(self.code())).map_or("file", |entry| entry.1)
    }

    /// The kind with this code; `None` for a code that this version does not know.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Kind> {
        KINDS.get(usize::from(code)).map(|entry| entry.0)
    }

    /// The kind with this name; `None` for a name that this version does not know.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        KINDS.iter().find(|entry| entry.1 == name).map(|entry| entry.0)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_code_and_by_its_name() {
        for (i, kind) in Kind::all().enumerate() {
            assert_eq!(usize::from(kind.code()), i);
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_code(KINDS.len() as u8), None);
        assert_eq!(Kind::from_name("File"), None);
    }

    #[test]
    fn names_and_codes_are_pinned() {
        let pinned: Vec<String> = Kind::all().map(|k| format!("{} {}", k.code(), k)).collect();
        assert_eq!(pinned.join(", "), PINNED.replace('\n', " "));
    }

    const PINNED: &str = "0 file, 1 link, 2 askar-store, 3 sqlite, 4 pem-key, 5 openssh-key, 6 pem-certificate, 7 jwk, 8 jwks, 9 jwt, 10\n\
        sd-jwt-vc, 11 w3c-vc, 12 openssh-certificate, 13 pgp-secret-key, 14 pgp-public-key, 15 pgp-message, 16\n\
        pgp-signature, 17 pgp-revocation, 18 pgp-key-id, 19 gnupg-keybox, 20 gnupg-private-key, 21 gnupg-trustdb, 22\n\
        der-key, 23 der-certificate, 24 pkcs12, 25 cms, 26 jks, 27 jceks, 28 nss-database, 29 softhsm-object, 30\n\
        age-identity, 31 age-recipient, 32 age-file, 33 minisign-secret-key, 34 minisign-public-key, 35\n\
        minisign-signature, 36 signify-secret-key, 37 signify-public-key, 38 signify-signature, 39 wireguard-config,\n\
        40 bip39-words, 41 slip39-words, 42 ethereum-keystore, 43 electrum-wallet, 44 kdbx, 45 otpauth, 46\n\
        otpauth-migration, 47 jwt-vc, 48 jwe, 49 mdoc, 50 anoncreds-credential, 51 anoncreds-link-secret, 52\n\
        anoncreds-schema, 53 anoncreds-definition, 54 anoncreds-issuer-key, 55 fido-cxf, 56 eudi-migration-object, 57\n\
        bitwarden-export, 58 tpm2-key, 59 pkcs11-uri";
}
