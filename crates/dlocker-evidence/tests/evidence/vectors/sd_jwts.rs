//! SD-JWT VCs, one defect a file.

use dlocker_identity::jwk;
use serde_json::{Value, json};

use super::Case;
use crate::kit::jwt_vc::{did, did_key};
use crate::kit::sd_jwt::{digest, disclosure};
use crate::kit::status::{URI, fetched, parts, reference};
use crate::kit::*;

const DATA: &str = "eyJ0eXBlIjoidXJuOmV4YW1wbGU6dHJhbnNhY3Rpb24ifQ";
const WEB: &str = "did:web:issuer.example";

fn trusted(issuer: &str) -> Value {
    json!({"format": "dc+sd-jwt", "kind": VCT, "issuers": [issuer]})
}

fn case(name: &'static str, expect: &'static str, credential: &SdJwt) -> Case {
    Case::new(name, expect, &credential.present(), &trusted("x5c:state.pem"))
}

pub(super) fn cases() -> Vec<Case> {
    [issued(), disclosed(), bound(), listed(), by_did()].concat()
}

fn issued() -> Vec<Case> {
    let honest = || SdJwt::honest(&Authority::national());
    let now = NOW.seconds();
    vec![
        case("sd_jwt", "believed", &honest()),
        case("sd_jwt_signed_by_another_key", "not issued", &honest().signed_by(0x41)),
        case(
            "sd_jwt_issuer_under_another_anchor",
            "not trusted",
            &SdJwt::honest(&Authority::new("The Other State", 0x24)),
        ),
        case(
            "sd_jwt_issuer_not_named_in_its_certificate",
            "not trusted",
            &honest().claim("iss", Some(json!("https://other.example"))),
        ),
        case("sd_jwt_signed_by_the_anchor_itself", "not trusted", &by_anchor()),
        case("sd_jwt_of_another_kind", "not trusted", &honest().claim("vct", Some(json!("urn:eudi:pid:2")))),
        case("sd_jwt_alg_none", "malformed", &honest().header("alg", Some(json!("none")))),
        case("sd_jwt_alg_hmac", "malformed", &honest().header("alg", Some(json!("HS256")))),
        case("sd_jwt_expired", "expired", &honest().claim("exp", Some(json!(now)))),
        case("sd_jwt_not_valid_yet", "not yet", &honest().claim("nbf", Some(json!(now + 61)))),
        case("sd_jwt_issued_in_the_future", "not yet", &honest().claim("iat", Some(json!(now + 61)))),
        case("sd_jwt_certificate_expired", "expired", &honest().claim("exp", None))
            .with("now", json!("2027-01-01T00:01:00Z")),
    ]
}

fn by_anchor() -> SdJwt {
    let anchor = crate::kit::authority::base64(&Authority::national().der());
    SdJwt::honest(&Authority::national()).header("x5c", Some(json!([anchor]))).claim("iss", None).signed_by(0x21)
}

fn disclosed() -> Vec<Case> {
    let honest = || SdJwt::honest(&Authority::national());
    let street = disclosure(&json!(["c2FsdCBhIHN0cmVldA", "street", "Am Wall 1"]));
    let address =
        disclosure(&json!(["c2FsdCBhbiBhZGRyZXNz", "address", {"_sd": [digest(&street), digest("a decoy")]}]));
    let german = disclosure(&json!(["c2FsdCBhIG5hdGlvbg", "DE"]));
    let mut nested = honest()
        .claim("_sd", Some(json!([digest(&address), digest("another decoy")])))
        .claim("nationalities", Some(json!([{"...": digest(&german)}, "IT", {"...": digest("a third decoy")}])));
    nested.disclosures = vec![street.clone(), german, address];
    let mut orphan = nested.clone();
    orphan.disclosures = vec![street];
    let mut twice = honest();
    twice.disclosures.push(twice.disclosures[0].clone());
    let mut invented = honest();
    invented.disclosures.push(disclosure(&json!(["c2FsdA", "birthdate", "1970-01-01"])));
    let mut overwriting = honest().claim("family_name", Some(json!("Another")));
    overwriting.disclosures.truncate(1);
    let digests = json!([digest(&honest().disclosures[0]), digest(&honest().disclosures[0])]);
    let mut digest_twice = honest().claim("_sd", Some(digests));
    digest_twice.disclosures.truncate(1);
    vec![
        case("sd_jwt_nested", "believed", &nested),
        case("sd_jwt_disclosure_without_its_parent", "not issued", &orphan),
        case("sd_jwt_disclosure_twice", "malformed", &twice),
        case("sd_jwt_disclosure_invented", "not issued", &invented),
        case("sd_jwt_disclosure_overwrites_a_claim", "malformed", &overwriting),
        case("sd_jwt_digest_twice", "malformed", &digest_twice),
        case("sd_jwt_hash_sha_512", "malformed", &honest().claim("_sd_alg", Some(json!("sha-512")))),
    ]
}

fn bound() -> Vec<Case> {
    let honest = || SdJwt::honest(&Authority::national());
    let now = NOW.seconds();
    let confirmed = |text: &str| honest().bound("transaction_data_hashes", Some(json!([digest(text)])));
    let asked = |case: Case| case.with("transaction_data", json!([DATA]));
    let bare =
        Case::new("sd_jwt_without_key_binding", "not bound", &honest().before_binding(), &trusted("x5c:state.pem"));
    vec![
        bare,
        case("sd_jwt_bound_to_no_key", "not bound", &honest().claim("cnf", None)),
        case("sd_jwt_presented_by_another_key", "other holder", &honest().presented_by(0x0b)),
        case("sd_jwt_other_nonce", "other occasion", &honest().bound("nonce", Some(json!("another")))),
        case(
            "sd_jwt_other_audience",
            "other occasion",
            &honest().bound("aud", Some(json!("x509_san_dns:other.example"))),
        ),
        case("sd_jwt_other_sd_hash", "other occasion", &honest().bound("sd_hash", Some(json!(digest("another"))))),
        case("sd_jwt_stale", "other time", &honest().bound("iat", Some(json!(now - 61)))),
        case("sd_jwt_from_the_future", "other time", &honest().bound("iat", Some(json!(now + 61)))),
        asked(case("sd_jwt_transaction", "believed", &confirmed(DATA))),
        asked(case("sd_jwt_transaction_not_confirmed", "not confirmed", &honest())),
        asked(case("sd_jwt_transaction_of_another_case", "not confirmed", &confirmed("eyJ0eXBlIjoib3RoZXIifQ"))),
        case("sd_jwt_transaction_that_nobody_asked_for", "not confirmed", &confirmed(DATA)),
    ]
}

fn listed() -> Vec<Case> {
    let (header, claims) = parts(&Authority::national());
    let list = |signer| {
        let list = fetched(&header, &claims, signer).status_lists.remove(URI).unwrap();
        json!({URI: String::from_utf8(list).unwrap()})
    };
    let at = |index| SdJwt::honest(&Authority::national()).claim("status", Some(reference(index)));
    vec![
        case("sd_jwt_listed_as_valid", "believed", &at(1)).with("status_lists", list(0x31)),
        case("sd_jwt_listed_as_revoked", "revoked", &at(3)).with("status_lists", list(0x31)),
        case("sd_jwt_listed_as_suspended", "revoked", &at(5)).with("status_lists", list(0x31)),
        case("sd_jwt_outside_its_list", "status unknown", &at(64)).with("status_lists", list(0x31)),
        case("sd_jwt_list_by_another_key", "status unknown", &at(1)).with("status_lists", list(0x41)),
        case("sd_jwt_list_not_to_be_had", "status unknown", &at(1)),
        case(
            "sd_jwt_list_expired",
            "status unknown",
            &at(1).claim("exp", None).bound("iat", Some(json!(NOW.seconds() + 3600))),
        )
        .with("status_lists", list(0x31))
        .with("now", json!(NOW.plus_millis(3_600_000).to_string())),
    ]
}

fn by_did() -> Vec<Case> {
    let public = key(0x31).public_key();
    let by = |did: &str, kid: Option<&str>| {
        let credential = SdJwt::honest(&Authority::national()).header("x5c", None).claim("iss", Some(json!(did)));
        credential.header("kid", kid.map(|kid| json!(kid)))
    };
    let document = json!({
        "id": WEB, "assertionMethod": ["#k1"],
        "verificationMethod": [
            {"id": "#k1", "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": jwk(&public)},
            {"id": "#login", "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": jwk(&public)},
        ],
    });
    let documents = json!({"https://issuer.example/.well-known/did.json": crate::kit::jwt::text(&document)});
    let (in_jwk, in_key) = (did(&public), did_key(&public));
    let made =
        |name, expect, credential: &SdJwt, did: &str| Case::new(name, expect, &credential.present(), &trusted(did));
    let of_web = |name, expect, kid: &str| made(name, expect, &by(WEB, Some(kid)), WEB);
    vec![
        made("sd_jwt_by_did_jwk", "believed", &by(&in_jwk, None), &in_jwk),
        made("sd_jwt_by_did_key", "believed", &by(&in_key, None), &in_key),
        made("sd_jwt_by_another_did_of_the_same_key", "not trusted", &by(&in_key, None), &in_jwk),
        of_web("sd_jwt_by_did_web", "believed", "#k1").with("did_documents", documents.clone()),
        of_web("sd_jwt_by_a_key_that_may_not_assert", "not trusted", "#login").with("did_documents", documents),
        of_web("sd_jwt_did_document_not_to_be_had", "issuer unknown", "#k1"),
    ]
}
