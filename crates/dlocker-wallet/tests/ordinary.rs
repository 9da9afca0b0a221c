//! Among ten thousand ordinary files nothing is taken for what it is not. What is recognised must be confirmed by the real tool.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dlocker_wallet::recognise::{HEAD_LIMIT, WHOLE_LIMIT};
use dlocker_wallet::{Kind, recognise};

/// At least so many, or the test says nothing.
const FILES: usize = 10_000;
/// And not more than so many of one place, so that it ends soon.
const OF_ONE_PLACE: usize = 4_000;

/// Where a Debian machine with Rust has ordinary files: programs, libraries, documents, pictures, fonts, sources, settings, logs.
fn places() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
    let fixed = ["/usr/share", "/usr/lib", "/usr/bin", "/etc", "/var/lib/dpkg"].map(PathBuf::from);
    fixed.into_iter().chain([cargo.join("registry/src"), home.join(".rustup/toolchains")]).collect()
}

/// Files below a folder, in the order of their names, every so many of them, so that all corners have their share.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(|entry| entry.file_name());
        for entry in entries {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    let step = found.len().div_ceil(OF_ONE_PLACE).max(1);
    found.into_iter().step_by(step).collect()
}

fn look(path: &Path) -> Option<Kind> {
    let mut file = File::open(path).ok()?;
    let len = file.metadata().ok()?.len();
    let wanted = if len <= WHOLE_LIMIT { len } else { HEAD_LIMIT as u64 };
    let mut head = Vec::new();
    file.by_ref().take(wanted).read_to_end(&mut head).ok()?;
    Some(recognise(&head, len).kind)
}

/// Whether the tool ends well with this file.
fn agrees(tool: &str, args: &[&str], path: &Path) -> bool {
    let mut command = Command::new(tool);
    command.args(args).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap_or_else(|e| panic!("{tool} can't be started ({e}); install it")).success()
}

/// What a tool writes, both of its outputs.
fn says(tool: &str, args: &[&str], path: &Path) -> String {
    let output = Command::new(tool).args(args).arg(path).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|e| panic!("{tool} can't be started ({e}); install it"));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Asks a program that knows the format, and is not ours. A kind that is not listed here has no business among ordinary files.
fn confirmed(kind: Kind, path: &Path) -> bool {
    let openssl = |args: &[&str]| agrees("openssl", args, path);
    let text = || fs::read_to_string(path).unwrap_or_default();
    match kind {
        Kind::PemCertificate => openssl(&["x509", "-noout", "-in"]),
        Kind::DerCertificate => openssl(&["x509", "-inform", "DER", "-noout", "-in"]),
        // Of an encrypted key openssl asks for the passphrase, and takes none that is wrong: that it asks is the answer.
        Kind::PemKey => {
            let asks = says("openssl", &["pkey", "-passin", "pass:", "-noout", "-in"], path);
            openssl(&["pkey", "-passin", "pass:", "-noout", "-in"])
                || openssl(&["pkey", "-pubin", "-noout", "-in"])
                || openssl(&["rsa", "-RSAPublicKey_in", "-noout", "-in"])
                || asks.contains("maybe wrong password")
                || asks.contains("bad decrypt")
                || agrees("ssh-keygen", &["-l", "-f"], path)
                // Algorithms that this openssl does not know yet: well-formed ASN.1 with an algorithm in it.
                || says("openssl", &["asn1parse", "-in"], path).contains("OBJECT")
        }
        Kind::DerKey => {
            let der = |extra: &[&str]| openssl(&[&["pkey", "-inform", "DER", "-noout"], extra, &["-in"]].concat());
            der(&[]) || der(&["-pubin"]) || openssl(&["asn1parse", "-inform", "DER", "-noout", "-in"])
        }
        Kind::OpensshKey | Kind::OpensshCertificate => agrees("ssh-keygen", &["-l", "-f"], path),
        Kind::Cms => {
            openssl(&["cms", "-cmsout", "-noout", "-inform", "DER", "-in"])
                || openssl(&["cms", "-cmsout", "-noout", "-inform", "PEM", "-in"])
                || openssl(&["cms", "-cmsout", "-noout", "-inform", "SMIME", "-in"])
        }
        Kind::Pkcs12 => {
            let said = says("openssl", &["pkcs12", "-noout", "-passin", "pass:", "-in"], path);
            said.is_empty() || said.contains("Mac verify error")
        }
        Kind::PgpPublicKey | Kind::PgpSecretKey => {
            says("gpg", &["--batch", "--show-keys"], path).contains("pub ")
                || says("gpg", &["--batch", "--show-keys"], path).contains("sec ")
        }
        Kind::PgpSignature | Kind::PgpRevocation => {
            says("gpg", &["--batch", "--list-packets"], path).contains("signature packet")
        }
        Kind::PgpMessage => says("gpg", &["--batch", "--list-packets"], path).contains("encrypted data packet"),
        Kind::GnupgKeybox => agrees("kbxutil", &[], path),
        Kind::Jks | Kind::Jceks => says("file", &["-b"], path).contains("KeyStore"),
        // JSON is judged by an independent reader of JSON, tokens and words by their checks in Python.
        Kind::Jwk | Kind::Jwks | Kind::Jwt | Kind::JwtVc | Kind::SdJwtVc | Kind::Jwe | Kind::W3cVc => {
            independent(kind, &text())
        }
        Kind::Otpauth => text().lines().all(|line| line.trim().is_empty() || line.trim().starts_with("otpauth://")),
        _ => false,
    }
}

const PYTHON: &str = r#"
import base64, json, sys
kind, text = sys.argv[1], sys.stdin.read().strip()
part = lambda p: json.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)))
if kind == "jwk": ok = "kty" in json.loads(text)
elif kind == "jwks": ok = all("kty" in key for key in json.loads(text)["keys"])
elif kind == "w3c-vc": ok = "VerifiableCredential" in json.loads(text)["type"]
elif kind == "jwe": ok = "enc" in (part(text.split(".")[0]) if text[0] != "{" else part(json.loads(text)["protected"]))
else: ok = "alg" in part(text.split(".")[0]) and isinstance(part(text.split(".")[1]), dict)
sys.exit(0 if ok else 1)
"#;

fn independent(kind: Kind, text: &str) -> bool {
    use std::io::Write;
    let mut python = Command::new("python3");
    python.args(["-c", PYTHON, kind.name()]).stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = python.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[test]
fn nothing_is_recognised_wrongly_among_ten_thousand_ordinary_files() {
    let (mut looked, mut found, mut wrong) = (0, BTreeMap::<&str, usize>::new(), Vec::new());
    for path in places().iter().flat_map(|place| files(place)) {
        let Some(kind) = look(&path) else { continue };
        looked += 1;
        if matches!(kind, Kind::File | Kind::Sqlite) {
            continue;
        }
        *found.entry(kind.name()).or_default() += 1;
        if !confirmed(kind, &path) {
            wrong.push(format!("{kind}: {}", path.display()));
        }
    }
    println!("{looked} files, of which recognised and confirmed: {found:?}");
    assert!(looked >= FILES, "only {looked} ordinary files on this machine: the test needs {FILES}");
    assert!(wrong.is_empty(), "taken for what no other program takes them for: {wrong:#?}");
}
