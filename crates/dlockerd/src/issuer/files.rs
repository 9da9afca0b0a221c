//! The certificates that this program made, beside the keys; or the bank's own.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use dlocker_custody::Custody;
use dlocker_identity::{Certificate, MAX_CHAIN};
use dlocker_protocol::{PublicKey, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Issuer, IssuerPlace, make};
use crate::server::StartError;

/// The certificate of the issuer key, in the folder of the keys.
const LEAF: &str = "issuer.pem";
/// What others trust, in the folder of the keys: the newest last. Older ones stay, for Locker IDs that were issued under them.
const ROOT: &str = "issuer-root.pem";
/// For which host the certificate was made.
const HOST: &str = "issuer-host";
/// How long before its end a certificate is made anew, or reported, in milliseconds.
pub const REPORTED: u64 = 90 * 24 * 3600 * 1000;

/// A chain as it was read.
#[derive(Debug)]
pub struct Kept {
    /// In DER, leaf first.
    pub chain: Vec<Vec<u8>>,
    /// Until when the leaf holds.
    pub until: Timestamp,
}

/// The issuer's certificate: the bank's own where the settings name one, else the one that was made at the first start. One whose end is near, or
/// that is for another host, is made anew; whoever trusts the old root then needs the new one too.
///
/// # Errors
/// [`StartError`] in words that name the file.
pub fn open(
    keys: &Path,
    own_file: Option<&Path>,
    place: IssuerPlace,
    custody: &dyn Custody,
    now: Timestamp,
) -> Result<Issuer, StartError> {
    if let Some(file) = own_file {
        let kept = own(file, &custody.issuer_key(), now).map_err(StartError::Misuse)?;
        return Ok(Issuer { place, chain: kept.chain, root: None });
    }
    if let Some(kept) = made_before(keys, &place, &custody.issuer_key(), now)? {
        let root = read(&keys.join(ROOT)).map_err(StartError::Damaged)?.pop();
        return Ok(Issuer { place, chain: kept.chain, root });
    }
    let made = make(&place, custody, now).map_err(|e| StartError::Machine(e.to_string()))?;
    let mut roots = std::fs::read_to_string(keys.join(ROOT)).unwrap_or_default();
    roots.push_str(&pem(&made.root));
    // The leaf comes last: without it all is made anew.
    for (name, text) in [(ROOT, roots), (HOST, format!("{}\n", host(&place))), (LEAF, pem(&made.leaf))] {
        write(keys, name, &text)
            .map_err(|e| StartError::Machine(format!("{} cannot be written: {e}", keys.join(name).display())))?;
    }
    Ok(Issuer { place, chain: vec![made.leaf], root: Some(made.root) })
}

/// Name or address.
fn host(place: &IssuerPlace) -> String {
    place.address().map_or_else(|| place.name().unwrap_or_default().to_owned(), |address| address.to_string())
}

fn made_before(keys: &Path, place: &IssuerPlace, key: &PublicKey, now: Timestamp) -> Result<Option<Kept>, StartError> {
    let path = keys.join(LEAF);
    if !path.exists() {
        return Ok(None);
    }
    let kept = check(&path, key).map_err(StartError::Damaged)?;
    let same_host = std::fs::read_to_string(keys.join(HOST)).is_ok_and(|text| text.trim_end() == host(place));
    let lasts = kept.until > now.plus_millis(REPORTED);
    Ok((same_host && lasts).then_some(kept))
}

/// A bank's own chain: leaf first, for the issuer key, and holding now.
///
/// # Errors
/// Words that name the file and say what is wrong with it.
pub fn own(file: &Path, key: &PublicKey, now: Timestamp) -> Result<Kept, String> {
    let kept = check(file, key)?;
    let leaf = kept.chain.first().and_then(|der| Certificate::parse(der));
    if leaf.is_some_and(|leaf| leaf.holds(now)) {
        return Ok(kept);
    }
    Err(format!("the certificate in {} does not hold today. Put one that does there, and start again", file.display()))
}

/// What is kept beside the keys, if anything is: for the doctor.
///
/// # Errors
/// Words that name the file and say what is wrong with it.
pub fn shown(keys: &Path, key: &PublicKey) -> Result<Option<(PathBuf, Kept)>, String> {
    let path = keys.join(LEAF);
    if path.exists() { check(&path, key).map(|kept| Some((path, kept))) } else { Ok(None) }
}

fn check(file: &Path, key: &PublicKey) -> Result<Kept, String> {
    let shown = file.display();
    let chain = read(file)?;
    if chain.is_empty() || chain.len() > MAX_CHAIN {
        return Err(format!("{shown} must hold 1 to {MAX_CHAIN} certificates, that of the issuer key first"));
    }
    let leaf = chain.first().and_then(|der| Certificate::parse(der));
    let leaf = leaf.ok_or_else(|| format!("the first certificate in {shown} is not one for a P-256 key"))?;
    if leaf.key != *key {
        return Err(format!(
            "the first certificate in {shown} is for another key than this bank's issuer key. `dlockerd issuer request` makes a request for the right one"
        ));
    }
    Ok(Kept { chain, until: leaf.until })
}

fn read(file: &Path) -> Result<Vec<Vec<u8>>, String> {
    let failed =
        |e: rustls::pki_types::pem::Error| format!("{} cannot be read as certificates in PEM: {e}", file.display());
    let certificates = CertificateDer::pem_file_iter(file).map_err(failed)?;
    certificates.map(|one| one.map(|der| der.to_vec()).map_err(failed)).collect()
}

/// RFC 7468.
fn pem(der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| core::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn write(keys: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let fresh = keys.join(format!(".new-{name}"));
    let mut file = File::create(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, keys.join(name))?;
    File::open(keys)?.sync_all()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_custody::SoftwareCustody;

    use super::*;
    use crate::{clock, entropy};

    fn custody(folder: &Path) -> SoftwareCustody {
        SoftwareCustody::create(&folder.join("keys"), &mut entropy::rng()).unwrap()
    }

    #[test]
    fn a_certificate_is_made_once_and_anew_for_another_host_or_near_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (custody, keys) = (custody(folder.path()), folder.path().join("keys"));
        let now = clock::now();
        let at = |url: &str, now| open(&keys, None, IssuerPlace::at(url), &custody, now).unwrap();
        let first = at("https://bank.example", now);
        let leaf = Certificate::parse(&first.chain[0]).unwrap();
        assert!(leaf.key == custody.issuer_key() && leaf.holds(now));
        assert_eq!(at("https://bank.example/", now).chain, first.chain, "a second start");
        assert_eq!(at("https://bank.example:8443", now).chain, first.chain, "another port");
        let moved = at("https://other.example", now);
        assert_ne!(moved.chain, first.chain);
        let late = Timestamp::from_millis(leaf.until.millis() - REPORTED);
        assert_ne!(at("https://other.example", late).chain, moved.chain);
        assert_eq!(read(&keys.join(ROOT)).unwrap().len(), 3, "older roots stay");
    }

    #[test]
    fn a_banks_own_certificate_must_be_for_the_issuer_key_and_hold_today() {
        let folder = tempfile::tempdir().unwrap();
        let own_keys = custody(folder.path());
        let elsewhere = tempfile::tempdir().unwrap();
        let other = custody(elsewhere.path());
        let (now, place) = (clock::now(), IssuerPlace::at("https://bank.example"));
        let file = folder.path().join("own.pem");
        let made = make(&place, &own_keys, now).unwrap();
        std::fs::write(&file, pem(&made.leaf) + &pem(&made.root)).unwrap();
        let issuer = open(folder.path(), Some(&file), place.clone(), &own_keys, now).unwrap();
        assert_eq!((issuer.chain, issuer.root), (vec![made.leaf.clone(), made.root.clone()], None));
        let refused = |text: String, now| {
            std::fs::write(&file, text).unwrap();
            own(&file, &own_keys.issuer_key(), now).unwrap_err()
        };
        let foreign = make(&place, &other, now).unwrap();
        assert!(refused(pem(&foreign.leaf), now).contains("another key"));
        assert!(refused(pem(&made.root), now).contains("another key"));
        assert!(refused(String::new(), now).contains("1 to 4"));
        assert!(refused(pem(&made.leaf).repeat(5), now).contains("1 to 4"));
        assert!(refused(pem(&[0; 9]), now).contains("not one for a P-256 key"));
        let late = Timestamp::from_millis(Certificate::parse(&made.leaf).unwrap().until.millis() + 1);
        assert!(refused(pem(&made.leaf), late).contains("does not hold today"));
        std::fs::remove_file(&file).unwrap();
        assert!(own(&file, &own_keys.issuer_key(), now).unwrap_err().contains("cannot be read"));
    }

    #[test]
    fn a_request_for_a_certificate_is_made_with_the_issuer_key() {
        let folder = tempfile::tempdir().unwrap();
        let text = super::super::request(&IssuerPlace::at("https://bank.example"), &custody(folder.path())).unwrap();
        assert!(text.starts_with("-----BEGIN CERTIFICATE REQUEST-----"), "{text}");
    }
}
