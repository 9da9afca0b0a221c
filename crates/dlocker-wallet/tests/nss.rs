//! The databases of NSS, as `certutil` makes them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;

use dlocker_wallet::Kind;
use kit::{Seen, run};

#[test]
fn a_database_of_nss_is_recognised() {
    let dir = tempfile::tempdir().unwrap();
    let wallet = dir.path().join("w");
    fs::create_dir(&wallet).unwrap();
    fs::write(dir.path().join("none"), "\n").unwrap();
    let folder = format!("sql:{}", wallet.display());
    run("certutil", &["-N", "-d", &folder, "-f", "none"], dir.path());
    let seen = Seen::of(&[&wallet]);
    let told =
        |name: &str| (seen.info(name).kind, seen.info(name).label.clone().unwrap_or_default(), seen.info(name).raw_key);
    assert_eq!(told("w/cert9.db"), (Kind::NssDatabase, "certificates".to_owned(), false));
    assert_eq!(told("w/key4.db"), (Kind::NssDatabase, "keys".to_owned(), true));
}

/// A folder with a database of NSS in `nss`, in which lies the key of Jo with a certificate from an authority.
fn jo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let sh = |line: &str| run("sh", &["-c", line], dir.path());
    fs::create_dir(dir.path().join("nss")).unwrap();
    fs::write(dir.path().join("pw"), "secret77\n").unwrap();
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    sh(&format!("openssl req -x509 {new} -keyout ca.key -out ca.pem -subj '/CN=The Authority' -days 4000 2>&1"));
    sh(&format!("openssl req {new} -keyout jo.key -out jo.csr -subj /CN=Jo 2>&1"));
    sh("openssl x509 -req -in jo.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out jo.pem 2>&1");
    sh("openssl pkcs12 -export -inkey jo.key -in jo.pem -name \"Jo's key\" -passout file:pw -out jo.p12");
    sh("certutil -N -d sql:nss -f pw && certutil -A -d sql:nss -f pw -n authority -t CT,, -i ca.pem");
    sh("pk12util -i jo.p12 -d sql:nss -k pw -w pw && pk12util -o nss.p12 -n \"Jo's key\" -d sql:nss -k pw -w pw");
    dir
}

#[test]
fn names_issuer_and_expiry_are_read_where_no_secret_is_needed() {
    let dir = jo();
    let seen = Seen::of(&[&dir.path().join("nss")]);
    let certificates = seen.info("nss/cert9.db");
    let label = certificates.label.clone().unwrap();
    assert!(label.contains("authority") && label.contains("Jo's key"), "{label}");
    assert_eq!(certificates.issuer.as_deref(), Some("The Authority"));
    assert!(certificates.expires.as_ref().is_some_and(|date| date.starts_with("20")));
    // The keys have a primary password.
    let keys = seen.info("nss/key4.db");
    assert!(keys.facets.has(dlocker_wallet::Facets::ENCRYPTED) && !keys.raw_key);
}

/// What Firefox writes is a stream of open lengths, what openssl writes is not.
#[test]
fn a_store_of_nss_is_recognised_as_one_of_openssl_is() {
    let dir = jo();
    for name in ["jo.p12", "nss.p12"] {
        let bytes = fs::read(dir.path().join(name)).unwrap();
        let info = dlocker_wallet::recognise(&bytes, bytes.len() as u64);
        assert_eq!((info.kind, info.label.as_deref()), (Kind::Pkcs12, Some("Jo's key")), "{name}");
        assert!(info.facets.has(dlocker_wallet::Facets::ENCRYPTED) && !info.raw_key, "{name}");
    }
}
