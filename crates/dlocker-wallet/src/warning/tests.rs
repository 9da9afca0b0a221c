use super::*;

const PAIR: Option<KeyMark> = Some(KeyMark([7; 8]));
const OTHER: Option<KeyMark> = Some(KeyMark([8; 8]));

fn seen(path: &str, kind: Kind, facets: Facets, key: Option<KeyMark>) -> Seen<'_> {
    Seen { path, kind, facets, key }
}

fn told(items: &[Seen<'_>]) -> Vec<(String, &'static str)> {
    let told = warnings(items.iter().copied());
    let again = warnings(items.iter().rev().copied());
    assert_eq!(told, again, "the order of the items changes what is said");
    told.into_iter().map(|warning| (warning.path, warning.code.name())).collect()
}

fn one(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

#[test]
fn a_credential_without_a_link_secret_is_told_once() {
    let a = seen("w/a.json", Kind::AnoncredsCredential, Facets::NEEDS_LINK_SECRET, None);
    let secret = seen("w/ls", Kind::AnoncredsLinkSecret, Facets::LINK_SECRET, None);
    let store = seen("w/store.db", Kind::AskarStore, Facets::NONE, None);
    assert_eq!(told(&[a]), one("w/a.json", "no-link-secret"));
    let many = warnings([a, Seen { path: "w/b.json", ..a }]);
    assert_eq!(many.len(), 1);
    assert!(many.iter().all(|warning| warning.text.starts_with("and 1 more")));
    assert_eq!(told(&[a, secret]), []);
    assert_eq!(told(&[a, store]), []);
}

#[test]
fn an_encrypted_store_is_told_unless_its_secret_is_here() {
    for kind in [Kind::Kdbx, Kind::Pkcs12, Kind::OpensshKey, Kind::AskarStore, Kind::EthereumKeystore] {
        assert_eq!(told(&[seen("w/x", kind, Facets::ENCRYPTED, PAIR)]), one("w/x", "passphrase-not-here"), "{kind}");
        assert_eq!(told(&[seen("w/x", kind, Facets::ENCRYPTED | Facets::SECRET_HERE, PAIR)]), [], "{kind}");
        assert_eq!(told(&[seen("w/x", kind, Facets::NONE, PAIR)]), [], "{kind}");
    }
}

#[test]
fn what_is_encrypted_to_a_key_needs_no_passphrase() {
    for kind in [Kind::PgpMessage, Kind::Cms, Kind::Jwe, Kind::AgeFile] {
        assert_eq!(told(&[seen("w/x", kind, Facets::ENCRYPTED, None)]), [], "{kind}");
        let shut = seen("w/x", kind, Facets::ENCRYPTED | Facets::PASSPHRASE, None);
        assert_eq!(told(&[shut]), one("w/x", "passphrase-not-here"), "{kind}");
    }
}

#[test]
fn many_files_of_one_encrypted_store_are_told_once() {
    let key = |path| seen(path, Kind::GnupgPrivateKey, Facets::ENCRYPTED, PAIR);
    let told = warnings([key("g/private-keys-v1.d/A.key"), key("g/private-keys-v1.d/B.key"), key("h/C.key")]);
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|warning| warning.text.contains("1 more (gnupg-private-key)")));
    let letter = |path| seen(path, Kind::PgpMessage, Facets::ENCRYPTED | Facets::PASSPHRASE, None);
    assert_eq!(warnings([letter("w/a.gpg"), letter("w/b.gpg"), letter("w/c.gpg")]).len(), 1);
}

#[test]
fn a_public_half_alone_is_told_and_beside_its_private_half_not() {
    let public = seen("ssh/id.pub", Kind::OpensshKey, Facets::PUBLIC_HALF, PAIR);
    assert_eq!(told(&[public]), one("ssh/id.pub", "only-public-half"));
    assert_eq!(
        told(&[public, seen("ssh/id", Kind::OpensshKey, Facets::NONE, OTHER)]),
        one("ssh/id.pub", "only-public-half")
    );
    assert_eq!(told(&[public, seen("elsewhere/key.pem", Kind::PemKey, Facets::NONE, PAIR)]), []);
}

#[test]
fn a_private_half_that_cannot_be_read_may_be_the_one() {
    let public = seen("w/key.pub", Kind::PemKey, Facets::PUBLIC_HALF, PAIR);
    let veiled = seen("w/key.p12", Kind::Pkcs12, Facets::ENCRYPTED | Facets::SECRET_HERE, None);
    assert_eq!(told(&[public, veiled]), []);
    // One of another family is none.
    let minisign = seen("w/minisign.key", Kind::MinisignSecretKey, Facets::NONE, None);
    assert_eq!(told(&[public, minisign]), one("w/key.pub", "only-public-half"));
}

#[test]
fn other_peoples_keys_are_no_reason_to_warn() {
    let key = |path| seen(path, Kind::OpensshKey, Facets::PUBLIC_HALF, None);
    for path in ["home/.ssh/authorized_keys", "ssh/known_hosts", "etc/trusted.gpg.d/a.asc", "gpg/Contacts/jo.asc"] {
        assert_eq!(told(&[key(path)]), [], "{path}");
    }
    assert_eq!(told(&[key("keys/a.pub"), key("keys/b.pub"), key("keys/c.pub")]), []);
    assert_eq!(told(&[key("keys/a.pub"), key("keys/b.pub")]).len(), 2);
    let certificate = seen("w/ca.pem", Kind::PemCertificate, Facets::NONE, PAIR);
    let keyring = seen("w/ring.gpg", Kind::PgpPublicKey, Facets::NONE, None);
    assert_eq!(told(&[certificate, keyring]), []);
}

#[test]
fn a_journal_without_its_database_is_told() {
    let wal = seen("w/store.db-wal", Kind::File, Facets::STRAY_JOURNAL, None);
    assert_eq!(told(&[wal]), one("w/store.db-wal", "journal-without-database"));
    assert_eq!(
        told(&[wal, seen("w/other.db", Kind::Sqlite, Facets::NONE, None)]),
        one("w/store.db-wal", "journal-without-database")
    );
    assert_eq!(told(&[wal, seen("w/store.db", Kind::Sqlite, Facets::NONE, None)]), []);
}

#[test]
fn an_emptied_store_is_told() {
    assert_eq!(told(&[seen("w/store.db", Kind::File, Facets::EMPTIED, None)]), one("w/store.db", "emptied"));
    assert_eq!(told(&[seen("w/store.db", Kind::File, Facets::NONE, None)]), []);
}

#[test]
fn keys_in_hardware_are_listed_once_for_a_pair() {
    let private = seen("ssh/id_sk", Kind::OpensshKey, Facets::HARDWARE, PAIR);
    let public = seen("ssh/id_sk.pub", Kind::OpensshKey, Facets::HARDWARE | Facets::PUBLIC_HALF, PAIR);
    assert_eq!(told(&[private, public]), one("ssh/id_sk", "hardware-bound"));
    assert_eq!(told(&[public]), one("ssh/id_sk.pub", "hardware-bound"));
    assert_eq!(told(&[seen("k/tpm.pem", Kind::Tpm2Key, Facets::HARDWARE, None)]), one("k/tpm.pem", "hardware-bound"));
}
