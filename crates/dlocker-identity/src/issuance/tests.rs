//! What a wallet and an issuer send one another, whole and wrong.

#![allow(clippy::unwrap_used, clippy::panic)]

use dlocker_protocol::Timestamp;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;

use super::*;
use crate::{JwsDraft, jwk};

const NOW: Timestamp = Timestamp::from_millis(1_763_000_000_000);
const URL: &str = "https://bank.example/openid4vci/token";
const ISSUER: &str = "https://bank.example";

fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap()
}

fn signed(draft: JwsDraft, key: &SigningKey) -> String {
    let signature = key.sign(draft.message());
    draft.finish(signature)
}

/// A JWS over exactly these texts.
fn jws(header: &str, payload: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(payload.as_bytes()));
    let signature = key.sign(input.as_bytes());
    format!("{input}.{}", to_base64url(signature.as_bytes()))
}

fn request(token: Option<&str>) -> DpopRequest<'_> {
    DpopRequest { method: "POST", url: URL, access_token: token }
}

#[test]
fn a_dpop_proof_is_good_for_its_request_and_minute_alone() {
    let key = key(7);
    let proof = signed(draft_dpop(&key.public_key(), request(Some("token")), [1; 16], NOW), &key);
    let checked = check_dpop(&proof, request(Some("token")), NOW).unwrap();
    assert_eq!(checked.key, crate::thumbprint_bytes(&key.public_key()));
    for seconds in [0, 60] {
        assert!(check_dpop(&proof, request(Some("token")), NOW.plus_millis(seconds * 1000)).is_ok());
    }
    let refused = |request, now| check_dpop(&proof, request, now).unwrap_err().error;
    for (other, now) in [
        (request(None), NOW),
        (request(Some("other")), NOW),
        (DpopRequest { method: "GET", ..request(Some("token")) }, NOW),
        (DpopRequest { url: ISSUER, ..request(Some("token")) }, NOW),
        (request(Some("token")), NOW.plus_millis(61_000)),
        (request(Some("token")), Timestamp::from_millis(NOW.millis() - 61_000)),
    ] {
        assert_eq!(refused(other, now), OauthCode::InvalidDpopProof, "{other:?}");
    }
}

#[test]
fn the_same_jti_of_the_same_key_is_the_same_proof() {
    let once = |byte: u8, random: u8| {
        let key = key(byte);
        let proof = signed(draft_dpop(&key.public_key(), request(None), [random; 16], NOW), &key);
        check_dpop(&proof, request(None), NOW).unwrap().once
    };
    assert_eq!(once(7, 1), once(7, 1));
    assert!(once(7, 1) != once(7, 2) && once(7, 1) != once(8, 1));
}

#[test]
fn the_proofs_of_this_version_are_these() {
    // Pinned: the members and their order. Signing is deterministic (RFC 6979).
    let key = key(7);
    let dpop = draft_dpop(&key.public_key(), request(Some("token")), [1; 16], NOW);
    let jwk = format!(
        "{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":{},\"y\":{}}}",
        jwk(&key.public_key())["x"],
        jwk(&key.public_key())["y"]
    );
    let text = |draft: &JwsDraft| {
        let message = String::from_utf8(draft.message().to_vec()).unwrap();
        let parts: Vec<String> = message
            .split('.')
            .map(|part| String::from_utf8(dlocker_protocol::encoded::from_base64url(part).unwrap()).unwrap())
            .collect();
        parts.join(" ")
    };
    let ath = "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A";
    assert_eq!(
        text(&dpop),
        format!(
            "{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{jwk}}} {{\"jti\":\"AQEBAQEBAQEBAQEBAQEBAQ\",\"htm\":\"POST\",\"htu\":\"{URL}\",\"iat\":1763000000,\"ath\":\"{ath}\"}}"
        )
    );
    let proof = draft_proof(&key.public_key(), ISSUER, "nonce", NOW);
    assert_eq!(
        text(&proof),
        format!(
            "{{\"typ\":\"openid4vci-proof+jwt\",\"alg\":\"ES256\",\"jwk\":{jwk}}} {{\"aud\":\"{ISSUER}\",\"iat\":1763000000,\"nonce\":\"nonce\"}}"
        )
    );
}

#[test]
fn proofs_that_are_cut_flipped_or_too_long_are_refused() {
    let key = key(7);
    let dpop = signed(draft_dpop(&key.public_key(), request(None), [1; 16], NOW), &key);
    let proof = signed(draft_proof(&key.public_key(), ISSUER, "nonce", NOW), &key);
    assert_eq!(
        check_proof(&proof, ISSUER, NOW).unwrap(),
        KeyProof { key: key.public_key(), nonce: "nonce".to_owned() }
    );
    let both = |text: &str| (check_dpop(text, request(None), NOW).is_ok(), check_proof(text, ISSUER, NOW).is_ok());
    for whole in [&dpop, &proof] {
        for length in 0..whole.len() {
            assert_eq!(both(&whole[..length]), (false, false), "cut at {length}");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(both(&String::from_utf8(bytes).unwrap()), (false, false), "changed at {at}");
        }
        assert_eq!(both(&format!("{whole}.")), (false, false));
    }
    assert_eq!((both(&dpop), both(&proof)), ((true, false), (false, true)), "neither stands for the other");
    assert_eq!(both(&"a.".repeat(MAX_JWT)), (false, false));
}

#[test]
fn nonsense_in_a_proof_is_refused() {
    let key = key(7);
    let jwk = jwk(&key.public_key());
    let header = |more: &str| format!(r#"{{"typ":"openid4vci-proof+jwt","alg":"ES256"{more}}}"#);
    let claims = format!(r#"{{"aud":"{ISSUER}","iat":1763000000,"nonce":"n"}}"#);
    let named = header(&format!(r#","jwk":{jwk}"#));
    assert!(check_proof(&jws(&named, &claims, &key), ISSUER, NOW).is_ok());
    for (header, claims) in [
        (header(""), claims.clone()),
        (header(r#","jwk":{}"#), claims.clone()),
        (header(&format!(r#","jwk":{jwk},"jwk":{jwk}"#)), claims.clone()),
        (header(&format!(r#","jwk":{jwk},"x5c":["a"]"#)), claims.clone()),
        (header(r#","kid":"did:jwk:!""#), claims.clone()),
        (header(r#","kid":"did:key:z6Mk""#), claims.clone()),
        (format!("[{named}]"), claims.clone()),
        (named.replace("ES256", "none"), claims.clone()),
        (named.replace("ES256", "HS256"), claims.clone()),
        (named.clone(), "[]".to_owned()),
        (named.clone(), claims.replace("1763000000", "-1")),
        (named.clone(), claims.replace("1763000000", "\"1763000000\"")),
        (named.clone(), claims.replace("1763000000", "1e999")),
        (named.clone(), format!("{claims} x")),
    ] {
        let refused = check_proof(&jws(&header, &claims, &key), ISSUER, NOW);
        assert_eq!(refused.unwrap_err().error, OauthCode::InvalidProof, "{header} {claims}");
    }
}

#[test]
fn an_offer_goes_into_a_link_and_comes_out_again() {
    for tx_code in [None, Some(TxCodeShape::digits(6))] {
        let offer = CredentialOffer::new(ISSUER, "code with spaces & more", tx_code);
        assert_eq!(OfferLink::parse(&offer.link()), Ok(OfferLink::Value(offer)));
    }
    let url = offer_address(ISSUER, &"a".repeat(32));
    assert_eq!(
        OfferLink::to(&url),
        "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fbank.example%2Fopenid4vci%2Foffers%2Faaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    );
    assert_eq!(OfferLink::parse(&OfferLink::to(&url)), Ok(OfferLink::Reference(url)));
}

#[test]
fn what_is_no_offer_is_refused() {
    let offer = CredentialOffer::new(ISSUER, "code", None);
    let link = offer.link();
    for length in 0..link.len() {
        assert!(OfferLink::parse(&link[..length]).is_err(), "cut at {length}");
    }
    for text in [
        "https://bank.example/?credential_offer=%7B%7D".to_owned(),
        format!("{link}&credential_offer_uri=https%3A%2F%2Fother.example"),
        format!("{LINK_SCHEME}?credential_offer_uri=file%3A%2F%2F%2Fetc%2Fpasswd"),
        format!("{LINK_SCHEME}?credential_offer=%7B%7"),
        format!("{LINK_SCHEME}?credential_offer=%+1"),
        format!("{LINK_SCHEME}?credential_offer=%FF"),
        format!("{LINK_SCHEME}?credential_offer={}", "a".repeat(5000)),
        link.replace("locker-id", "passport"),
    ] {
        assert_eq!(OfferLink::parse(&text), Err(BadOffer), "{text}");
    }
}

#[test]
fn the_code_of_a_reference_is_pinned_and_a_reference_that_could_be_guessed_has_none() {
    assert_eq!(offer_code(&"a".repeat(32)).unwrap(), offer_code(&"a".repeat(32)).unwrap());
    assert_ne!(offer_code(&"a".repeat(32)), offer_code(&"a".repeat(33)));
    for reference in [String::new(), "a".repeat(31), "a".repeat(65), "a/".repeat(20), "é".repeat(20)] {
        assert_eq!(offer_code(&reference), None, "{reference}");
    }
}

#[test]
fn words_of_an_error_hold_nothing_that_oauth_forbids() {
    let error = OauthError::with(OauthCode::InvalidRequest, "a \"quoted\" line\nand \\ more é");
    assert_eq!(error.error_description, "a 'quoted' line?and ? more ?");
    assert_eq!(serde_json::to_value(error.error).unwrap(), "invalid_request");
}

#[test]
fn what_its_signer_holds_to_be_critical_is_not_understood() {
    let key = key(7);
    let public = jwk(&key.public_key());
    let proof = |more: &str| {
        let header = format!(r#"{{"alg":"ES256","typ":"openid4vci-proof+jwt","jwk":{public}{more}}}"#);
        let payload = format!(r#"{{"aud":"{ISSUER}","iat":{},"nonce":"n"}}"#, NOW.seconds());
        check_proof(&jws(&header, &payload, &key), ISSUER, NOW)
    };
    assert!(proof("").is_ok());
    assert!(proof(r#","unheard":1"#).is_ok(), "what is not critical is let pass");
    for more in [r#","crit":["exp"],"exp":1"#, r#","crit":[]"#, r#","crit":null"#] {
        assert_eq!(proof(more).unwrap_err().error, OauthCode::InvalidProof, "{more}");
    }
}
