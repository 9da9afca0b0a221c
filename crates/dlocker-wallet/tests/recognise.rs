//! Real keys, certificates and credentials are recognised, and nothing else is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use std::fs;
use std::path::Path;

use dlocker_wallet::{ItemInfo, Kind, recognise};
use kit::run;
use proptest::prelude::*;

fn of(bytes: &[u8]) -> ItemInfo {
    recognise(bytes, bytes.len() as u64)
}

fn of_file(dir: &Path, name: &str) -> ItemInfo {
    of(&fs::read(dir.join(name)).unwrap())
}

fn told(info: &ItemInfo) -> (&str, Option<&str>, bool) {
    (info.kind.name(), info.label.as_deref(), info.raw_key)
}

/// Base64url without padding.
fn b64(text: &str) -> String {
    data_encoding::BASE64URL_NOPAD.encode(text.as_bytes())
}

fn jwt(header: &str, payload: &str) -> String {
    format!("{}.{}.{}", b64(header), b64(payload), b64("signature"))
}

#[test]
fn keys_of_ssh_keygen_are_recognised() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, bits, name) in
        [("ed25519", "256", "ssh-ed25519"), ("rsa", "2048", "ssh-rsa"), ("ecdsa", "384", "ecdsa-sha2-nistp384")]
    {
        let key = |file: &str, secret: &str, comment: &str| {
            run("ssh-keygen", &["-q", "-t", kind, "-b", bits, "-N", secret, "-C", comment, "-f", file], dir.path());
            of_file(dir.path(), file)
        };
        let (open, shut, bare) = (format!("{kind}-open"), format!("{kind}-shut"), format!("{kind}-bare"));
        assert_eq!(told(&key(&open, "", "me@phone")), ("openssh-key", Some("me@phone"), true));
        assert_eq!(told(&key(&shut, "a passphrase", "me@phone")), ("openssh-key", Some(name), false));
        assert_eq!(told(&key(&bare, "", "")), ("openssh-key", Some(name), true));
        let public = of_file(dir.path(), &format!("{shut}.pub"));
        assert_eq!(told(&public), ("openssh-key", Some("me@phone"), false));
        run("ssh-keygen", &["-q", "-p", "-m", "PEM", "-P", "", "-N", "", "-f", &open], dir.path());
        let old = of_file(dir.path(), &open);
        assert!(old.raw_key && matches!(old.kind, Kind::PemKey | Kind::OpensshKey), "{old:?}");
    }
}

#[test]
fn keys_and_certificates_of_openssl_are_recognised() {
    let dir = tempfile::tempdir().unwrap();
    let openssl = |line: &str| run("openssl", &line.split(' ').collect::<Vec<_>>(), dir.path());
    let told_of = |name: &str| {
        let info = of_file(dir.path(), name);
        (info.kind.name(), info.label.clone().unwrap_or_default(), info.raw_key)
    };
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256");
    openssl("genpkey -algorithm ed25519 -out ed");
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa");
    openssl("pkey -in rsa -traditional -out rsa-old");
    openssl("pkey -in p256 -traditional -out ec-old");
    openssl("pkey -in rsa -traditional -aes128 -passout pass:xyzzy -out rsa-old-shut");
    openssl("pkey -in p256 -aes256 -passout pass:xyzzy -out shut");
    openssl("pkey -in p256 -pubout -out public");
    openssl("pkey -in rsa -text -out rsa-text");
    for (name, label, raw) in [
        ("p256", "EC P-256", true),
        ("ed", "Ed25519", true),
        ("rsa", "RSA", true),
        ("rsa-old", "RSA", true),
        ("ec-old", "EC P-256", true),
        ("rsa-old-shut", "RSA", false),
        ("shut", "", false),
        ("public", "EC P-256", false),
        ("rsa-text", "RSA", true),
    ] {
        assert_eq!(told_of(name), ("pem-key", label.to_owned(), raw), "{name}");
    }
    run(
        "openssl",
        &[
            "req",
            "-x509",
            "-key",
            "p256",
            "-out",
            "cert",
            "-days",
            "3650",
            "-utf8",
            "-subj",
            "/O=Bank of Örebro/CN=Jo Müller",
        ],
        dir.path(),
    );
    let cert = of_file(dir.path(), "cert");
    assert_eq!(told(&cert), ("pem-certificate", Some("Jo Müller"), false));
    assert_eq!(cert.issuer.as_deref(), Some("Jo Müller"));
    let expires = cert.expires.unwrap();
    let year: i32 = expires[..4].parse().unwrap();
    assert!(expires.ends_with('Z') && expires.len() == 20 && year > 2030, "{expires}");
    // Key and certificate in one file, as servers want them.
    let both = [fs::read(dir.path().join("cert")).unwrap(), fs::read(dir.path().join("p256")).unwrap()].concat();
    let info = of(&both);
    assert_eq!(told(&info), ("pem-key", Some("Jo Müller"), true));
    assert_eq!(info.expires, Some(expires));
    run("openssl", &["req", "-x509", "-key", "ed", "-out", "plain", "-subj", "/O=Only Org"], dir.path());
    run("openssl", &["x509", "-in", "plain", "-text", "-out", "with-text"], dir.path());
    assert_eq!(told_of("with-text"), ("pem-certificate", "Only Org".to_owned(), false));
}

#[test]
fn a_certificate_without_a_name_is_called_by_its_first_other_name() {
    let dir = tempfile::tempdir().unwrap();
    let new = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "k", "-subj", "/"];
    for (names, label) in
        [("DNS:jo.example,DNS:b", "jo.example"), ("IP:10.0.0.1,email:jo@example.com", "jo@example.com")]
    {
        let names = format!("subjectAltName=critical,{names}");
        run("openssl", &[&new[..], &["-out", "cert", "-addext", &names]].concat(), dir.path());
        assert_eq!(told(&of_file(dir.path(), "cert")), ("pem-certificate", Some(label), false));
    }
}

#[test]
fn json_web_keys_are_recognised_and_private_ones_told_apart() {
    let public = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"Public key"}"#;
    assert_eq!(told(&of(public.as_bytes())), ("jwk", Some("Public key"), false));
    for private in [
        r#"{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"secret"}"#,
        r#"{"d":"secret","kty":"OKP","crv":"Ed25519","x":"a"}"#,
        r#" {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"} "#,
        r#"{"kty":"RSA","n":"x","e":"AQAB","d":"secret","d":null}"#,
    ] {
        assert_eq!(told(&of(private.as_bytes())), ("jwk", None, true), "{private}");
    }
    let set = format!(r#"{{"keys":[{public},{{"kty":"RSA","n":"x","e":"AQAB","kid":"two"}}]}}"#);
    assert_eq!(told(&of(set.as_bytes())), ("jwks", Some("Public key, two"), false));
    let secret = format!(r#"{{"keys":[{public},{{"kty":"oct","k":"x"}}]}}"#);
    assert_eq!(told(&of(secret.as_bytes())), ("jwks", Some("Public key"), true));
}

#[test]
fn tokens_and_credentials_are_recognised() {
    let info =
        of(format!("{}\n", jwt(r#"{"alg":"ES256"}"#, r#"{"iss":"https://bank.example","sub":"jo","exp":1893456000}"#))
            .as_bytes());
    assert_eq!(told(&info), ("jwt", Some("jo"), false));
    assert_eq!(
        (info.issuer.as_deref(), info.expires.as_deref()),
        (Some("https://bank.example"), Some("2030-01-01T00:00:00Z"))
    );
    let vc = jwt(r#"{"alg":"ES256"}"#, r#"{"vc":{"type":["VerifiableCredential","Degree"]},"sub":"jo"}"#);
    assert_eq!(told(&of(vc.as_bytes())), ("jwt-vc", Some("Degree"), false));

    let credential = jwt(
        r#"{"alg":"ES256","typ":"dc+sd-jwt"}"#,
        r#"{"vct":"urn:eudi:pid:1","iss":"https://pid.example","exp":1893456000.5,"_sd":["x"]}"#,
    );
    let disclosure = b64(r#"["salt","given_name","Jo"]"#);
    let binding = jwt(r#"{"alg":"ES256","typ":"kb+jwt"}"#, r#"{"nonce":"n"}"#);
    for whole in [
        format!("{credential}~"),
        format!("{credential}~{disclosure}~{disclosure}~"),
        format!("{credential}~{disclosure}~{binding}"),
    ] {
        let info = of(whole.as_bytes());
        assert_eq!(told(&info), ("sd-jwt-vc", Some("urn:eudi:pid:1"), false), "{whole}");
        assert_eq!(
            (info.issuer.as_deref(), info.expires.as_deref()),
            (Some("https://pid.example"), Some("2030-01-01T00:00:00Z"))
        );
    }

    for (context, issuer, until) in [
        (
            r#"["https://www.w3.org/ns/credentials/v2","https://x.example"]"#,
            r#"{"id":"did:example:1","name":"University"}"#,
            "validUntil",
        ),
        (r#""https://www.w3.org/2018/credentials/v1""#, r#""University""#, "expirationDate"),
    ] {
        let json = format!(
            r#"{{"@context":{context},"type":["VerifiableCredential","Diploma"],"issuer":{issuer},"{until}":"2030-01-01T00:00:00Z","credentialSubject":{{"id":"did:x","photo":"{}"}}}}"#,
            "A".repeat(100_000)
        );
        let info = of(json.as_bytes());
        assert_eq!(told(&info), ("w3c-vc", Some("Diploma"), false));
        assert_eq!(
            (info.issuer.as_deref(), info.expires.as_deref()),
            (Some("University"), Some("2030-01-01T00:00:00Z"))
        );
    }
}

#[test]
fn ordinary_files_are_just_files() {
    let cut = jwt(r#"{"alg":"ES256"}"#, "{}");
    let cut = &cut[..cut.len() - 5];
    for text in [
        "",
        " ",
        "{",
        "{}",
        "[]",
        "null",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"EC\"}]}",
        "{\"keys\":[1]}",
        "{\"kty\":\"EC\"}",
        "{\"kty\":\"XX\",\"x\":1,\"crv\":2}",
        "{\"kty\":5}",
        "{\"@context\":\"https://www.w3.org/ns/credentials/v2\",\"type\":\"VerifiablePresentation\"}",
        "{\"@context\":\"https://schema.org\",\"type\":\"VerifiableCredential\"}",
        "{\"type\":\"VerifiableCredential\"}",
        "example.com is a site",
        "e.y.J",
        "eyJ.eyJ.eyJ",
        "ssh-rsa is a key type",
        "ssh-ed25519 AAAA comment",
        "export PATH=x",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PUBLIC KEY-----\nnot base64!\n-----END PUBLIC KEY-----\n",
        "-----BEGIN NOTHING-----\nAAAA\n-----END NOTHING-----",
        "SQLite format 3",
        "Dear Jo,\n-----BEGIN CERTIFICATE REQUEST-----\n",
        // The serial number that openssl keeps for an authority.
        "4F36C3A7E075BA6452D10EEB81E7F189FF489B74\n",
        // A package, milliseconds, and a translation: none is a link secret.
        "{\"ms\":\"2.1.3\"}",
        "{\"value\":{\"ms\":1500}}",
        "{\"linkSecret\":\"Link secret\",\"cancel\":\"Cancel\"}",
    ] {
        assert_eq!(of(text.as_bytes()), ItemInfo::of(Kind::File), "{text:?}");
    }
    let jwe = format!("{}.a.b.c.d", b64(r#"{"alg":"dir","enc":"A128GCM"}"#));
    let twice = format!("{0}\n{0}", jwt(r#"{"alg":"none"}"#, "{}"));
    let no_alg = jwt(r#"{"typ":"JWT"}"#, "{}");
    let list = jwt(r#"{"alg":"x"}"#, "[]");
    let tilde = format!("{}~!~", jwt(r#"{"alg":"x"}"#, "{}"));
    for text in [&jwe, &twice, &no_alg, &list, &tilde, &format!("{cut}=")] {
        assert_eq!(of(text.as_bytes()), ItemInfo::of(Kind::File), "{text:?}");
    }
}

#[test]
fn a_private_key_that_is_only_quoted_still_counts_as_one() {
    let dir = tempfile::tempdir().unwrap();
    run("openssl", &["genpkey", "-algorithm", "ed25519", "-out", "k"], dir.path());
    let key = fs::read_to_string(dir.path().join("k")).unwrap();
    for text in [
        format!("Notes of mine.\n{key}"),
        format!("{{\"note\": {}}}", serde_json_text(&key)),
        key.replace("-----END", "-----FIN"),
        key.replace('\n', "\r"),
        "AGE-SECRET-KEY-1QQQ".to_owned(),
        "-----BEGIN PGP PRIVATE KEY BLOCK-----".to_owned(),
        r#"{"wallet":{"deep":[{"privateKeyMultibase":"z3u2"}]}}"#.to_owned(),
        r#"{"wallet":{"deep":[{"kty":"OKP","d":"x"}]}}"#.to_owned(),
    ] {
        assert_eq!(told(&of(text.as_bytes())), ("file", None, true), "{text}");
    }
    // One that can be read and is shut does not hide one that can't be read.
    run("openssl", &["pkey", "-in", "k", "-aes256", "-passout", "pass:xyzzy", "-out", "shut"], dir.path());
    let shut = fs::read_to_string(dir.path().join("shut")).unwrap();
    assert!(!of(shut.as_bytes()).raw_key);
    assert!(of(format!("{shut}{}", key.replace("-----END", "-----FIN")).as_bytes()).raw_key);
    assert!(of([&shut.repeat(80), &key].map(String::as_str).concat().as_bytes()).raw_key);
}

fn serde_json_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\n', "\\n"))
}

#[test]
fn a_part_of_a_large_file_is_not_judged_as_if_it_were_all() {
    let key = br#"{"kty":"oct","k":"x"}"#;
    assert_eq!(recognise(key, 2 << 20).kind, Kind::File);
    let large = [b"SQLite format 3\0".as_slice(), &[0; 100]].concat();
    assert_eq!(recognise(&large, 2 << 30).kind, Kind::Sqlite);
}

/// Real inputs of every kind, to cut and to bend.
fn samples() -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "c", "-f", "ssh"], dir.path());
    run(
        "openssl",
        &["req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "k", "-out", "cert", "-subj", "/CN=x"],
        dir.path(),
    );
    let mut samples: Vec<Vec<u8>> =
        ["ssh", "ssh.pub", "k", "cert"].iter().map(|name| fs::read(dir.path().join(name)).unwrap()).collect();
    samples.push(format!("{}~{}~", jwt(r#"{"alg":"x"}"#, r#"{"vct":"v","exp":1}"#), b64("[1,2]")).into_bytes());
    samples.push(br#"{"keys":[{"kty":"EC","crv":"P","x":"y","kid":"k"}]}"#.to_vec());
    samples.push(br#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential","A"],"issuer":{"id":"i"},"validUntil":"2030-01-01"}"#.to_vec());
    samples
}

#[test]
fn cut_and_bent_inputs_are_never_a_problem_and_a_cut_one_is_never_whole() {
    for sample in samples() {
        let sample = sample.trim_ascii_end();
        let whole = of(sample);
        assert_ne!(whole.kind, Kind::File);
        for len in 0..sample.len() {
            let cut = of(&sample[..len]);
            // A public key's line may lose its comment, a token's signature or disclosures a few characters, and be as good as before.
            let tolerant = matches!(whole.kind, Kind::OpensshKey | Kind::SdJwtVc);
            assert!(tolerant || cut.kind == Kind::File, "{len} of {whole:?} is {cut:?}");
        }
        for i in 0..sample.len() {
            for bit in 0..8 {
                let mut bent = sample.to_vec();
                bent[i] ^= 1 << bit;
                let _ = of(&bent);
            }
        }
    }
}

#[test]
fn hostile_inputs_take_no_long_time() {
    let megabyte = |unit: &str| unit.repeat((1 << 20) / unit.len());
    for text in [
        megabyte("-----BEGIN PRIVATE KEY-----\n"),
        megabyte("-----BEGIN X-----\n-----END X-----\n"),
        megabyte("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        megabyte("["),
        format!("[{}1]", megabyte("{\"keys\":[{\"id\":0}]},").trim_end_matches(|c| c != ',')),
        format!("{{{}\"a\":1}}", megabyte("\"kty\":\"EC\",").trim_end_matches(|c| c != ',')),
        megabyte("eyJ~"),
        megabyte("eyJ."),
        megabyte("P"),
        megabyte("AGE-SECRET-KEY"),
        format!("ssh-rsa {}", megabyte("A")),
    ] {
        #[allow(clippy::disallowed_methods, reason = "measures")]
        let start = std::time::Instant::now();
        let _ = of(text.as_bytes());
        #[allow(clippy::disallowed_methods, reason = "measures")]
        let took = start.elapsed();
        assert!(took.as_secs() < 3, "{took:?} for {:?}", &text[..40]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn any_bytes_are_taken_calmly(bytes in prop::collection::vec(any::<u8>(), 0..2000), len in any::<u64>()) {
        let _ = recognise(&bytes, len);
        prop_assert!(of(&bytes).kind == Kind::File || bytes.len() > 30);
    }

    #[test]
    fn any_pem_body_is_taken_calmly(
        label in prop::sample::select(vec!["CERTIFICATE", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "PUBLIC KEY", "EC PRIVATE KEY"]),
        start in prop::sample::select(vec![&b""[..], b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01", b"\x30\x82\x01\x00\x30\x81\xf0"]),
        body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let body = data_encoding::BASE64.encode(&[start, &body].concat());
        let _ = of(format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").as_bytes());
    }

    #[test]
    fn any_json_like_text_is_taken_calmly(text in r#"[\[{]("(kty|keys|d|k|type|@context|x)":|[\[\]{},0-9]|"a"|null){0,60}"#) {
        let _ = of(text.as_bytes());
    }
}
