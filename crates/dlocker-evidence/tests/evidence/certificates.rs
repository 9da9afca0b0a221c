//! Issuers by certificates: which chains lead to a trust anchor, and which do not.

use dlocker_evidence::trust::TrustList;
use dlocker_evidence::{EvidenceError, Fetched, Format, Occasion, Verified, verify};
use dlocker_protocol::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SanType, date_time_ymd,
};
use serde_json::{Value, json};

use crate::kit::authority::{base64, ca, leaf, leaf_for};
use crate::kit::*;

/// A credential whose certificates are these.
fn with_chain(chain: &[Vec<u8>], trust: &TrustList) -> Result<Verified, EvidenceError> {
    verify_sd_jwt(&chained(chain).present(), trust)
}

fn chained(chain: &[Vec<u8>]) -> SdJwt {
    let chain: Vec<Value> = chain.iter().map(|der| json!(base64(der))).collect();
    SdJwt::honest(&Authority::national()).header("x5c", Some(json!(chain)))
}

/// A credential whose leaf, by the national authority, says this.
fn with_leaf(params: &CertificateParams) -> Result<Verified, EvidenceError> {
    let authority = Authority::national();
    with_chain(&[authority.certify(params, &key(0x31).public_key())], &national(&authority))
}

fn at(date: &str, presented: &SdJwt, trust: &TrustList) -> Result<(), EvidenceError> {
    let now = Timestamp::parse(date).unwrap();
    let timed =
        presented.clone().claim("iat", None).claim("exp", None).bound("iat", Some(json!(now.seconds()))).present();
    verify(Format::SdJwtVc, &timed, &Occasion { now, ..occasion() }, trust, &Fetched::default()).map(|_| ())
}

#[test]
fn a_chain_over_an_intermediate_leads_to_its_anchor() {
    let state = Authority::national();
    let ministry = state.under(ca("The Ministry"), 0x23);
    let leaf = ministry.leaf(&key(0x31));
    let trust = national(&state);
    let verified = with_chain(&[leaf.clone(), ministry.der()], &trust).unwrap();
    assert_eq!(verified.issuer, "x5c:CN=The State");
    // The anchor may stand behind them, it changes nothing.
    assert!(with_chain(&[leaf.clone(), ministry.der(), state.der()], &trust).is_ok());
    assert_eq!(with_chain(&[leaf], &trust), Err(not_trusted("certificate")));
}

#[test]
fn a_chain_to_an_anchor_that_the_entry_does_not_name_is_refused() {
    let (state, other) = (Authority::national(), Authority::new("The Other State", 0x24));
    let trust = national(&state);
    assert_eq!(with_chain(&[other.leaf(&key(0x31))], &trust), Err(not_trusted("certificate")));
    assert_eq!(with_chain(&[other.leaf(&key(0x31)), other.der()], &trust), Err(not_trusted("certificate")));
    // Of the same name, with another key.
    let imitated = Authority::new("The State", 0x24);
    assert_eq!(with_chain(&[imitated.leaf(&key(0x31)), imitated.der()], &trust), Err(not_trusted("certificate")));
}

#[test]
fn an_anchor_that_signs_credentials_itself_is_refused() {
    let state = Authority::national();
    let trust = national(&state);
    let by_anchor = chained(&[state.der()]).signed_by(0x21).present();
    assert_eq!(verify_sd_jwt(&by_anchor, &trust), Err(not_trusted("certificate")));
    // Nor with a leaf for its own key.
    let own = state.certify(&leaf(), &key(0x21).public_key());
    let by_anchors_key = chained(&[own]).signed_by(0x21).present();
    assert_eq!(verify_sd_jwt(&by_anchors_key, &trust), Err(not_trusted("certificate")));
    let self_signed = Authority::of(leaf(), 0x31);
    assert_eq!(with_chain(&[self_signed.der()], &trust), Err(not_trusted("certificate")));
}

#[test]
fn a_leaf_that_signs_other_leaves_is_refused() {
    let state = Authority::national();
    let trust = national(&state);
    let greedy = state.under(leaf(), 0x25);
    assert_eq!(with_chain(&[greedy.leaf(&key(0x31)), greedy.der()], &trust), Err(not_trusted("certificate")));
    let mut unfit = ca("No Key For That");
    unfit.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let unfit = state.under(unfit, 0x25);
    assert_eq!(with_chain(&[unfit.leaf(&key(0x31)), unfit.der()], &trust), Err(not_trusted("certificate")));
    let mut narrow = ca("Only Leaves");
    narrow.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let narrow = state.under(narrow, 0x25);
    let below = narrow.under(ca("Below"), 0x26);
    let chain = [below.leaf(&key(0x31)), below.der(), narrow.der()];
    assert_eq!(with_chain(&chain, &trust), Err(not_trusted("certificate")));
}

#[test]
fn certificates_and_anchors_that_have_expired_or_begin_later_are_refused() {
    let state = Authority::national();
    let trust = national(&state);
    let credential = SdJwt::honest(&state);
    assert_eq!(at("2026-12-31T23:59:59Z", &credential, &trust), Ok(()));
    assert_eq!(at("2027-01-01T00:01:00Z", &credential, &trust), Err(EvidenceError::Expired));
    assert_eq!(at("2024-12-31T23:59:00Z", &credential, &trust), Err(EvidenceError::NotYet));
    // The anchor alone has expired, the leaf has not.
    let mut old = ca("The State");
    old.not_after = date_time_ymd(2025, 6, 1);
    let old = Authority::of(old, 0x21);
    let expired = verify_sd_jwt(&SdJwt::honest(&old).present(), &national(&old));
    assert_eq!(expired, Err(EvidenceError::Expired));
    let mut young = ca("The State");
    young.not_before = date_time_ymd(2026, 6, 1);
    let young = Authority::of(young, 0x21);
    let early = verify_sd_jwt(&SdJwt::honest(&young).present(), &national(&young));
    assert_eq!(early, Err(EvidenceError::NotYet));
    // So has an intermediate.
    let mut ministry = ca("The Ministry");
    ministry.not_after = date_time_ymd(2025, 6, 1);
    let ministry = state.under(ministry, 0x23);
    let chain = [ministry.leaf(&key(0x31)), ministry.der()];
    assert_eq!(with_chain(&chain, &trust), Err(EvidenceError::Expired));
}

#[test]
fn a_leaf_that_may_not_sign_or_serves_a_web_site_is_refused() {
    let mut encrypting = leaf();
    encrypting.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert_eq!(with_leaf(&encrypting), Err(not_trusted("key in the certificate")));
    let mut silent = leaf();
    silent.key_usages = vec![];
    assert!(with_leaf(&silent).is_ok());
    assert_eq!(with_leaf(&leaf_for(ExtendedKeyUsagePurpose::ServerAuth)), Err(not_trusted("certificate")));
    let signs_documents = ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 36]);
    assert!(with_leaf(&leaf_for(signs_documents)).is_ok());
    let reads_mdocs = ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 6]);
    for foreign in [
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::CodeSigning,
        ExtendedKeyUsagePurpose::EmailProtection,
        ExtendedKeyUsagePurpose::TimeStamping,
        ExtendedKeyUsagePurpose::OcspSigning,
        reads_mdocs,
    ] {
        let mut beside = leaf_for(foreign.clone());
        assert_eq!(with_leaf(&beside), Err(not_trusted("certificate")), "{foreign:?}");
        beside.extended_key_usages.push(ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2]));
        assert!(with_leaf(&beside).is_ok(), "{foreign:?}");
    }
    let mut both = leaf_for(ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2]));
    both.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    assert_eq!(with_leaf(&both), Err(not_trusted("certificate")));
    let mut authority = leaf();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    assert_eq!(with_leaf(&authority), Err(not_trusted("certificate")));
}

#[test]
fn the_issuer_that_the_credential_names_has_to_stand_in_the_leaf() {
    let dns = |name: &str| SanType::DnsName(name.try_into().unwrap());
    let uri = |name: &str| SanType::URI(name.try_into().unwrap());
    for (names, iss, accepted) in [
        (vec![uri(ISSUER)], Some(ISSUER), true),
        (vec![dns("issuer.example")], Some(ISSUER), true),
        (vec![dns("ISSUER.example")], Some("https://issuer.example/tenant/1"), true),
        (vec![dns("other.example"), uri(ISSUER)], Some(ISSUER), true),
        (vec![uri("urn:example:issuer")], Some("urn:example:issuer"), true),
        (vec![uri(ISSUER)], None, true),
        (vec![], None, true),
        (vec![], Some(ISSUER), false),
        (vec![uri(ISSUER)], Some("https://issuer.example/"), false),
        (vec![uri("https://other.example")], Some(ISSUER), false),
        (vec![dns("issuer.example")], Some("https://issuer.example.evil.example"), false),
        (vec![dns("issuer.example")], Some("https://evil@issuer.example"), false),
        (vec![dns("issuer.example")], Some("http://issuer.example"), false),
        (vec![dns("*.example")], Some(ISSUER), false),
        (vec![dns("issuer.example")], Some("issuer.example"), false),
        (vec![uri(ISSUER)], Some("did:web:issuer.example"), false),
        (vec![uri(ISSUER)], Some("The Issuer"), false),
    ] {
        let authority = Authority::national();
        let mut params = leaf();
        params.subject_alt_names = names.clone();
        let der = authority.certify(&params, &key(0x31).public_key());
        let credential = chained(&[der]).claim("iss", iss.map(|iss| json!(iss)));
        let is = verify_sd_jwt(&credential.present(), &national(&authority)).map(|_| ());
        let outcome = if accepted { Ok(()) } else { Err(not_trusted("issuer's name")) };
        assert_eq!(is, outcome, "{names:?} {iss:?}");
    }
}

#[test]
fn a_credential_that_names_only_itself_as_issuer_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    for (member, to) in
        [("jwk", dlocker_identity::jwk(&key(0x31).public_key())), ("jku", json!("https://issuer.example/keys"))]
    {
        let by_metadata = SdJwt::honest(&authority).header("x5c", None).header(member, Some(to)).present();
        assert_eq!(verify_sd_jwt(&by_metadata, &trust), Err(not_trusted("issuer")), "{member}");
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let authority = Authority::national();
    let trust = national(&authority);
    let good = authority.leaf(&key(0x31));
    for der in [vec![], vec![0x30], good[..good.len() - 1].to_vec(), vec![0; 9000]] {
        assert_eq!(with_chain(&[der], &trust), Err(malformed("certificate")));
    }
    // Too many.
    assert_eq!(with_chain(&vec![good; 6], &trust), Err(malformed("issuer's header")));
}
