//! Key bindings by a thief of the credential, by a replaying listener, or made for something else.

use dlocker_evidence::{EvidenceError, Fetched, Format, Occasion, verify};
use dlocker_identity::jwk;
use dlocker_protocol::encoded::to_base64url;
use serde_json::json;

use crate::kit::sd_jwt::digest;
use crate::kit::*;

#[test]
fn a_credential_without_key_binding_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let before = honest.before_binding();
    assert_eq!(verify_sd_jwt(&before, &trust), Err(EvidenceError::NotBound));
    assert_eq!(verify_sd_jwt(before.split_once('~').unwrap().0, &trust), Err(EvidenceError::NotBound));
    // The last disclosure stands where the key binding should.
    assert_eq!(verify_sd_jwt(before.trim_end_matches('~'), &trust), Err(malformed("key binding")));
}

#[test]
fn a_credential_that_is_bound_to_no_key_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let bearer = honest.clone().claim("cnf", None).present();
    assert_eq!(verify_sd_jwt(&bearer, &trust), Err(EvidenceError::NotBound));
    let mut private = jwk(&holder().public_key());
    private["d"] = json!(to_base64url(&*holder().to_bytes()));
    let mut encrypting = jwk(&holder().public_key());
    encrypting["use"] = json!("enc");
    for cnf in [json!({}), json!({"kid": "x"}), json!({"jwk": {}}), json!({"jwk": private}), json!({"jwk": encrypting})]
    {
        let other = honest.clone().claim("cnf", Some(cnf.clone())).present();
        assert_eq!(verify_sd_jwt(&other, &trust), Err(malformed("cnf")), "{cnf}");
    }
}

#[test]
fn a_credential_in_the_hands_of_another_wallet_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    for thief in [0x0b, 0x31, 0x21] {
        let stolen = SdJwt::honest(&authority).presented_by(thief).present();
        assert_eq!(verify_sd_jwt(&stolen, &trust), Err(EvidenceError::OtherHolder), "{thief}");
    }
}

#[test]
fn a_presentation_for_another_occasion_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    for (member, to, part) in [
        ("nonce", json!("another"), "nonce"),
        ("nonce", json!(""), "nonce"),
        ("nonce", json!(format!("{NONCE} ")), "nonce"),
        ("aud", json!("x509_san_dns:other.example"), "audience"),
        ("aud", json!("bank.example"), "audience"),
        ("aud", json!(RESPONSE_URI), "audience"),
        ("sd_hash", json!(digest("another~")), "sd_hash"),
        ("sd_hash", json!(null), "sd_hash"),
    ] {
        let replayed = SdJwt::honest(&authority).bound(member, Some(to.clone())).present();
        assert_eq!(verify_sd_jwt(&replayed, &trust), Err(other_occasion(part)), "{member} {to}");
    }
    for (member, part) in [("nonce", "nonce"), ("aud", "audience")] {
        let without = SdJwt::honest(&authority).bound(member, None).present();
        assert_eq!(verify_sd_jwt(&without, &trust), Err(other_occasion(part)));
    }
    let several = SdJwt::honest(&authority).bound("aud", Some(json!([CLIENT, "x"]))).present();
    assert_eq!(verify_sd_jwt(&several, &trust), Err(malformed("aud")));
}

#[test]
fn a_presentation_that_was_meant_for_another_case_is_refused_with_the_nonce_of_this_one() {
    let authority = Authority::national();
    let presented = SdJwt::honest(&authority).present();
    let other = Occasion { nonce: "bm9uY2Ugb2YgYW5vdGhlciBjYXNl", ..occasion() };
    let refused = verify(Format::SdJwtVc, &presented, &other, &national(&authority), &Fetched::default());
    assert_eq!(refused, Err(other_occasion("nonce")));
}

#[test]
fn disclosures_cannot_be_added_taken_away_or_reordered_after_the_holder_signed() {
    let authority = Authority::national();
    let trust = national(&authority);
    let honest = SdJwt::honest(&authority);
    let presented = honest.present();
    let binding = presented.rsplit('~').next().unwrap();
    let mut fewer = honest.clone();
    fewer.disclosures.pop();
    let mut turned = honest.clone();
    turned.disclosures.reverse();
    for changed in [fewer, turned] {
        let changed = format!("{}{binding}", changed.before_binding());
        assert_eq!(verify_sd_jwt(&changed, &trust), Err(other_occasion("sd_hash")));
    }
}

#[test]
fn a_key_binding_that_is_stale_or_from_the_future_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let now = NOW.seconds();
    for iat in [now - 60, now, now + 60] {
        assert!(verify_sd_jwt(&SdJwt::honest(&authority).bound("iat", Some(json!(iat))).present(), &trust).is_ok());
    }
    for iat in [0, 1, now - 61, now + 61, now - 30 * 86_400, now + 30 * 86_400, NOW.millis(), u64::MAX] {
        let timed = SdJwt::honest(&authority).bound("iat", Some(json!(iat))).present();
        assert_eq!(verify_sd_jwt(&timed, &trust), Err(EvidenceError::OtherTime), "{iat}");
    }
    let without = SdJwt::honest(&authority).bound("iat", None).present();
    assert_eq!(verify_sd_jwt(&without, &trust), Err(EvidenceError::OtherTime));
    let expired = SdJwt::honest(&authority).bound("exp", Some(json!(now))).present();
    assert_eq!(verify_sd_jwt(&expired, &trust), Err(EvidenceError::OtherTime));
}

#[test]
fn another_algorithm_or_type_of_key_binding_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    for (member, to) in [
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("alg", None),
        ("typ", Some(json!("JWT"))),
        ("typ", Some(json!("KB+JWT"))),
        ("typ", Some(json!("dc+sd-jwt"))),
        ("typ", None),
        ("crit", Some(json!(["exp"]))),
    ] {
        let mut changed = SdJwt::honest(&authority);
        changed.binding_header = with(&changed.binding_header, member, to.clone());
        let refused = verify_sd_jwt(&changed.present(), &trust);
        assert_eq!(refused, Err(malformed("key binding's header")), "{member} {to:?}");
    }
}

#[test]
fn what_the_holder_confirmed_must_be_exactly_what_the_occasion_names() {
    let authority = Authority::national();
    let trust = national(&authority);
    let data = ["eyJ0eXBlIjoiYSJ9".to_owned(), "eyJ0eXBlIjoiYiJ9".to_owned()];
    let (one, two) = (digest(&data[0]), digest(&data[1]));
    let refused = || Err(EvidenceError::NotConfirmed { part: "transaction_data_hashes" });
    for (named, said, outcome) in [
        (&data[..1], Some(json!([one])), Ok(())),
        (&data[..], Some(json!([one, two])), Ok(())),
        (&data[..], Some(json!([two, one])), Ok(())),
        (&data[..0], None, Ok(())),
        (&data[..1], None, refused()),
        (&data[..1], Some(json!([])), refused()),
        (&data[..1], Some(json!([two])), refused()),
        (&data[..1], Some(json!([one, two])), refused()),
        (&data[..1], Some(json!([one, one])), refused()),
        (&data[..], Some(json!([one, one])), refused()),
        (&data[..], Some(json!([one])), refused()),
        (&data[..1], Some(json!(one)), refused()),
        (&data[..1], Some(json!([5])), refused()),
        // Over what was decoded, not over what was sent.
        (&data[..1], Some(json!([digest("{\"type\":\"a\"}")])), refused()),
        // Confirmed for another transaction than this occasion has.
        (&data[..0], Some(json!([one])), refused()),
    ] {
        let presented = SdJwt::honest(&authority).bound("transaction_data_hashes", said.clone()).present();
        let asked = Occasion { transaction_data: named, ..occasion() };
        let is = verify(Format::SdJwtVc, &presented, &asked, &trust, &Fetched::default()).map(|_| ());
        assert_eq!(is, outcome, "{named:?} {said:?}");
    }
}

#[test]
fn transaction_data_are_hashed_with_sha_256_and_nothing_else() {
    let authority = Authority::national();
    let data = ["eyJ0eXBlIjoiYSJ9".to_owned()];
    let asked = Occasion { transaction_data: &data, ..occasion() };
    let confirmed = SdJwt::honest(&authority).bound("transaction_data_hashes", Some(json!([digest(&data[0])])));
    for (algorithm, accepted) in [("sha-256", true), ("SHA-256", false), ("sha-512", false), ("", false)] {
        let presented = confirmed.clone().bound("transaction_data_hashes_alg", Some(json!(algorithm))).present();
        let is = verify(Format::SdJwtVc, &presented, &asked, &national(&authority), &Fetched::default());
        assert_eq!(is.is_ok(), accepted, "{algorithm}");
    }
}
