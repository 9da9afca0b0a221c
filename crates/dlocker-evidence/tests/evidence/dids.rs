//! Issuers by DIDs: `did:key`, `did:jwk` and `did:web`.

use dlocker_evidence::trust::TrustList;
use dlocker_evidence::{EvidenceError, Fetched, Format, Needed, needed, verify};
use dlocker_identity::jwk;
use serde_json::{Value, json};

use crate::kit::jwt_vc::{did as did_jwk, did_key};
use crate::kit::*;

const WEB: &str = "did:web:issuer.example:ids";
const DOCUMENT: &str = "https://issuer.example/ids/did.json";

/// A credential that names this DID, and its key by `kid`.
fn by(did: &str, kid: Option<&str>) -> SdJwt {
    SdJwt::honest(&Authority::national())
        .header("x5c", None)
        .header("kid", kid.map(|kid| json!(kid)))
        .claim("iss", Some(json!(did)))
}

fn trusting(did: &str) -> TrustList {
    trust(&[entry("national-id", Format::SdJwtVc, VCT, &[did])], &[])
}

fn document() -> Value {
    json!({
        "id": WEB,
        "verificationMethod": [
            {"id": format!("{WEB}#k1"), "type": "JsonWebKey2020", "controller": WEB, "publicKeyJwk": jwk(&key(0x31).public_key())},
            {"id": format!("{WEB}#login"), "type": "JsonWebKey2020", "controller": WEB, "publicKeyJwk": jwk(&key(0x32).public_key())},
        ],
        "assertionMethod": [format!("{WEB}#k1")],
        "authentication": [format!("{WEB}#login")],
    })
}

fn fetched(document: &Value) -> Fetched {
    let documents = [(DOCUMENT.to_owned(), document.to_string().into_bytes())];
    Fetched { did_documents: documents.into(), ..Fetched::default() }
}

#[test]
fn an_issuer_whose_key_stands_in_its_did_is_believed() {
    let public = key(0x31).public_key();
    let (by_jwk, by_key) = (did_jwk(&public), did_key(&public));
    let fragment = by_key.strip_prefix("did:key:").unwrap();
    for (did, kids) in [
        (&by_jwk, vec![None, Some(format!("{by_jwk}#0")), Some("#0".to_owned()), Some("0".to_owned())]),
        (&by_key, vec![None, Some(format!("{by_key}#{fragment}")), Some(format!("#{fragment}"))]),
    ] {
        for kid in kids {
            let verified = verify_sd_jwt(&by(did, kid.as_deref()).present(), &trusting(did)).unwrap();
            assert_eq!(verified.issuer, *did);
        }
        // `iss` may be left out where `kid` says it.
        let kid = format!("{did}#{}", if did == &by_jwk { "0" } else { fragment });
        let silent = by(did, Some(&kid)).claim("iss", None).present();
        assert!(verify_sd_jwt(&silent, &trusting(did)).is_ok());
    }
}

#[test]
fn a_did_that_the_list_does_not_name_is_refused_however_right_its_signature() {
    let (ours, theirs) = (did_jwk(&key(0x31).public_key()), did_jwk(&key(0x41).public_key()));
    let other = by(&theirs, None).signed_by(0x41).present();
    assert_eq!(verify_sd_jwt(&other, &trusting(&ours)), Err(not_trusted("issuer")));
    // The same key under another DID is another issuer.
    let renamed = by(&did_key(&key(0x31).public_key()), None).present();
    assert_eq!(verify_sd_jwt(&renamed, &trusting(&ours)), Err(not_trusted("issuer")));
}

#[test]
fn a_signature_by_another_key_than_the_dids_is_refused() {
    let did = did_jwk(&key(0x31).public_key());
    let forged = by(&did, None).signed_by(0x41).present();
    assert_eq!(verify_sd_jwt(&forged, &trusting(&did)), Err(EvidenceError::NotIssued { part: "signature" }));
    for kid in ["#1", "", "did:jwk:other#0", &format!("{did}#1"), &format!("{did}#")] {
        let other = by(&did, Some(kid)).present();
        assert_eq!(verify_sd_jwt(&other, &trusting(&did)), Err(not_trusted("key")), "{kid}");
    }
}

#[test]
fn certificates_beside_a_did_do_not_make_somebody_that_did() {
    let authority = Authority::national();
    let did = did_jwk(&key(0x31).public_key());
    let both = SdJwt::honest(&authority).claim("iss", Some(json!(did))).present();
    assert_eq!(verify_sd_jwt(&both, &trusting(&did)), Err(not_trusted("issuer")));
    assert_eq!(verify_sd_jwt(&both, &national(&authority)), Err(not_trusted("issuer's name")));
}

#[test]
fn a_did_web_is_believed_by_the_document_that_was_fetched() {
    let credential = by(WEB, Some(&format!("{WEB}#k1"))).present();
    let trust = trusting(WEB);
    let ask = |fetched: &Fetched| needed(Format::SdJwtVc, &credential, &occasion(), &trust, fetched);
    let document_needed = Needed { did_documents: [DOCUMENT.to_owned()].into(), ..Needed::default() };
    assert_eq!(ask(&Fetched::default()), Ok(document_needed));
    assert_eq!(ask(&fetched(&document())), Ok(Needed::default()));
    let verified = verify(Format::SdJwtVc, &credential, &occasion(), &trust, &fetched(&document()));
    assert_eq!(verified.unwrap().issuer, WEB);
}

#[test]
fn without_its_document_or_with_a_wrong_one_a_did_web_can_be_tried_again_later() {
    let credential = by(WEB, Some(&format!("{WEB}#k1"))).present();
    let trust = trusting(WEB);
    let ask = |fetched: &Fetched| verify(Format::SdJwtVc, &credential, &occasion(), &trust, fetched).map(|_| ());
    assert_eq!(ask(&Fetched::default()), Err(EvidenceError::IssuerUnknown { part: "DID document" }));
    let broken = json!("not a document");
    assert_eq!(ask(&fetched(&broken)), Err(EvidenceError::IssuerUnknown { part: "DID document" }));
    let other = with(&document(), "id", Some(json!("did:web:other.example")));
    assert_eq!(ask(&fetched(&other)), Err(EvidenceError::IssuerUnknown { part: "id of the DID document" }));
}

#[test]
fn only_the_key_that_kid_names_and_that_may_assert_is_taken() {
    let trust = trusting(WEB);
    let refused = |credential: SdJwt| {
        verify(Format::SdJwtVc, &credential.present(), &occasion(), &trust, &fetched(&document())).map(|_| ())
    };
    for kid in [None, Some("#k2"), Some("#login"), Some("did:web:other.example#k1")] {
        assert_eq!(refused(by(WEB, kid)), Err(not_trusted("key")), "{kid:?}");
    }
    assert_eq!(refused(by(WEB, Some("#login")).signed_by(0x32)), Err(not_trusted("key")));
    let forged = by(WEB, Some("#k1")).signed_by(0x41);
    assert_eq!(refused(forged), Err(EvidenceError::NotIssued { part: "signature" }));
    assert_eq!(refused(by(WEB, Some("#k1"))), Ok(()));
}

#[test]
fn a_stranger_cannot_make_the_trustee_fetch_anything() {
    let trust = trusting(WEB);
    let other = by("did:web:internal.example", Some("did:web:internal.example#k1")).present();
    let asked = needed(Format::SdJwtVc, &other, &occasion(), &trust, &Fetched::default());
    assert_eq!(asked, Err(not_trusted("issuer")));
    // Not for another kind either.
    let kind = by(WEB, Some("#k1")).claim("vct", Some(json!("urn:other"))).present();
    let asked = needed(Format::SdJwtVc, &kind, &occasion(), &trust, &Fetched::default());
    assert_eq!(asked, Err(not_trusted("kind")));
}
