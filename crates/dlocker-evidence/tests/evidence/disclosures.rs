//! What may be disclosed, and how it may not be tampered with.

use dlocker_evidence::{EvidenceError, Verified};
use serde_json::{Value, json};

use crate::kit::sd_jwt::{digest, disclosure};
use crate::kit::*;

/// A credential with these digests at the top and these disclosures.
fn with_digests(digests: &Value, disclosures: Vec<String>) -> Result<Verified, EvidenceError> {
    let authority = Authority::national();
    let mut credential = SdJwt::honest(&authority).claim("_sd", Some(digests.clone()));
    credential.disclosures = disclosures;
    verify_sd_jwt(&credential.present(), &national(&authority))
}

/// A credential with this one disclosure at the top.
fn one(parts: &Value) -> Result<Verified, EvidenceError> {
    let text = disclosure(parts);
    with_digests(&json!([digest(&text)]), vec![text])
}

#[test]
fn disclosures_within_disclosures_and_in_arrays_come_to_their_places() {
    let authority = Authority::national();
    let street = disclosure(&json!(["s1", "street", "Am Wall 1"]));
    let address = disclosure(&json!(["s2", "address", {"_sd": [digest(&street), digest("decoy")], "country": "DE"}]));
    let german = disclosure(&json!(["s3", "DE"]));
    let french = disclosure(&json!(["s4", "FR"]));
    let mut credential =
        SdJwt::honest(&authority).claim("_sd", Some(json!([digest(&address), digest("another decoy")]))).claim(
            "nationalities",
            Some(json!([{"...": digest(&german)}, "IT", {"...": digest(&french)}, {"...": digest("x")}])),
        );
    credential.disclosures = vec![street, german, address];
    let claims = verify_sd_jwt(&credential.present(), &national(&authority)).unwrap().claims;
    assert_eq!(claims["address"], json!({"country": "DE", "street": "Am Wall 1"}));
    assert_eq!(claims["nationalities"], json!(["DE", "IT"]));
}

#[test]
fn a_credential_that_discloses_nothing_selectively_is_taken_too() {
    let authority = Authority::national();
    let mut open =
        SdJwt::honest(&authority).claim("_sd", None).claim("_sd_alg", None).claim("family_name", Some(json!("Möbius")));
    open.disclosures.clear();
    assert_eq!(verify_sd_jwt(&open.present(), &national(&authority)).unwrap().claims["family_name"], "Möbius");
}

#[test]
fn a_disclosure_that_the_issuer_signed_no_digest_of_is_refused() {
    let invented = disclosure(&json!(["salt", "family_name", "Another"]));
    let refused = with_digests(&json!([digest("x")]), vec![invented]);
    assert_eq!(refused, Err(EvidenceError::NotIssued { part: "disclosure" }));
    // One whose place is in another disclosure, that was kept back.
    let street = disclosure(&json!(["s1", "street", "Am Wall 1"]));
    let address = disclosure(&json!(["s2", "address", {"_sd": [digest(&street)]}]));
    let orphan = with_digests(&json!([digest(&address)]), vec![street]);
    assert_eq!(orphan, Err(EvidenceError::NotIssued { part: "disclosure" }));
}

#[test]
fn a_disclosure_or_digest_that_stands_twice_is_refused() {
    let text = disclosure(&json!(["salt", "family_name", "Möbius"]));
    let twice = with_digests(&json!([digest(&text)]), vec![text.clone(), text.clone()]);
    assert_eq!(twice, Err(malformed("disclosures")));
    let digests = with_digests(&json!([digest(&text), digest(&text)]), vec![text.clone()]);
    assert_eq!(digests, Err(malformed("disclosures")));
    // Decoys as well, and in different objects.
    let decoys = with_digests(&json!([digest("x"), digest("x")]), vec![]);
    assert_eq!(decoys, Err(malformed("disclosures")));
    let outer = disclosure(&json!(["s2", "address", {"_sd": [digest(&text)]}]));
    let across = with_digests(&json!([digest(&text), digest(&outer)]), vec![text, outer]);
    assert_eq!(across, Err(malformed("disclosures")));
}

#[test]
fn a_disclosure_cannot_overwrite_a_claim() {
    for name in ["sub", "iat"] {
        let authority = Authority::national();
        let text = disclosure(&json!(["salt", name, 1]));
        let mut credential =
            SdJwt::honest(&authority).claim("sub", Some(json!("x"))).claim("_sd", Some(json!([digest(&text)])));
        credential.disclosures = vec![text];
        assert_eq!(
            verify_sd_jwt(&credential.present(), &national(&authority)),
            Err(malformed("disclosures")),
            "{name}"
        );
    }
    // Nor two disclosures each other.
    let (a, b) = (disclosure(&json!(["s1", "family_name", "A"])), disclosure(&json!(["s2", "family_name", "B"])));
    assert_eq!(with_digests(&json!([digest(&a), digest(&b)]), vec![a, b]), Err(malformed("disclosures")));
}

#[test]
fn what_an_issuer_has_to_say_openly_cannot_be_disclosed() {
    let authority = Authority::national();
    for name in ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "aud", "_sd_alg"] {
        let text = disclosure(&json!(["salt", name, "x"]));
        let mut credential = SdJwt::honest(&authority).claim("_sd", Some(json!([digest(&text)])));
        if !matches!(name, "vct" | "cnf") {
            credential = credential.claim(name, None);
        }
        credential.disclosures = vec![text];
        assert_eq!(
            verify_sd_jwt(&credential.present(), &national(&authority)),
            Err(malformed("disclosures")),
            "{name}"
        );
    }
    // Deeper these are names like any other.
    let inner = disclosure(&json!(["s1", "status", "married"]));
    let outer = disclosure(&json!(["s2", "civil", {"_sd": [digest(&inner)]}]));
    let verified = with_digests(&json!([digest(&outer)]), vec![inner, outer]).unwrap();
    assert_eq!(verified.claims["civil"]["status"], "married");
}

#[test]
fn a_disclosure_of_another_form_is_refused() {
    for parts in [
        json!(["salt", "_sd", ["x"]]),
        json!(["salt", "...", "x"]),
        json!(["salt"]),
        json!([]),
        json!(["salt", "name", "value", "more"]),
        json!([5, "name", "value"]),
        json!(["salt", 5, "value"]),
        json!({"salt": "name"}),
        json!("salt"),
        // An element of an array where a member has to stand.
        json!(["salt", "value"]),
        json!(["salt", "name", {"_sd": "x"}]),
        json!(["salt", "name", {"_sd": [5]}]),
        json!(["salt", "name", {"...": "x"}]),
        json!(["salt", "name", {"_sd_alg": "sha-256"}]),
        json!(["salt", "name", [{"...": "x", "more": 1}]]),
        json!(["salt", "name", [{"...": 5}]]),
    ] {
        assert_eq!(one(&parts), Err(malformed("disclosures")), "{parts}");
    }
    for text in ["", "!", "e30", "WyJh"] {
        let refused = with_digests(&json!([digest(text)]), vec![text.to_owned()]);
        assert_eq!(refused, Err(malformed("disclosures")), "{text}");
    }
    let member = disclosure(&json!(["salt", "name", "value"]));
    let authority = Authority::national();
    let mut in_array = SdJwt::honest(&authority).claim("list", Some(json!([{"...": digest(&member)}])));
    in_array.disclosures = vec![member];
    assert_eq!(verify_sd_jwt(&in_array.present(), &national(&authority)), Err(malformed("disclosures")));
}

#[test]
fn another_hash_than_sha_256_is_refused() {
    let authority = Authority::national();
    for algorithm in [json!("sha-512"), json!("SHA-256"), json!("md5"), json!(null), json!(["sha-256"])] {
        let other = SdJwt::honest(&authority).claim("_sd_alg", Some(algorithm.clone())).present();
        assert_eq!(verify_sd_jwt(&other, &national(&authority)), Err(malformed("_sd_alg")), "{algorithm}");
    }
    let by_default = SdJwt::honest(&authority).claim("_sd_alg", None).present();
    assert!(verify_sd_jwt(&by_default, &national(&authority)).is_ok());
}

#[test]
fn more_or_deeper_disclosures_than_anybody_needs_are_refused() {
    let many: Vec<String> = (0..257).map(|n| disclosure(&json!(["s", n.to_string(), n]))).collect();
    let digests: Vec<String> = many.iter().map(|text| digest(text)).collect();
    assert!(with_digests(&json!(digests[1..]), many[1..].to_vec()).is_ok());
    assert_eq!(with_digests(&json!(digests), many), Err(malformed("number of disclosures")));
    let nested = |levels: usize| {
        let mut texts = vec![disclosure(&json!(["s", "a", 1]))];
        for _ in 1..levels {
            texts.push(disclosure(&json!(["s", "a", {"_sd": [digest(texts.last().unwrap())]}])));
        }
        with_digests(&json!([digest(texts.last().unwrap())]), texts)
    };
    assert!(nested(24).is_ok());
    assert_eq!(nested(25), Err(malformed("depth")));
}

#[test]
fn members_that_stand_twice_are_refused() {
    let authority = Authority::national();
    let honest = SdJwt::honest(&authority);
    let claims = honest.claims.to_string();
    let twice = format!("{},\"vct\":\"{VCT}\"}}", &claims[..claims.len() - 1]);
    let jwt = crate::kit::jwt::of_texts(&honest.header.to_string(), &twice, &key(0x31));
    assert_eq!(verify_sd_jwt(&honest.bind(&format!("{jwt}~")), &national(&authority)), Err(malformed("claims")));
}
