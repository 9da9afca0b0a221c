//! What real tools made is recognised for what it is: each seed of the fuzz targets lies in a folder with the name of its kind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use dlocker_wallet::{Facets, ItemInfo, Kind, recognise};

/// Kind, name and bytes of each seed.
fn seeds() -> Vec<(String, String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let names = |folder: &PathBuf| {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let of = |kind: &PathBuf| {
        names(kind).into_iter().map(|path| (name(kind), name(&path), fs::read(&path).unwrap())).collect()
    };
    names(&folder).iter().flat_map(|kind| -> Vec<_> { of(kind) }).collect()
}

fn of(bytes: &[u8]) -> ItemInfo {
    recognise(bytes, bytes.len() as u64)
}

#[test]
fn every_seed_is_recognised_as_what_its_tool_made() {
    let wrong: Vec<String> = seeds()
        .iter()
        .map(|(kind, name, bytes)| (kind, name, of(bytes).kind))
        .filter(|(kind, _, found)| found.name() != kind.as_str())
        .map(|(kind, name, found)| format!("{kind}/{name} is {found}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn seed(path: &str) -> ItemInfo {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    of(&fs::read(folder.join(path)).unwrap_or_else(|e| panic!("{path}: {e}")))
}

#[test]
fn the_halves_of_a_pair_have_the_same_mark_in_every_format() {
    for pair in [
        &["openssh-key/ed25519", "openssh-key/ed25519.pub", "openssh-certificate/ed25519-cert.pub"][..],
        &["openssh-key/rsa", "openssh-key/rsa.pub"],
        &["openssh-key/ecdsa", "openssh-key/ecdsa.pub"],
        &[
            "pem-key/rsa.pem",
            "pem-key/old.pem",
            "pem-key/public.pem",
            "der-key/rsa.der",
            "der-key/pkcs1.der",
            "pem-certificate/org.pem",
        ],
        &["pem-key/ec.pem", "pem-key/sec1.pem", "der-key/sec1.der", "der-key/public.der", "der-certificate/cert.der"],
        &["jwk/ES256.jwk", "jwk/public.jwk"],
        &["pgp-secret-key/org.gpg", "pgp-public-key/public.gpg"],
        &["pgp-secret-key/net.gpg", "pgp-public-key/public.asc"],
        &["age-identity/identity.txt", "age-recipient/recipient.txt"],
        &["minisign-secret-key/minisign.key", "minisign-public-key/minisign.pub"],
        &["signify-secret-key/signify.sec", "signify-public-key/signify.pub"],
    ] {
        let marks: Vec<_> = pair.iter().map(|path| seed(path).key).collect();
        assert!(marks.iter().all(|mark| mark.is_some() && *mark == marks[0]), "{pair:?}: {marks:?}");
    }
    // gpg-agent names its files by the key: which is whose is not known here.
    let agent: Vec<_> =
        seeds().iter().filter(|(kind, ..)| kind == "gnupg-private-key").map(|(_, _, bytes)| of(bytes).key).collect();
    for secret in ["pgp-secret-key/org.gpg", "pgp-secret-key/net.gpg", "pgp-secret-key/shut.asc"] {
        assert!(agent.contains(&seed(secret).key), "{secret} is not among {agent:?}");
    }
    assert_ne!(seed("openssh-key/rsa").key, seed("pem-key/rsa.pem").key);
}

#[test]
fn secrets_in_the_open_are_raw_and_encrypted_ones_are_not() {
    for (kind, name, bytes) in seeds() {
        let info = of(&bytes);
        assert!(!(info.raw_key && info.facets.has(Facets::ENCRYPTED)), "{kind}/{name}");
        let open = matches!(
            kind.as_str(),
            "bip39-words"
                | "slip39-words"
                | "otpauth"
                | "otpauth-migration"
                | "wireguard-config"
                | "age-identity"
                | "anoncreds-link-secret"
                | "anoncreds-issuer-key"
                | "fido-cxf"
        );
        assert!(!open || info.raw_key, "{kind}/{name}");
    }
    for path in [
        "bitwarden-export/plain.json",
        "electrum-wallet/plain.json",
        "minisign-secret-key/minisign.key",
        "signify-secret-key/signify.sec",
        "pgp-secret-key/sq.pgp",
    ] {
        assert!(seed(path).raw_key, "{path}");
    }
    for path in [
        "kdbx/keepassxc.kdbx",
        "pkcs12/modern.p12",
        "jks/jks",
        "openssh-key/rsa-shut",
        "pem-key/shut.pem",
        "pem-key/old-shut.pem",
        "minisign-secret-key/shut.key",
        "ethereum-keystore/v3.json",
        "bitwarden-export/password.json",
        "pgp-secret-key/shut.asc",
        "eudi-migration-object/migration.jwe",
    ] {
        assert!(seed(path).facets.has(Facets::ENCRYPTED), "{path}");
    }
}

#[test]
fn a_message_that_a_passphrase_opens_says_so_and_one_to_a_key_does_not() {
    let scrypt = "age-encryption.org/v1\n-> scrypt W8dM5jW1Gp0dzJ3eLkhT0Q 18\nabc\n--- abc\n\u{1}";
    assert!(of(scrypt.as_bytes()).facets.has(Facets::PASSPHRASE));
    for (path, by_passphrase) in [
        ("pgp-message/symmetric.gpg", true),
        ("eudi-migration-object/migration.jwe", true),
        ("pgp-message/message.asc", false),
        ("age-file/file.age", false),
        ("age-file/file.asc", false),
        ("jwe/compact.jwe", false),
    ] {
        assert_eq!(seed(path).facets.has(Facets::PASSPHRASE), by_passphrase, "{path}");
        assert!(seed(path).facets.has(Facets::ENCRYPTED), "{path}");
    }
}

#[test]
fn whose_a_keybox_or_a_signature_is_can_be_read() {
    let (label, names) = (seed("gnupg-keybox/pubring.kbx").label.unwrap(), ["Jo Open", "Jo RSA", "Jo Shut"]);
    assert!(names.iter().all(|name| label.contains(name)), "{label}");
    for (kind, name, bytes) in seeds() {
        if matches!(kind.as_str(), "pgp-signature" | "pgp-revocation") {
            let issuer = of(&bytes).issuer.unwrap_or_default();
            assert!(issuer.len() == 40 && issuer.bytes().all(|b| b.is_ascii_hexdigit()), "{kind}/{name}: {issuer}");
        }
    }
}

#[test]
fn databases_are_recognised_by_what_is_in_them() {
    let database = |path: &str| {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/databases");
        let bytes = fs::read(folder.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(dlocker_wallet::recognise_database(&bytes[..99]).is_none_or(|cut| cut.kind == Kind::Sqlite), "{path}");
        dlocker_wallet::recognise_database(&bytes).unwrap()
    };
    let told = |info: &ItemInfo| (info.kind, info.label.clone().unwrap(), info.facets, info.raw_key);
    assert_eq!(
        told(&database("askar/store.db")),
        (Kind::AskarStore, "jo".to_owned(), Facets::ENCRYPTED, false),
        "the profile"
    );
    let certificates = database("nss/certificates.db");
    assert_eq!(told(&certificates), (Kind::NssDatabase, "jo".to_owned(), Facets::NONE, false), "the nickname");
    assert_eq!(certificates.issuer.as_deref(), Some("Jo"));
    assert!(certificates.expires.is_some());
    let keys = |facets, raw| (Kind::NssDatabase, "keys".to_owned(), facets, raw);
    assert_eq!(told(&database("nss/keys-none.db")), keys(Facets::NONE, true), "no primary password: open to anyone");
    assert_eq!(told(&database("nss/keys-word.db")), keys(Facets::ENCRYPTED, false));
}

#[test]
fn keys_in_hardware_say_so() {
    let tpm = "-----BEGIN TSS2 PRIVATE KEY-----\nMAMCAQA=\n-----END TSS2 PRIVATE KEY-----\n";
    let provider = "-----BEGIN PKCS#11 PROVIDER URI-----\nMAMCAQA=\n-----END PKCS#11 PROVIDER URI-----\n";
    let card = "Created: 20250101T000000\nToken: D276000124010304 OPENPGP.1 - -\nKey: (shadowed-private-key (rsa (n #00C0#)(e #010001#)(shadowed t1-v1 (#D276#))))\n";
    let plugin = "# Recipient: age1yubikey1\nAGE-PLUGIN-YUBIKEY-1QQQQQQQQQQ\n";
    let sk = format!(
        "sk-ssh-ed25519@openssh.com {} jo",
        data_encoding::BASE64.encode(
            &[&[0, 0, 0, 26][..], b"sk-ssh-ed25519@openssh.com", &[0, 0, 0, 32], &[7; 32], &[0, 0, 0, 4], b"ssh:"]
                .concat()
        )
    );
    for (text, kind) in [
        (tpm, "tpm2-key"),
        (provider, "pkcs11-uri"),
        ("pkcs11:token=my;object=jo", "pkcs11-uri"),
        (card, "gnupg-private-key"),
        (plugin, "age-identity"),
        (&sk, "openssh-key"),
    ] {
        let info = of(text.as_bytes());
        assert_eq!((info.kind.name(), info.facets.has(Facets::HARDWARE)), (kind, true), "{text}");
    }
}
