//! SD-JWT VCs by honest issuers, and by others.

use dlocker_evidence::{EvidenceError, Format, Remedy};
use serde_json::json;

use crate::kit::*;

#[test]
fn a_credential_of_a_trusted_issuer_says_what_was_disclosed_and_nothing_else() {
    let authority = Authority::national();
    let verified = verify_sd_jwt(&SdJwt::honest(&authority).present(), &national(&authority)).unwrap();
    assert_eq!((verified.entry.as_str(), verified.format), ("national-id", Format::SdJwtVc));
    assert_eq!((verified.kind.as_str(), verified.issuer.as_str()), (VCT, "x5c:CN=The State"));
    assert_eq!(verified.claims["family_name"], "Möbius");
    assert_eq!(verified.claims["given_name"], "Augusta");
    assert!(!verified.claims.contains_key("personal_administrative_number"));
    assert!(!verified.claims.contains_key("_sd") && !verified.claims.contains_key("_sd_alg"));
    assert_eq!(verified.issued.unwrap().seconds(), NOW.seconds() - 86_400);
    assert_eq!(verified.expires.unwrap().seconds(), NOW.seconds() + 86_400);
}

#[test]
fn the_same_credential_has_the_same_fingerprint_and_holder_however_it_is_presented() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let mut fewer = honest.clone();
    fewer.disclosures.pop();
    let (one, two) = (verify_sd_jwt(&honest.present(), &trust), verify_sd_jwt(&fewer.present(), &trust));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one.fingerprint, one.holder), (two.fingerprint, two.holder));
    let other = verify_sd_jwt(&honest.claim("jti", Some(json!("2"))).present(), &trust).unwrap();
    assert_ne!(one.fingerprint, other.fingerprint);
}

#[test]
fn another_signature_made_of_the_issuers_own_does_not_make_another_credential() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let before = honest.before_binding();
    let (jwt, disclosures) = before.split_once('~').unwrap();
    let (input, signature) = jwt.rsplit_once('.').unwrap();
    let signature = dlocker_protocol::encoded::from_base64url(signature).unwrap();
    let mirrored = p256::ecdsa::Signature::from_slice(&signature).unwrap();
    let mirrored = p256::ecdsa::Signature::from_scalars(mirrored.r(), -mirrored.s()).unwrap();
    let mirrored = dlocker_protocol::encoded::to_base64url(&mirrored.to_bytes());
    let again = honest.bind(&format!("{input}.{mirrored}~{disclosures}"));
    assert_ne!(again, honest.present());
    let first = verify_sd_jwt(&honest.present(), &trust).unwrap();
    assert!(verify_sd_jwt(&again, &trust).is_ok_and(|same| same.fingerprint == first.fingerprint));
}

#[test]
fn a_credential_that_somebody_else_signed_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let forged = SdJwt::honest(&authority).signed_by(0x41).present();
    assert_eq!(verify_sd_jwt(&forged, &trust), Err(EvidenceError::NotIssued { part: "signature" }));
}

#[test]
fn a_claim_that_was_changed_after_the_issuer_signed_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let changed = honest.clone().claim("birthdate", Some(json!("1970-01-01")));
    let (original, changed) = (honest.before_binding(), changed.before_binding());
    let (_, signature) = original.split_once('~').unwrap().0.rsplit_once('.').unwrap();
    let (changed, disclosures) = changed.split_once('~').unwrap();
    let changed = format!("{}.{signature}~{disclosures}", changed.rsplit_once('.').unwrap().0);
    let refused = verify_sd_jwt(&honest.bind(&changed), &trust);
    assert_eq!(refused, Err(EvidenceError::NotIssued { part: "signature" }));
}

#[test]
fn a_kind_that_the_list_does_not_name_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    for vct in ["urn:eudi:pid:2", "urn:eudi:pid:1 ", "URN:EUDI:PID:1", ""] {
        let other = SdJwt::honest(&authority).claim("vct", Some(json!(vct))).present();
        assert_eq!(verify_sd_jwt(&other, &trust), Err(not_trusted("kind")), "{vct}");
    }
    for vct in [None, Some(json!([VCT]))] {
        let none = SdJwt::honest(&authority).claim("vct", vct).present();
        assert_eq!(verify_sd_jwt(&none, &trust), Err(malformed("vct")));
    }
}

#[test]
fn an_issuer_of_another_entry_is_refused() {
    let (state, club) = (Authority::national(), Authority::new("The Chess Club", 0x22));
    let entries = [
        entry("national-id", Format::SdJwtVc, VCT, &["x5c:state"]),
        entry("member", Format::SdJwtVc, "urn:club:member", &["x5c:club"]),
    ];
    let trust = trust(&entries, &[("state", &state), ("club", &club)]);
    let member = SdJwt::honest(&club).claim("vct", Some(json!("urn:club:member")));
    assert_eq!(verify_sd_jwt(&member.present(), &trust).unwrap().entry, "member");
    // The club is believed for members, not for citizens.
    let citizen = SdJwt::honest(&club).present();
    assert_eq!(verify_sd_jwt(&citizen, &trust), Err(not_trusted("certificate")));
}

#[test]
fn a_credential_that_has_expired_is_not_valid_yet_or_comes_from_the_future_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let now = NOW.seconds();
    for (claim, at, outcome) in [
        ("exp", now + 1, Ok(())),
        ("exp", now, Err(EvidenceError::Expired)),
        ("exp", now - 1, Err(EvidenceError::Expired)),
        ("exp", 0, Err(EvidenceError::Expired)),
        ("nbf", now - 1, Ok(())),
        ("nbf", now + 60, Ok(())),
        ("nbf", now + 61, Err(EvidenceError::NotYet)),
        ("iat", now + 60, Ok(())),
        ("iat", now + 61, Err(EvidenceError::NotYet)),
        ("iat", NOW.millis(), Err(EvidenceError::NotYet)),
        ("iat", u64::MAX, Err(EvidenceError::NotYet)),
    ] {
        let timed = SdJwt::honest(&authority).claim(claim, Some(json!(at))).present();
        assert_eq!(verify_sd_jwt(&timed, &trust).map(|_| ()), outcome, "{claim} {at}");
    }
    for value in [json!("1763000000"), json!(1.5), json!(-1), json!(null)] {
        let timed = SdJwt::honest(&authority).claim("exp", Some(value.clone())).present();
        assert_eq!(verify_sd_jwt(&timed, &trust).map(|_| ()), Err(malformed("exp")), "{value}");
    }
}

#[test]
fn another_algorithm_or_type_is_refused_whatever_it_says() {
    let authority = Authority::national();
    let trust = national(&authority);
    for (member, to) in [
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("alg", Some(json!("ES384"))),
        ("alg", Some(json!("es256"))),
        ("alg", Some(json!(["ES256"]))),
        ("alg", None),
        ("typ", Some(json!("JWT"))),
        ("typ", Some(json!("vc+sd-jwt"))),
        ("typ", Some(json!("kb+jwt"))),
        ("typ", Some(json!("statuslist+jwt"))),
        ("typ", None),
        ("crit", Some(json!(["b64"]))),
        ("b64", Some(json!(false))),
        ("x5c", Some(json!([]))),
        ("x5c", Some(json!("MIIB"))),
        ("x5c", Some(json!(["not base64"]))),
        ("kid", Some(json!(5))),
    ] {
        let changed = SdJwt::honest(&authority).header(member, to.clone()).present();
        assert_eq!(verify_sd_jwt(&changed, &trust), Err(malformed("issuer's header")), "{member} {to:?}");
    }
}

#[test]
fn a_credential_without_a_signature_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let before = honest.before_binding();
    let (jwt, rest) = before.split_once('~').unwrap();
    let input = jwt.rsplit_once('.').unwrap().0;
    for tail in ["", ".", ".AAAA"] {
        let cut = honest.bind(&format!("{input}{tail}~{rest}"));
        assert_eq!(verify_sd_jwt(&cut, &trust), Err(malformed("issuer's part")), "{tail}");
    }
}

#[test]
fn a_presentation_that_is_too_long_is_not_looked_at() {
    let authority = Authority::national();
    let padded = SdJwt::honest(&authority).claim("picture", Some(json!("A".repeat(64 * 1024)))).present();
    assert_eq!(verify_sd_jwt(&padded, &national(&authority)), Err(malformed("length")));
}

#[test]
fn every_refusal_says_what_the_owner_can_do() {
    for (error, remedy, says) in [
        (malformed("x"), Remedy::AnotherCredential, "present another"),
        (not_trusted("x"), Remedy::AnotherCredential, "present another"),
        (EvidenceError::NotIssued { part: "x" }, Remedy::AnotherCredential, "present another"),
        (EvidenceError::NotBound, Remedy::AnotherCredential, "present one"),
        (EvidenceError::OtherHolder, Remedy::AnotherCredential, "present your own"),
        (EvidenceError::NotConfirmed { part: "x" }, Remedy::PresentAgain, "present it again"),
        (other_occasion("x"), Remedy::PresentAgain, "present it again"),
        (EvidenceError::OtherTime, Remedy::PresentAgain, "set the clock"),
        (EvidenceError::NotYet, Remedy::AskIssuer, "ask its issuer"),
        (EvidenceError::Expired, Remedy::AskIssuer, "ask its issuer"),
        (EvidenceError::Revoked, Remedy::AskIssuer, "ask the issuer"),
        (EvidenceError::StatusUnknown { part: "x" }, Remedy::Later, "try again later"),
        (EvidenceError::IssuerUnknown { part: "x" }, Remedy::Later, "try again later"),
    ] {
        assert_eq!(error.remedy(), remedy, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}
