//! W3C VCs as JWT: honest, forged, replayed, and by others.

use dlocker_evidence::trust::TrustList;
use dlocker_evidence::{EvidenceError, Fetched, Format, Occasion, Verified, needed, nonce, verify};
use dlocker_identity::jwk;
use serde_json::{Value, json};

use crate::kit::authority::{base64, leaf_of_yesterday};
use crate::kit::jwt_vc::{JwtVc, TYPE, did};
use crate::kit::status::{fetched, parts, reference};
use crate::kit::*;

fn listed(authority: &Authority) -> TrustList {
    trust(&[entry("diploma", Format::JwtVc, TYPE, &["x5c:national"])], &[("national", authority)])
}

fn check(credential: &JwtVc) -> Result<Verified, EvidenceError> {
    let trust = listed(&Authority::national());
    verify(Format::JwtVc, &credential.present(), &occasion(), &trust, &Fetched::default())
}

fn honest() -> JwtVc {
    JwtVc::honest(&Authority::national())
}

#[test]
fn a_presented_credential_of_a_trusted_issuer_says_what_it_says_of_its_subject() {
    let verified = check(&honest()).unwrap();
    assert_eq!((verified.entry.as_str(), verified.format, verified.kind.as_str()), ("diploma", Format::JwtVc, TYPE));
    assert_eq!(verified.issuer, "x5c:CN=The State");
    assert_eq!(verified.claims["family_name"], "Möbius");
    assert_eq!(verified.issued.unwrap().seconds(), NOW.seconds() - 86_400);
    assert_eq!(verified.expires.unwrap().seconds(), NOW.seconds() + 86_400);
    // The holder is the one that an SD-JWT VC of the same wallet has.
    let authority = Authority::national();
    let other = verify_sd_jwt(&SdJwt::honest(&authority).present(), &national(&authority)).unwrap();
    assert_eq!(verified.holder, other.holder);
}

#[test]
fn an_issuer_by_did_is_believed_too() {
    let issuer = did(&key(0x31).public_key());
    let trust = trust(&[entry("diploma", Format::JwtVc, TYPE, &[&issuer])], &[]);
    let mut credential = honest().claim("iss", Some(json!(issuer))).vc("issuer", Some(json!(issuer)));
    credential.header = json!({"alg": "ES256", "kid": format!("{issuer}#0")});
    let verified = verify(Format::JwtVc, &credential.present(), &occasion(), &trust, &Fetched::default());
    assert_eq!(verified.unwrap().issuer, issuer);
}

#[test]
fn a_credential_that_somebody_else_signed_or_that_was_changed_is_refused() {
    let not_issued = Err(EvidenceError::NotIssued { part: "signature" });
    assert_eq!(check(&honest().signed_by(0x41)), not_issued);
    let original = honest().credential();
    let changed =
        honest().vc("credentialSubject", Some(json!({"id": did(&holder().public_key()), "family_name": "X"})));
    let changed = changed.credential();
    let spliced = format!("{}.{}", changed.rsplit_once('.').unwrap().0, original.rsplit_once('.').unwrap().1);
    assert_eq!(check(&honest().vp("verifiableCredential", Some(json!([spliced])))), not_issued);
}

#[test]
fn kinds_and_issuers_that_the_list_does_not_name_are_refused() {
    for (types, refused) in [
        (json!(["VerifiableCredential", "Other"]), not_trusted("kind")),
        (json!(["VerifiableCredential"]), not_trusted("kind")),
        (json!([TYPE]), malformed("type")),
        (json!({}), malformed("type")),
    ] {
        assert_eq!(check(&honest().vc("type", Some(types.clone()))), Err(refused), "{types}");
    }
    let other = Authority::new("The Other State", 0x24);
    assert_eq!(check(&JwtVc::honest(&other)), Err(not_trusted("certificate")));
    // The same issuer is believed for SD-JWT VCs only.
    let trust = national(&Authority::national());
    let other_format = verify(Format::JwtVc, &honest().present(), &occasion(), &trust, &Fetched::default());
    assert_eq!(other_format, Err(not_trusted("kind")));
    let entries = [entry("same-word", Format::SdJwtVc, TYPE, &["x5c:national"])];
    let same_word = crate::kit::trust(&entries, &[("national", &Authority::national())]);
    let other_format = verify(Format::JwtVc, &honest().present(), &occasion(), &same_word, &Fetched::default());
    assert_eq!(other_format, Err(not_trusted("kind")));
}

#[test]
fn a_credential_that_contradicts_itself_is_refused() {
    for (credential, part) in [
        (honest().vc("issuer", Some(json!("https://other.example"))), "issuer"),
        (honest().vc("issuer", Some(json!({"id": "https://other.example"}))), "issuer"),
        (honest().claim("sub", Some(json!(did(&key(0x0b).public_key())))), "sub"),
        (honest().claim("cnf", Some(json!({"jwk": jwk(&key(0x0b).public_key())}))), "cnf"),
        (honest().claim("cnf", Some(json!({"kid": "x"}))), "cnf"),
    ] {
        assert_eq!(check(&credential), Err(malformed(part)));
    }
    assert!(check(&honest().vc("issuer", None)).is_ok());
}

#[test]
fn a_credential_that_has_expired_is_not_valid_yet_or_comes_from_the_future_is_refused() {
    let now = NOW.seconds();
    for (claim, at, refused) in [
        ("exp", now, EvidenceError::Expired),
        ("nbf", now + 61, EvidenceError::NotYet),
        ("iat", now + 61, EvidenceError::NotYet),
    ] {
        assert_eq!(check(&honest().claim(claim, Some(json!(at)))), Err(refused), "{claim}");
    }
    for (member, date, outcome) in [
        ("expirationDate", "2025-11-13T02:13:20Z", Err(EvidenceError::Expired)),
        ("expirationDate", "2025-11-13T02:13:21Z", Ok(())),
        ("validUntil", "2024-01-01T00:00:00Z", Err(EvidenceError::Expired)),
        ("issuanceDate", "2025-11-13T02:14:21Z", Err(EvidenceError::NotYet)),
        ("issuanceDate", "2025-11-13T02:14:20Z", Ok(())),
        ("validFrom", "2030-01-01T00:00:00Z", Err(EvidenceError::NotYet)),
        ("expirationDate", "tomorrow", Err(malformed("expirationDate"))),
    ] {
        assert_eq!(check(&honest().vc(member, Some(json!(date)))).map(|_| ()), outcome, "{member} {date}");
    }
}

#[test]
fn a_credential_whose_issuers_certificate_has_expired_is_refused() {
    let leaf = Authority::national().certify(&leaf_of_yesterday(), &key(0x31).public_key());
    let mut late = honest();
    late.header["x5c"] = json!([base64(&leaf)]);
    assert_eq!(check(&late), Err(EvidenceError::Expired));
}

#[test]
fn an_issuer_of_another_entry_is_refused() {
    let (state, club) = (Authority::national(), Authority::new("The Chess Club", 0x22));
    let entries = [
        entry("diploma", Format::JwtVc, TYPE, &["x5c:state"]),
        entry("member", Format::JwtVc, "Member", &["x5c:club"]),
    ];
    let trust = trust(&entries, &[("state", &state), ("club", &club)]);
    let diploma = JwtVc::honest(&club).present();
    let refused = verify(Format::JwtVc, &diploma, &occasion(), &trust, &Fetched::default());
    assert_eq!(refused, Err(not_trusted("certificate")));
    let member = JwtVc::honest(&club).vc("type", Some(json!(["VerifiableCredential", "Member"]))).present();
    let believed = verify(Format::JwtVc, &member, &occasion(), &trust, &Fetched::default());
    assert_eq!(believed.unwrap().entry, "member");
}

#[test]
fn a_presentation_by_another_wallet_is_refused() {
    assert_eq!(check(&honest().presented_by(0x0b)), Err(EvidenceError::OtherHolder));
    let thief = did(&key(0x0b).public_key());
    let stolen = honest().presented_by(0x0b).bound("iss", Some(json!(thief)));
    assert_eq!(check(&stolen), Err(EvidenceError::OtherHolder));
    assert_eq!(check(&honest().bound("iss", Some(json!(thief)))), Err(EvidenceError::OtherHolder));
    assert_eq!(check(&honest().vp("holder", Some(json!(thief)))), Err(EvidenceError::OtherHolder));
}

#[test]
fn a_credential_that_is_bound_to_no_key_is_refused() {
    for id in [None, Some(json!("did:web:holder.example")), Some(json!("urn:uuid:1"))] {
        let mut bearer = honest().claim("sub", None);
        bearer.claims["vc"]["credentialSubject"] = with(&bearer.claims["vc"]["credentialSubject"], "id", id.clone());
        assert_eq!(check(&bearer), Err(EvidenceError::NotBound), "{id:?}");
        // Unless the issuer named the key itself.
        let bound = bearer.claim("cnf", Some(json!({"jwk": jwk(&holder().public_key())}))).bound("iss", id);
        assert!(check(&bound).is_ok());
    }
}

#[test]
fn a_credential_that_nobody_presents_is_refused() {
    let trust = listed(&Authority::national());
    let bare = honest().credential();
    let refused = verify(Format::JwtVc, &bare, &occasion(), &trust, &Fetched::default());
    assert_eq!(refused, Err(malformed("vp")));
}

#[test]
fn a_presentation_for_another_occasion_is_refused() {
    for (member, to, refused) in [
        ("nonce", Some(json!("another")), other_occasion("nonce")),
        ("nonce", None, other_occasion("nonce")),
        ("aud", Some(json!("x509_san_dns:other.example")), other_occasion("audience")),
        ("aud", Some(json!([CLIENT, "x509_san_dns:other.example"])), other_occasion("audience")),
        ("aud", Some(json!([])), other_occasion("audience")),
        ("aud", None, malformed("aud")),
    ] {
        assert_eq!(check(&honest().bound(member, to.clone())), Err(refused), "{member} {to:?}");
    }
    assert!(check(&honest().bound("aud", Some(json!([CLIENT])))).is_ok());
    // Meant for another case: its nonce is another.
    let trust = listed(&Authority::national());
    let other = Occasion { nonce: "bm9uY2Ugb2YgYW5vdGhlciBjYXNl", ..occasion() };
    let refused = verify(Format::JwtVc, &honest().present(), &other, &trust, &Fetched::default());
    assert_eq!(refused, Err(other_occasion("nonce")));
}

#[test]
fn a_presentation_that_is_stale_or_from_the_future_is_refused() {
    let now = NOW.seconds();
    for iat in [now - 60, now + 60] {
        assert!(check(&honest().bound("iat", Some(json!(iat)))).is_ok());
    }
    for (member, to) in [
        ("iat", Some(json!(now - 61))),
        ("iat", Some(json!(now + 61))),
        ("iat", Some(json!(now - 30 * 86_400))),
        ("iat", Some(json!(1))),
        ("iat", None),
        ("exp", Some(json!(now))),
        ("nbf", Some(json!(now + 61))),
    ] {
        assert_eq!(check(&honest().bound(member, to.clone())), Err(EvidenceError::OtherTime), "{member} {to:?}");
    }
}

#[test]
fn another_algorithm_or_type_is_refused_whatever_it_says() {
    for (member, to) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("typ", json!("kb+jwt")),
        ("typ", json!("dc+sd-jwt")),
        ("typ", json!("vp+jwt")),
        ("crit", json!(["x"])),
    ] {
        let mut issuers = honest();
        issuers.header = with(&issuers.header, member, Some(to.clone()));
        assert_eq!(check(&issuers), Err(malformed("issuer's header")), "{member} {to}");
        let mut holders = honest();
        holders.vp_header = with(&holders.vp_header, member, Some(to.clone()));
        assert_eq!(check(&holders), Err(malformed("presentation's header")), "{member} {to}");
    }
}

#[test]
fn a_presentation_of_none_or_several_credentials_is_refused() {
    let one = honest().credential();
    for credentials in [json!([]), json!([one, one]), json!([{"id": "data:application/vc+jwt,x"}]), json!({})] {
        let presented = honest().vp("verifiableCredential", Some(credentials.clone()));
        assert_eq!(check(&presented), Err(malformed("verifiableCredential")), "{credentials}");
    }
    assert_eq!(check(&honest().vp("type", Some(json!(["Other"])))), Err(malformed("vp")));
    let subjects = honest().vc("credentialSubject", Some(json!([{"family_name": "A"}, {"family_name": "B"}])));
    assert_eq!(check(&subjects), Err(malformed("credentialSubject")));
    assert_eq!(check(&honest().claim("vc", Some(Value::Null))), Err(malformed("vc")));
}

#[test]
fn its_status_counts_and_one_that_cannot_be_looked_up_is_refused() {
    let authority = Authority::national();
    let (header, claims) = parts(&authority);
    let list = fetched(&header, &claims, 0x31);
    let at = |index| {
        let presented = honest().claim("status", Some(reference(index))).present();
        verify(Format::JwtVc, &presented, &occasion(), &listed(&authority), &list).map(|_| ())
    };
    assert_eq!((at(1), at(3)), (Ok(()), Err(EvidenceError::Revoked)));
    let other = honest().vc("credentialStatus", Some(json!({"type": "BitstringStatusListEntry"})));
    assert_eq!(check(&other), Err(malformed("credentialStatus")));
    let stolen = honest().claim("status", Some(reference(1))).presented_by(0x0b).present();
    let asked = needed(Format::JwtVc, &stolen, &occasion(), &listed(&authority), &Fetched::default());
    assert_eq!(asked, Err(EvidenceError::OtherHolder));
}

#[test]
fn a_transaction_has_to_stand_in_the_nonce() {
    let trust = listed(&Authority::national());
    let data = ["eyJ0eXBlIjoiYSJ9".to_owned()];
    let ask = |nonce: &str, data: &[String]| {
        let presented = honest().bound("nonce", Some(json!(nonce))).present();
        let asked = Occasion { nonce, transaction_data: data, ..occasion() };
        verify(Format::JwtVc, &presented, &asked, &trust, &Fetched::default()).map(|_| ())
    };
    let made = nonce(&[7; 16], &data);
    assert_eq!(ask(&made, &data), Ok(()));
    let refused = Err(EvidenceError::NotConfirmed { part: "nonce" });
    assert_eq!(ask(NONCE, &data), refused);
    assert_eq!(ask(&made, &["eyJ0eXBlIjoiYiJ9".to_owned()]), refused);
    assert_eq!(ask(&nonce(&[7; 16], &[]), &data), refused);
}
