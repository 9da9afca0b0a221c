//! mdocs: honest, forged, replayed, and by others.

use coset::cbor::value::Value;
use dlocker_evidence::trust::TrustList;
use dlocker_evidence::{EvidenceError, Fetched, Format, Needed, Occasion, Verified, needed, nonce, verify};
use dlocker_protocol::encoded::to_base64url;

use crate::kit::authority::leaf_of_yesterday;
use crate::kit::mdoc::*;
use crate::kit::status::{URI, fetched, parts};
use crate::kit::{Authority, entry, holder, key, malformed, not_trusted, occasion, other_occasion, trust};

fn listed(authority: &Authority) -> TrustList {
    trust(&[entry("licence", Format::Mdoc, DOC_TYPE, &["x5c:national"])], &[("national", authority)])
}

fn check(presented: &str) -> Result<Verified, EvidenceError> {
    verify(Format::Mdoc, presented, &occasion(), &listed(&Authority::national()), &Fetched::default())
}

fn honest() -> Mdoc {
    Mdoc::honest(&Authority::national())
}

fn validity(signed: &str, from: &str, until: &str) -> Value {
    map(vec![("signed", date(signed)), ("validFrom", date(from)), ("validUntil", date(until))])
}

#[test]
fn a_presented_mdoc_of_a_trusted_issuer_says_what_was_disclosed_and_nothing_else() {
    let verified = check(&honest().present()).unwrap();
    assert_eq!((verified.entry.as_str(), verified.format, verified.kind.as_str()), ("licence", Format::Mdoc, DOC_TYPE));
    assert_eq!(verified.issuer, "x5c:CN=The State");
    let elements = serde_json::json!({"family_name": "Möbius", "birth_date": "1790-11-17"});
    assert_eq!(verified.claims[NAME_SPACE], elements);
    assert_eq!(verified.issued.unwrap().to_string(), "2025-11-12T00:00:00.000Z");
    assert_eq!(verified.expires.unwrap().to_string(), "2025-11-14T00:00:00.000Z");
    let authority = Authority::national();
    let other =
        crate::kit::verify_sd_jwt(&crate::kit::SdJwt::honest(&authority).present(), &crate::kit::national(&authority));
    assert_eq!(verified.holder, other.unwrap().holder);
}

#[test]
fn the_same_mdoc_has_the_same_fingerprint_whatever_is_disclosed() {
    let mut fewer = honest();
    fewer.items.pop();
    let (one, two) = (check(&honest().present()).unwrap(), check(&fewer.present()).unwrap());
    assert_eq!(one.fingerprint, two.fingerprint);
    let other = honest()
        .mso("validityInfo", Some(validity("2025-11-12T01:00:00Z", "2025-11-12T00:00:00Z", "2025-11-14T00:00:00Z")));
    assert_ne!(one.fingerprint, check(&other.present()).unwrap().fingerprint);
}

#[test]
fn an_mdoc_that_somebody_else_signed_or_that_was_changed_is_refused() {
    let not_issued = |part| Err(EvidenceError::NotIssued { part });
    assert_eq!(check(&honest().signed_by(0x41).present()), not_issued("signature"));
    let mut changed = honest();
    changed.items[0] = item(0, "family_name", Value::from("Another"));
    assert_eq!(check(&changed.present()), not_issued("digest"));
    let mut invented = honest();
    invented.items.push(item(9, "resident_city", Value::from("Leipzig")));
    assert_eq!(check(&invented.present()), not_issued("digest"));
    let mut moved = honest().mso("valueDigests", Some(map(vec![("other.name.space", digests(&honest().issued))])));
    assert_eq!(check(&moved.present()), not_issued("digest"));
    moved.items.clear();
    assert!(check(&moved.present()).is_ok());
}

#[test]
fn an_element_that_stands_twice_or_has_no_salt_is_refused() {
    let mut twice = honest();
    twice.items.push(twice.items[0].clone());
    assert_eq!(check(&twice.present()), Err(malformed("element")));
    // Two digests for one name.
    let mut issued = honest().issued;
    issued.push(item(3, "family_name", Value::from("B")));
    let mut named_twice = honest().mso("valueDigests", Some(map(vec![(NAME_SPACE, digests(&issued))])));
    named_twice.items.push(issued[3].clone());
    assert_eq!(check(&named_twice.present()), Err(malformed("element")));
    let bare = with(&honest().issued[0], "random", Some(Value::Bytes(vec![1; 15])));
    let mut unsalted =
        honest().mso("valueDigests", Some(map(vec![(NAME_SPACE, digests(std::slice::from_ref(&bare)))])));
    unsalted.items = vec![bare];
    assert_eq!(check(&unsalted.present()), Err(malformed("element")));
}

#[test]
fn kinds_and_issuers_that_the_list_does_not_name_are_refused() {
    let mut other = honest();
    other.doc_type = "org.example.other".to_owned();
    assert_eq!(check(&other.present()), Err(not_trusted("kind")));
    // A security object for another doctype does not become one of this.
    let swapped = honest().mso("docType", Some(Value::from("org.example.other")));
    assert_eq!(check(&swapped.present()), Err(EvidenceError::NotIssued { part: "doctype" }));
    let foreign = Mdoc::honest(&Authority::new("The Other State", 0x24));
    assert_eq!(check(&foreign.present()), Err(not_trusted("certificate")));
    let mut by_anchor = honest().signed_by(0x21);
    by_anchor.chain = Value::Bytes(Authority::national().der());
    assert_eq!(check(&by_anchor.present()), Err(not_trusted("certificate")));
    let two = Authority::new("The Club", 0x22);
    let entries = [
        entry("licence", Format::Mdoc, DOC_TYPE, &["x5c:national"]),
        entry("member", Format::Mdoc, "org.club.member", &["x5c:club"]),
    ];
    let trust = trust(&entries, &[("national", &Authority::national()), ("club", &two)]);
    let citizen = Mdoc::honest(&two).present();
    let refused = verify(Format::Mdoc, &citizen, &occasion(), &trust, &Fetched::default());
    assert_eq!(refused, Err(not_trusted("certificate")));
}

#[test]
fn a_chain_may_have_an_intermediate_and_has_to_be_a_chain() {
    let ministry = Authority::national().under(crate::kit::authority::ca("The Ministry"), 0x23);
    let mut chained = honest();
    let chain = [ministry.leaf(&key(0x31)), ministry.der()];
    chained.chain = Value::Array(chain.iter().cloned().map(Value::Bytes).collect());
    assert!(check(&chained.present()).is_ok());
    for chain in [
        Value::Null,
        Value::Array(vec![]),
        Value::from("text"),
        Value::Array(vec![Value::from(5)]),
        Value::Array(vec![Value::Bytes(vec![0x30]); 6]),
    ] {
        chained.chain = chain.clone();
        assert_eq!(check(&chained.present()), Err(malformed("x5chain")), "{chain:?}");
    }
}

#[test]
fn an_mdoc_that_has_expired_is_not_valid_yet_or_was_signed_in_the_future_is_refused() {
    // Now is 2025-11-13T02:13:20Z.
    let (before, now, soon, later) =
        ("2025-11-12T00:00:00Z", "2025-11-13T02:13:20Z", "2025-11-13T02:14:20Z", "2025-11-13T02:14:21Z");
    for (signed, from, until, outcome) in [
        (before, before, later, Ok(())),
        (soon, soon, later, Ok(())),
        (before, before, now, Err(EvidenceError::Expired)),
        (before, before, before, Err(EvidenceError::Expired)),
        (before, later, "2030-01-01T00:00:00Z", Err(EvidenceError::NotYet)),
        (later, before, "2030-01-01T00:00:00Z", Err(EvidenceError::NotYet)),
        (before, before, "tomorrow", Err(malformed("security object"))),
    ] {
        let timed = honest().mso("validityInfo", Some(validity(signed, from, until))).present();
        assert_eq!(check(&timed).map(|_| ()), outcome, "{signed} {from} {until}");
    }
    let untagged = with(&validity(before, before, later), "validUntil", Some(Value::from(later)));
    assert_eq!(check(&honest().mso("validityInfo", Some(untagged)).present()), Err(malformed("security object")));
}

#[test]
fn an_mdoc_whose_issuers_certificate_has_expired_is_refused() {
    let authority = Authority::national();
    let mut late = honest();
    late.chain = Value::Bytes(authority.certify(&leaf_of_yesterday(), &key(0x31).public_key()));
    assert_eq!(check(&late.present()), Err(EvidenceError::Expired));
}

#[test]
fn an_mdoc_in_the_hands_of_another_wallet_is_refused() {
    for thief in [0x0b, 0x31] {
        let stolen = honest().presented_by(thief).present();
        assert_eq!(check(&stolen), Err(other_occasion("device signature")));
    }
}

#[test]
fn a_presentation_for_another_occasion_is_refused() {
    let changes: [fn(&mut Mdoc); 5] = [
        |mdoc| mdoc.occasion.0 = "x509_san_dns:other.example".to_owned(),
        |mdoc| mdoc.occasion.1 = "bm9uY2Ugb2YgYW5vdGhlciBjYXNl".to_owned(),
        |mdoc| mdoc.occasion.2 = Some([1; 32]),
        |mdoc| mdoc.occasion.3 = "https://bank.example/oid4vp/response/2".to_owned(),
        |mdoc| mdoc.occasion.1.clear(),
    ];
    for change in changes {
        let mut other = honest();
        change(&mut other);
        assert_eq!(check(&other.present()), Err(other_occasion("device signature")));
    }
}

#[test]
fn a_response_that_was_encrypted_to_another_key_is_refused() {
    let trust = listed(&Authority::national());
    let mut encrypted = honest();
    encrypted.occasion.2 = Some([7; 32]);
    for (thumbprint, accepted) in [(Some([7; 32]), true), (Some([8; 32]), false), (None, false)] {
        let asked = Occasion { encryption_thumbprint: thumbprint, ..occasion() };
        let is = verify(Format::Mdoc, &encrypted.present(), &asked, &trust, &Fetched::default());
        assert_eq!(is.is_ok(), accepted, "{thumbprint:?}");
    }
}

#[test]
fn a_signature_for_another_document_of_the_same_device_is_refused() {
    let authority = Authority::national();
    let mut other = honest();
    other.doc_type = "org.example.other".to_owned();
    let mut moved = honest();
    moved.device_auth = Some(other.device_auth());
    let refused = verify(Format::Mdoc, &moved.present(), &occasion(), &listed(&authority), &Fetched::default());
    assert_eq!(refused, Err(other_occasion("device signature")));
}

#[test]
fn a_mac_or_no_proof_at_all_is_refused() {
    let mut mac = honest();
    mac.device_auth = Some(map(vec![("deviceMac", Value::Array(vec![]))]));
    assert_eq!(check(&mac.present()), Err(malformed("device MAC")));
    let mut none = honest();
    none.device_auth = Some(map(vec![]));
    assert_eq!(check(&none.present()), Err(EvidenceError::NotBound));
    let mut both = honest();
    both.device_auth = Some(with(&both.device_auth(), "deviceMac", Some(Value::Array(vec![]))));
    assert_eq!(check(&both.present()), Err(malformed("device's part")));
}

#[test]
fn what_the_device_says_by_itself_is_not_taken() {
    let mut talkative = honest();
    talkative.device_elements = map(vec![(NAME_SPACE, map(vec![("family_name", Value::from("Another"))]))]);
    assert_eq!(check(&talkative.present()), Err(malformed("device-signed elements")));
    // A payload in place of the one that both sides know.
    let mut attached = honest();
    let mut signature = attached.device_auth().as_map().unwrap()[0].1.as_array().unwrap().clone();
    signature[2] = Value::Bytes(vec![]);
    attached.device_auth = Some(map(vec![("deviceSignature", Value::Array(signature))]));
    assert_eq!(check(&attached.present()), Err(malformed("device's part")));
}

#[test]
fn another_algorithm_is_refused_whatever_it_says() {
    let header = |alg: Value| Value::Map(vec![(Value::from(1), alg)]);
    let critical =
        Value::Map(vec![(Value::from(1), Value::from(-7)), (Value::from(2), Value::Array(vec![Value::from(99)]))]);
    for protected in [
        header(Value::from(-35)),
        header(Value::from(-8)),
        header(Value::from(5)),
        header(Value::from("ES256")),
        Value::Map(vec![]),
        critical,
    ] {
        let mut other = honest();
        other.protected = protected.clone();
        assert_eq!(check(&other.present()), Err(malformed("issuer's part")), "{protected:?}");
    }
}

#[test]
fn an_algorithm_that_nobody_signed_is_refused_even_beside_a_signed_one() {
    let mut issuer = honest();
    let Value::Array(mut parts) = issuer.device_auth().as_map().unwrap()[0].1.clone() else { panic!("a signature") };
    parts[1] = Value::Map(vec![(Value::from(1), Value::from(-7))]);
    issuer.device_auth = Some(map(vec![("deviceSignature", Value::Array(parts))]));
    assert_eq!(check(&issuer.present()), Err(malformed("device's part")));
}

#[test]
fn a_device_key_of_another_form_is_refused() {
    let good = cose_key(&holder().public_key());
    let change = |label: i64, to: Option<Value>| {
        let mut members = good.as_map().unwrap().clone();
        members.retain(|(name, _)| *name != Value::from(label));
        members.extend(to.map(|to| (Value::from(label), to)));
        Value::Map(members)
    };
    for key in [
        change(1, Some(Value::from(1))),
        change(-1, Some(Value::from(2))),
        change(-2, Some(Value::Bytes(vec![1; 32]))),
        change(-2, None),
        change(-3, Some(Value::Bool(true))),
        change(-4, Some(Value::Bytes(vec![1; 32]))),
        change(3, Some(Value::from(-35))),
    ] {
        let other = honest().mso("deviceKeyInfo", Some(map(vec![("deviceKey", key.clone())])));
        assert_eq!(check(&other.present()), Err(malformed("device key")), "{key:?}");
    }
}

#[test]
fn a_security_object_of_another_form_is_refused() {
    for (member, to) in [
        ("version", Some(Value::from("2.0"))),
        ("digestAlgorithm", Some(Value::from("SHA-512"))),
        ("digestAlgorithm", None),
        ("valueDigests", Some(map(vec![(NAME_SPACE, Value::Map(vec![(Value::from(0), Value::Bytes(vec![1; 31]))]))]))),
        ("docType", None),
    ] {
        let other = honest().mso(member, to.clone()).present();
        assert_eq!(check(&other), Err(malformed("security object")), "{member} {to:?}");
    }
    let mut twice = honest();
    let mut members = twice.mso.as_map().unwrap().clone();
    members.push((Value::from("docType"), Value::from(DOC_TYPE)));
    twice.mso = Value::Map(members);
    assert_eq!(check(&twice.present()), Err(malformed("security object")));
}

#[test]
fn a_response_of_none_or_several_documents_or_with_an_error_is_refused() {
    let document = honest().document();
    let whole = response_map(vec![document.clone()]);
    for other in [
        response_map(vec![]),
        response_map(vec![document.clone(), document]),
        with(&whole, "status", Some(Value::from(10))),
        with(&whole, "status", None),
        with(&whole, "version", Some(Value::from("2.0"))),
        with(&whole, "documents", None),
        Value::Array(vec![]),
    ] {
        assert_eq!(check(&to_base64url(&encode(&other))), Err(malformed("device response")));
    }
    let mut longer = encode(&whole);
    longer.push(0);
    assert_eq!(check(&to_base64url(&longer)), Err(malformed("device response")));
    for text in ["", "!", "AA", "_w"] {
        assert_eq!(check(text), Err(malformed("device response")), "{text}");
    }
    let nested = to_base64url(&[0x81; 40_000]);
    assert_eq!(check(&nested), Err(malformed("device response")));
}

#[test]
fn a_member_that_nobody_knows_is_refused() {
    let document = honest().document();
    let part =
        |name: &str| document.as_map().unwrap().iter().find(|(key, _)| *key == Value::from(name)).unwrap().1.clone();
    let more = |map: &Value| with(map, "more", Some(Value::Null));
    for (changed, refused) in [
        (more(&document), "document"),
        (with(&document, "issuerSigned", Some(more(&part("issuerSigned")))), "issuer's part"),
        (with(&document, "deviceSigned", Some(more(&part("deviceSigned")))), "device's part"),
    ] {
        assert_eq!(check(&response(vec![changed])), Err(malformed(refused)));
    }
    assert!(check(&response(vec![with(&document, "errors", Some(map(vec![])))])).is_ok());
}

#[test]
fn its_status_counts_and_one_that_cannot_be_looked_up_is_refused() {
    let authority = Authority::national();
    let (header, claims) = parts(&authority);
    let list = fetched(&header, &claims, 0x31);
    let at = |index: u64| {
        let place = map(vec![("idx", Value::from(index)), ("uri", Value::from(URI))]);
        honest().mso("status", Some(map(vec![("status_list", place)])))
    };
    let ask = |mdoc: &Mdoc, fetched: &Fetched| {
        verify(Format::Mdoc, &mdoc.present(), &occasion(), &listed(&authority), fetched).map(|_| ())
    };
    assert_eq!((ask(&at(1), &list), ask(&at(3), &list)), (Ok(()), Err(EvidenceError::Revoked)));
    assert_eq!(ask(&at(1), &Fetched::default()), Err(EvidenceError::StatusUnknown { part: "status list" }));
    let asked =
        |mdoc: &Mdoc| needed(Format::Mdoc, &mdoc.present(), &occasion(), &listed(&authority), &Fetched::default());
    assert_eq!(asked(&at(1)), Ok(Needed { status_lists: [URI.to_owned()].into(), ..Needed::default() }));
    assert_eq!(asked(&at(1).presented_by(0x0b)), Err(other_occasion("device signature")));
    let other = honest().mso("status", Some(map(vec![("identifier_list", map(vec![]))])));
    assert_eq!(ask(&other, &list), Err(malformed("status")));
}

#[test]
fn a_transaction_has_to_stand_in_the_nonce() {
    let trust = listed(&Authority::national());
    let data = ["eyJ0eXBlIjoiYSJ9".to_owned()];
    let ask = |nonce: &str, data: &[String]| {
        let mut presented = honest();
        presented.occasion.1 = nonce.to_owned();
        let asked = Occasion { nonce, transaction_data: data, ..occasion() };
        verify(Format::Mdoc, &presented.present(), &asked, &trust, &Fetched::default()).map(|_| ())
    };
    let made = nonce(&[7; 16], &data);
    assert_eq!(ask(&made, &data), Ok(()));
    let refused = Err(EvidenceError::NotConfirmed { part: "nonce" });
    assert_eq!(ask(crate::kit::NONCE, &data), refused);
    assert_eq!(ask(&made, &["eyJ0eXBlIjoiYiJ9".to_owned()]), refused);
}

#[test]
fn elements_of_every_sort_become_json() {
    let value = Value::Array(vec![
        Value::Bytes(vec![1, 2]),
        Value::from(-5),
        Value::from(u64::MAX),
        Value::Bool(true),
        Value::Null,
        Value::Float(1.5),
        map(vec![("issue_date", Value::Tag(1004, Box::new(Value::from("2020-01-01"))))]),
    ]);
    let issued = vec![item(0, "all", value)];
    let mut mdoc = honest().mso("valueDigests", Some(map(vec![(NAME_SPACE, digests(&issued))])));
    mdoc.items = issued;
    let json = serde_json::json!(["AQI", -5, u64::MAX, true, null, 1.5, {"issue_date": "2020-01-01"}]);
    assert_eq!(check(&mdoc.present()).unwrap().claims[NAME_SPACE]["all"], json);
}
