//! W3C VCs as JWT, one defect a file.

use dlocker_evidence::nonce;
use serde_json::{Value, json};

use super::Case;
use crate::kit::jwt_vc::{JwtVc, TYPE, did};
use crate::kit::*;

const DATA: &str = "eyJ0eXBlIjoidXJuOmV4YW1wbGU6dHJhbnNhY3Rpb24ifQ";

fn case(name: &'static str, expect: &'static str, credential: &JwtVc) -> Case {
    let trusted = json!({"format": "jwt_vc_json", "kind": TYPE, "issuers": ["x5c:state.pem"]});
    Case::new(name, expect, &credential.present(), &trusted)
}

pub(super) fn cases() -> Vec<Case> {
    let honest = || JwtVc::honest(&Authority::national());
    let now = NOW.seconds();
    let thief = did(&key(0x0b).public_key());
    let with_nonce = |name, expect, nonce: &str| {
        let presented = honest().bound("nonce", Some(json!(nonce)));
        case(name, expect, &presented).with("nonce", json!(nonce)).with("transaction_data", json!([DATA]))
    };
    vec![
        case("jwt_vc", "believed", &honest()),
        case("jwt_vc_signed_by_another_key", "not issued", &honest().signed_by(0x41)),
        case(
            "jwt_vc_issuer_under_another_anchor",
            "not trusted",
            &JwtVc::honest(&Authority::new("The Other State", 0x24)),
        ),
        case(
            "jwt_vc_of_another_type",
            "not trusted",
            &honest().vc("type", Some(json!(["VerifiableCredential", "Other"]))),
        ),
        case("jwt_vc_expired", "expired", &honest().claim("exp", Some(json!(now)))),
        case("jwt_vc_not_valid_yet", "not yet", &honest().claim("nbf", Some(json!(now + 61)))),
        case("jwt_vc_names_two_issuers", "malformed", &honest().vc("issuer", Some(json!("https://other.example")))),
        case(
            "jwt_vc_status_that_cannot_be_looked_up",
            "malformed",
            &honest().vc("credentialStatus", Some(json!({"type": "StatusList2021Entry"}))),
        ),
        case("jwt_vc_presented_by_another_key", "other holder", &honest().presented_by(0x0b)),
        case(
            "jwt_vc_presented_by_another_subject",
            "other holder",
            &honest().presented_by(0x0b).bound("iss", Some(json!(thief))),
        ),
        case("jwt_vc_bound_to_no_key", "not bound", &without_subject(honest())),
        case("jwt_vc_alg_none", "malformed", &alg_none(honest())),
        case("jwt_vc_other_nonce", "other occasion", &honest().bound("nonce", Some(json!("another")))),
        case(
            "jwt_vc_other_audience",
            "other occasion",
            &honest().bound("aud", Some(json!("x509_san_dns:other.example"))),
        ),
        case("jwt_vc_stale", "other time", &honest().bound("iat", Some(json!(now - 61)))),
        case("jwt_vc_from_the_future", "other time", &honest().bound("iat", Some(json!(now + 61)))),
        with_nonce("jwt_vc_transaction", "believed", &nonce(&[7; 16], &[DATA.to_owned()])),
        with_nonce("jwt_vc_transaction_not_in_the_nonce", "not confirmed", NONCE),
        with_nonce("jwt_vc_transaction_of_another_case", "not confirmed", &nonce(&[7; 16], &["e30".to_owned()])),
    ]
}

fn without_subject(credential: JwtVc) -> JwtVc {
    credential.claim("sub", None).vc("credentialSubject", Some(json!({"family_name": "Möbius"})))
}

fn alg_none(mut presentation: JwtVc) -> JwtVc {
    presentation.vp_header["alg"] = Value::from("none");
    presentation
}
