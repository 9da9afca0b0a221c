use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use dlocker_protocol::encoded::{from_base64url, to_base64url};
use proptest::prelude::*;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::header::Header;
use super::{KEY_MANAGEMENT, MAX_JWE, ResponseKey, kdf};
use crate::EvidenceError;

const OTHER_KEY: EvidenceError = EvidenceError::OtherOccasion { part: "encryption key" };

fn key(scalar: [u8; 32]) -> ResponseKey {
    ResponseKey::from_bytes(&Zeroizing::new(scalar)).unwrap()
}

fn ours() -> ResponseKey {
    key([0x61; 32])
}

/// What the wallet knows: its ephemeral key, with which it agrees on the same secret.
fn wallet() -> ResponseKey {
    key([0x62; 32])
}

fn four(key: &ResponseKey) -> Value {
    let jwk = key.jwk();
    json!({ "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"] })
}

fn header() -> Value {
    json!({ "alg": KEY_MANAGEMENT, "enc": "A128GCM", "epk": four(&wallet()) })
}

/// Encrypted to `ours` as a wallet does it, under a header that may say anything.
fn sealed_under(header: &str) -> String {
    sealed(&ours(), header, b"{}")
}

/// Encrypted as an honest wallet does it.
pub(crate) fn sealed_to(key: &ResponseKey, plain: &[u8]) -> String {
    sealed(key, &header().to_string(), plain)
}

fn sealed(to: &ResponseKey, header: &str, plain: &[u8]) -> String {
    let agreed = to.agree(&wallet().public()).unwrap();
    let protected = to_base64url(header.as_bytes());
    let honest = Header::parse(&to_base64url(self::header().to_string().as_bytes()), &ours()).unwrap();
    let key = kdf::key(&agreed, &honest);
    let payload = Payload { msg: plain, aad: protected.as_bytes() };
    let sealed = Aes128Gcm::new_from_slice(&key).unwrap().encrypt(&Nonce::from([7; 12]), payload).unwrap();
    let (text, tag) = sealed.split_at(sealed.len() - 16);
    format!("{protected}..{}.{}.{}", to_base64url(&[7; 12]), to_base64url(text), to_base64url(tag))
}

fn open(jwe: &str) -> Result<Vec<u8>, EvidenceError> {
    ours().open(jwe).map(|plain| plain.to_vec())
}

fn vectors() -> [Value; 2] {
    [
        include_str!("../../../../spec/vectors/jwe/a128gcm.json"),
        include_str!("../../../../spec/vectors/jwe/a256gcm.json"),
    ]
    .map(|text| serde_json::from_str(text).unwrap())
}

#[test]
fn the_key_of_rfc_7518_appendix_c_comes_out() {
    let scalar = from_base64url("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw").unwrap().try_into().unwrap();
    let bob = key(scalar);
    let header = json!({
        "alg": "ECDH-ES",
        "enc": "A128GCM",
        "apu": "QWxpY2U",
        "apv": "Qm9i",
        "epk": {
            "kty": "EC",
            "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        },
    });
    let header = Header::parse(&to_base64url(header.to_string().as_bytes()), &bob).unwrap();
    let derived = kdf::key(&bob.agree(&header.ephemeral).unwrap(), &header);
    assert_eq!(to_base64url(&derived), "VqqN6vgjbSBcIijNcacQGg");
}

#[test]
fn every_vector_ends_as_it_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors/jwe");
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    assert_eq!(files.len(), 11);
    for path in files {
        let vector: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let scalar = data_encoding::HEXLOWER.decode(vector["key"].as_str().unwrap().as_bytes()).unwrap();
        let ended = match key(scalar.try_into().unwrap()).open(vector["jwe"].as_str().unwrap()) {
            Ok(opened) => {
                assert_eq!(opened.as_slice(), vector["gives"].as_str().unwrap().as_bytes(), "{}", path.display());
                "opens"
            }
            Err(EvidenceError::Malformed { .. }) => "malformed",
            Err(EvidenceError::OtherOccasion { .. }) => "other occasion",
            Err(_) => "otherwise",
        };
        assert_eq!(ended, vector["expect"], "{}", path.display());
    }
}

#[test]
fn what_another_library_encrypted_opens() {
    for vector in vectors() {
        let opened = open(vector["jwe"].as_str().unwrap()).unwrap();
        assert_eq!(String::from_utf8(opened).unwrap(), vector["gives"].as_str().unwrap());
    }
}

#[test]
fn an_answer_to_another_request_does_not_open() {
    for vector in vectors() {
        let jwe = vector["jwe"].as_str().unwrap();
        assert_eq!(key([0x63; 32]).open(jwe).unwrap_err(), OTHER_KEY);
    }
    // Neither where no kid gives it away.
    assert_eq!(key([0x63; 32]).open(&sealed_under(&header().to_string())).unwrap_err(), OTHER_KEY);
}

#[test]
fn an_answer_that_is_altered_anywhere_does_not_open() {
    for vector in vectors() {
        let jwe = vector["jwe"].as_str().unwrap();
        for at in 0..jwe.len() {
            let other = if jwe.as_bytes()[at] == b'A' { "B" } else { "A" };
            let altered = format!("{}{other}{}", &jwe[..at], &jwe[at + 1..]);
            assert!(open(&altered).is_err(), "altered at {at}");
            assert!(open(&jwe[..at]).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn a_header_that_means_something_else_is_refused() {
    let with = |member: &str, value: Value| {
        let mut header = header();
        header[member] = value;
        header.to_string()
    };
    let mut private = four(&wallet());
    private["d"] = json!(to_base64url(&[0x62; 32]));
    let mut off_curve = four(&wallet());
    off_curve["y"] = json!(to_base64url(&[1; 32]));
    let mut other_curve = four(&wallet());
    other_curve["crv"] = json!("P-384");
    let malformed = [
        with("alg", json!("ECDH-ES+A128KW")),
        with("alg", json!("dir")),
        with("alg", Value::Null),
        with("enc", json!("A192GCM")),
        with("enc", json!("A128CBC-HS256")),
        with("enc", Value::Null),
        with("zip", json!("DEF")),
        with("crit", json!(["exp"])),
        with("epk", Value::Null),
        with("epk", private),
        with("epk", off_curve),
        with("epk", other_curve),
        with("apu", json!(7)),
        with("apu", json!("not base64url")),
        with("apv", json!(to_base64url(&[0; 513]))),
        header().to_string().replacen('{', r#"{"alg":"ECDH-ES","#, 1),
        "[]".to_owned(),
        String::new(),
    ];
    for header in malformed {
        let error = open(&sealed_under(&header)).unwrap_err();
        assert!(matches!(error, EvidenceError::Malformed { .. }), "{header}: {error:?}");
    }
    assert_eq!(open(&sealed_under(&with("kid", json!("another")))).unwrap_err(), OTHER_KEY);
    // The same seal opens where nothing is wrong, so that each refusal above is for its defect.
    assert_eq!(open(&sealed_under(&header().to_string())).unwrap(), b"{}");
    assert_eq!(open(&sealed_under(&with("kid", json!(ours().kid())))).unwrap(), b"{}");
}

#[test]
fn another_number_of_parts_or_parts_of_another_length_are_refused() {
    let jwe = sealed_under(&header().to_string());
    let parts: Vec<&str> = jwe.split('.').collect();
    let with = |at: usize, part: &str| {
        let mut parts = parts.clone();
        parts[at] = part;
        parts.join(".")
    };
    let (longer, shorter) = (to_base64url(&[7; 13]), to_base64url(&[7; 15]));
    for other in [
        with(1, "AAAA"),
        with(2, &longer),
        with(2, ""),
        with(4, &shorter),
        format!("{jwe}."),
        parts[..4].join("."),
        String::new(),
        "....".to_owned(),
    ] {
        let error = open(&other).unwrap_err();
        assert!(matches!(error, EvidenceError::Malformed { .. }), "{other}: {error:?}");
    }
    assert_eq!(open(&"A".repeat(MAX_JWE + 1)).unwrap_err(), EvidenceError::Malformed { part: "length" });
}

#[test]
fn the_key_goes_to_wallets_without_its_secret() {
    let jwk = ours().jwk();
    let mut members: Vec<&str> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((&jwk["use"], &jwk["alg"]), (&json!("enc"), &json!("ECDH-ES")));
    // As the other library computed it.
    assert_eq!(jwk["kid"], "AyO8DlDKpy5wD7nM_Tae6JFnlCidsSUrkf9rL94Vll0");
    assert_eq!(to_base64url(&ours().thumbprint().unwrap()), jwk["kid"].as_str().unwrap());
}

#[test]
fn bytes_that_are_no_scalar_make_no_key() {
    for bytes in [[0; 32], [0xff; 32]] {
        assert!(ResponseKey::from_bytes(&Zeroizing::new(bytes)).is_none());
    }
}

proptest! {
    #[test]
    fn anything_at_all_is_refused_and_nothing_panics(text in ".{0,200}", header in ".{0,80}") {
        prop_assert!(open(&text).is_err());
        let odd = format!("{}..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA", to_base64url(header.as_bytes()));
        prop_assert!(open(&odd).is_err());
    }
}
