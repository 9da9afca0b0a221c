//! Status lists: what is revoked, and lists that say nothing.

use dlocker_evidence::{EvidenceError, Fetched, Format, Needed, needed, verify};
use serde_json::{Value, json};

use crate::kit::status::{URI, fetched, parts, reference};
use crate::kit::*;

fn listed(index: u64) -> SdJwt {
    SdJwt::honest(&Authority::national()).claim("status", Some(reference(index)))
}

/// The credential in place `index`, with these lists fetched.
fn at(index: u64, fetched: &Fetched) -> Result<(), EvidenceError> {
    let trust = national(&Authority::national());
    verify(Format::SdJwtVc, &listed(index).present(), &occasion(), &trust, fetched).map(|_| ())
}

fn unknown(part: &'static str) -> Result<(), EvidenceError> {
    Err(EvidenceError::StatusUnknown { part })
}

#[test]
fn a_credential_is_what_its_issuers_list_says() {
    let (header, claims) = parts(&Authority::national());
    let list = fetched(&header, &claims, 0x31);
    for valid in [0, 1, 2, 4, 6, 63] {
        assert_eq!(at(valid, &list), Ok(()), "{valid}");
    }
    for revoked_or_suspended in [3, 5] {
        assert_eq!(at(revoked_or_suspended, &list), Err(EvidenceError::Revoked));
    }
    for outside in [64, 1 << 40, u64::MAX] {
        assert_eq!(at(outside, &list), unknown("status list"));
    }
}

#[test]
fn the_list_is_asked_for_only_when_everything_else_holds() {
    let trust = national(&Authority::national());
    let ask = |credential: SdJwt, fetched: &Fetched| {
        needed(Format::SdJwtVc, &credential.present(), &occasion(), &trust, fetched)
    };
    let list_needed = Needed { status_lists: [URI.to_owned()].into(), ..Needed::default() };
    assert_eq!(ask(listed(1), &Fetched::default()), Ok(list_needed));
    let (header, claims) = parts(&Authority::national());
    assert!(ask(listed(1), &fetched(&header, &claims, 0x31)).unwrap().is_empty());
    // A thief of the credential, a replay, an issuer that nobody knows.
    assert_eq!(ask(listed(1).presented_by(0x0b), &Fetched::default()), Err(EvidenceError::OtherHolder));
    let replay = listed(1).bound("nonce", Some(json!("another")));
    assert_eq!(ask(replay, &Fetched::default()), Err(other_occasion("nonce")));
    let forged = listed(1).signed_by(0x41);
    assert_eq!(ask(forged, &Fetched::default()), Err(EvidenceError::NotIssued { part: "signature" }));
}

#[test]
fn a_list_that_could_not_be_had_is_another_refusal_than_a_revoked_credential() {
    assert_eq!(at(1, &Fetched::default()), unknown("status list"));
    let elsewhere = Fetched { status_lists: [(format!("{URI}2"), vec![])].into(), ..Fetched::default() };
    assert_eq!(at(1, &elsewhere), unknown("status list"));
}

#[test]
fn a_list_by_somebody_else_says_nothing() {
    let (header, claims) = parts(&Authority::national());
    assert_eq!(at(1, &fetched(&header, &claims, 0x41)), unknown("signature of the status list"));
    let (foreign, _) = parts(&Authority::new("The Other State", 0x24));
    assert_eq!(at(1, &fetched(&foreign, &claims, 0x31)), unknown("issuer of the status list"));
    let unnamed = with(&header, "x5c", None);
    assert_eq!(at(1, &fetched(&unnamed, &claims, 0x31)), unknown("issuer of the status list"));
    // An issuer of another entry, or another issuer of the same entry, does not keep this one's list.
    let (state, other) = (Authority::national(), Authority::new("The Other State", 0x24));
    let entries = [entry("ids", Format::SdJwtVc, VCT, &["x5c:state", "x5c:other"])];
    let both = trust(&entries, &[("state", &state), ("other", &other)]);
    let list = fetched(&foreign, &claims, 0x31);
    let refused = verify(Format::SdJwtVc, &listed(1).present(), &occasion(), &both, &list).map(|_| ());
    assert_eq!(refused, unknown("issuer of the status list"));
}

#[test]
fn a_list_of_another_place_or_another_time_says_nothing() {
    let (header, claims) = parts(&Authority::national());
    let now = NOW.seconds();
    let changed = |member: &str, to: Option<Value>| at(1, &fetched(&header, &with(&claims, member, to), 0x31));
    for sub in [None, Some(json!("https://issuer.example/status/2")), Some(json!(5))] {
        assert_eq!(changed("sub", sub), unknown("subject of the status list"));
    }
    for (member, to) in [("exp", Some(json!(now))), ("exp", Some(json!(now - 3600))), ("iat", Some(json!(now + 61)))] {
        assert_eq!(changed(member, to), unknown("age of the status list"), "{member}");
    }
    for (member, to) in [
        ("iat", None),
        ("iat", Some(json!("today"))),
        ("exp", Some(json!("never"))),
        ("ttl", Some(json!(0))),
        ("ttl", Some(json!(-5))),
    ] {
        assert_eq!(changed(member, to), unknown("times of the status list"), "{member}");
    }
}

#[test]
fn a_list_that_does_not_say_until_when_ages_by_its_ttl_or_in_a_day() {
    let (header, claims) = parts(&Authority::national());
    let endless = with(&claims, "exp", None);
    let aged = |seconds: u64, ttl: Option<u64>| {
        let claims = with(&endless, "iat", Some(json!(NOW.seconds() - seconds)));
        at(1, &fetched(&header, &with(&claims, "ttl", ttl.map(|ttl| json!(ttl))), 0x31))
    };
    assert_eq!(aged(599, Some(600)), Ok(()));
    assert_eq!(aged(600, Some(600)), unknown("age of the status list"));
    assert_eq!(aged(86_399, None), Ok(()));
    assert_eq!(aged(86_400, None), unknown("age of the status list"));
}

#[test]
fn what_is_not_a_status_list_says_nothing() {
    let (header, claims) = parts(&Authority::national());
    for (member, to) in [
        ("typ", Some(json!("JWT"))),
        ("typ", Some(json!("statuslist+cwt"))),
        ("typ", None),
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("crit", Some(json!(["x"]))),
    ] {
        let other = with(&header, member, to);
        assert_eq!(at(1, &fetched(&other, &claims, 0x31)), unknown("status list"), "{member}");
    }
    for list in [None, Some(json!("x")), Some(json!({"bits": 2})), Some(json!({"bits": 2, "lst": "AAAA"}))] {
        assert_eq!(at(1, &fetched(&header, &with(&claims, "status_list", list), 0x31)), unknown("status list"));
    }
    for bytes in [vec![], vec![0xff; 40], b"<html>".to_vec(), vec![b'a'; 3 << 20]] {
        let list = Fetched { status_lists: [(URI.to_owned(), bytes)].into(), ..Fetched::default() };
        assert!(matches!(at(1, &list), Err(EvidenceError::StatusUnknown { .. })));
    }
}

#[test]
fn a_credential_whose_status_cannot_be_looked_up_is_refused() {
    let authority = Authority::national();
    for status in [
        json!({}),
        json!("valid"),
        json!({"other_kind": {"uri": URI}}),
        json!({"status_list": {"uri": URI}}),
        json!({"status_list": {"idx": 1}}),
        json!({"status_list": {"uri": URI, "idx": -1}}),
        json!({"status_list": {"uri": URI, "idx": "1"}}),
        json!({"status_list": {"uri": "http://issuer.example/status/1", "idx": 1}}),
        json!({"status_list": {"uri": "file:///etc/passwd", "idx": 1}}),
        json!({"status_list": {"uri": "https://", "idx": 1}}),
        json!({"status_list": {"uri": "https:///x", "idx": 1}}),
        json!({"status_list": {"uri": "https://issuer.example/a b", "idx": 1}}),
    ] {
        let other = SdJwt::honest(&authority).claim("status", Some(status.clone())).present();
        assert_eq!(verify_sd_jwt(&other, &national(&authority)), Err(malformed("status")), "{status}");
    }
}
