//! ID tokens: what counts, and each thing that does not.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256};
use dlocker_protocol::Digest;

use super::super::token::{BadToken, Expected, Said, check};
use super::*;

const NONCE: &str = "the-nonce";

fn claims() -> Value {
    let now = NOW.seconds();
    json!({ "iss": ISSUER, "sub": "u-1", "aud": CLIENT, "exp": now + 600, "iat": now, "nonce": NONCE })
}

fn part(value: &Value) -> String {
    to_base64url(value.to_string().as_bytes())
}

/// A token with this head and these claims, by `sign`.
fn token(head: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let signed = format!("{}.{}", part(head), part(claims));
    let signature = to_base64url(&sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn by(key: &SigningKey) -> impl Fn(&[u8]) -> Vec<u8> {
    |message| key.sign(message).as_bytes().to_vec()
}

fn es256(claims: &Value) -> String {
    token(&json!({ "alg": "ES256", "kid": "one" }), claims, by(&key()))
}

fn checked(token: &str, access_token: Option<&str>) -> Result<Said, BadToken> {
    let expected = Expected { issuer: ISSUER, client: CLIENT, nonce: NONCE, access_token, now: NOW };
    check(token, &keys(&json!([jwk(&key(), "one")])), &expected)
}

/// The claims with one of them put, or taken away with null.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

#[test]
fn a_token_for_this_bank_and_session_counts() {
    let said = checked(&es256(&with("roles", json!(["counter"]))), None).unwrap();
    assert_eq!((said.subject.as_str(), said.ends), ("u-1", NOW.plus_millis(600_000)));
    assert_eq!(said.claims["roles"], json!(["counter"]));
    for (name, value) in [("aud", json!([CLIENT])), ("azp", json!(CLIENT)), ("nbf", json!(NOW.seconds()))] {
        assert!(checked(&es256(&with(name, value)), None).is_ok(), "{name}");
    }
}

#[test]
fn each_claim_that_is_wrong_or_missing_makes_a_token_void() {
    let now = NOW.seconds();
    let wrong = [
        ("iss", json!("https://id.bank.example/"), BadToken::Issuer),
        ("iss", json!("https://evil.example"), BadToken::Issuer),
        ("iss", Value::Null, BadToken::Form),
        ("aud", json!("another"), BadToken::Audience),
        ("aud", json!([CLIENT, "another"]), BadToken::Audience),
        ("aud", json!([]), BadToken::Audience),
        ("aud", Value::Null, BadToken::Form),
        ("azp", json!("another"), BadToken::Audience),
        ("exp", json!(now), BadToken::Lapsed),
        ("exp", json!(-1), BadToken::Form),
        ("exp", Value::Null, BadToken::Form),
        ("iat", json!(now - 61), BadToken::Clock),
        ("iat", json!(now + 61), BadToken::Clock),
        ("iat", Value::Null, BadToken::Form),
        ("nbf", json!(now + 61), BadToken::Clock),
        ("nonce", json!("another"), BadToken::Nonce),
        ("nonce", Value::Null, BadToken::Nonce),
        ("sub", json!(""), BadToken::Subject),
        ("sub", json!("x".repeat(256)), BadToken::Subject),
        ("sub", Value::Null, BadToken::Form),
        ("at_hash", json!("AAAA"), BadToken::AccessToken),
    ];
    for (name, value, why) in wrong {
        let token = es256(&with(name, value.clone()));
        assert_eq!(checked(&token, Some("access")).unwrap_err(), why, "{name} is {value}");
    }
}

#[test]
fn an_access_token_must_be_the_one_that_the_token_speaks_of() {
    let hash = to_base64url(&Digest::plain(b"access").as_bytes()[..16]);
    let token = es256(&with("at_hash", json!(hash)));
    assert!(checked(&token, Some("access")).is_ok());
    assert_eq!(checked(&token, Some("another")).unwrap_err(), BadToken::AccessToken);
    assert_eq!(checked(&token, None).unwrap_err(), BadToken::AccessToken);
}

#[test]
fn only_three_algorithms_count_and_a_public_key_is_no_shared_secret() {
    let (x, _) = key().public_key().coordinates();
    let hmac = |message: &[u8]| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &x);
        aws_lc_rs::hmac::sign(&key, message).as_ref().to_vec()
    };
    for alg in ["none", "None", "", "HS256", "ES384", "EdDSA", "RS512"] {
        let head = json!({ "alg": alg, "kid": "one" });
        assert_eq!(checked(&token(&head, &claims(), |_| Vec::new()), None).unwrap_err(), BadToken::Algorithm, "{alg}");
        assert_eq!(checked(&token(&head, &claims(), hmac), None).unwrap_err(), BadToken::Algorithm, "{alg}");
    }
    let critical = json!({ "alg": "ES256", "kid": "one", "crit": ["exp"] });
    assert_eq!(checked(&token(&critical, &claims(), by(&key())), None).unwrap_err(), BadToken::Algorithm);
}

#[test]
fn a_token_counts_only_by_a_key_of_the_provider() {
    let other = SigningKey::from_bytes(&[8; 32]).unwrap();
    let head = |kid: &str| json!({ "alg": "ES256", "kid": kid });
    assert_eq!(checked(&token(&head("one"), &claims(), by(&other)), None).unwrap_err(), BadToken::Signature);
    assert_eq!(checked(&token(&head("two"), &claims(), by(&key())), None).unwrap_err(), BadToken::UnknownKey);
    let rsa = json!({ "alg": "RS256", "kid": "one" });
    assert_eq!(
        checked(&token(&rsa, &claims(), by(&key())), None).unwrap_err(),
        BadToken::UnknownKey,
        "of another kind"
    );
    let unnamed = json!({ "alg": "ES256" });
    assert!(checked(&token(&unnamed, &claims(), by(&key())), None).is_ok(), "a head may name no key");
    assert_eq!(checked(&token(&unnamed, &claims(), by(&other)), None).unwrap_err(), BadToken::Signature);

    let good = es256(&claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = signed.split_once('.').unwrap();
    let altered = format!("{head}.{}.{signature}", part(&with("sub", json!("u-2"))));
    assert_eq!(checked(&altered, None).unwrap_err(), BadToken::Signature);
    for bad in
        ["", ".", "..", "a.b.c", signed, &format!("{good}."), &format!("{good}="), &format!("{good}.{signature}")]
    {
        assert!(checked(bad, None).is_err(), "{bad}");
    }
}

#[test]
fn rsa_signs_in_two_ways_and_a_key_keeps_to_the_one_that_it_names() {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    // PKCS #1 of 2048 bits: nine bytes of heads and a zero, the modulus, two more bytes, the exponent.
    let public = pair.public_key().as_ref();
    let (n, e) = (&public[9..265], &public[267..]);
    let jwk = json!({ "kty": "RSA", "kid": "rsa", "n": to_base64url(n), "e": to_base64url(e) });
    let mut only = jwk.clone();
    only["alg"] = json!("PS256");
    let sign = |padding: &'static dyn aws_lc_rs::signature::RsaEncoding, message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    };
    let expected = Expected { issuer: ISSUER, client: CLIENT, nonce: NONCE, access_token: None, now: NOW };
    let head = |alg: &str| json!({ "alg": alg, "kid": "rsa" });
    let rs = token(&head("RS256"), &claims(), |message| sign(&RSA_PKCS1_SHA256, message));
    let ps = token(&head("PS256"), &claims(), |message| sign(&RSA_PSS_SHA256, message));
    let crossed = token(&head("PS256"), &claims(), |message| sign(&RSA_PKCS1_SHA256, message));
    for (name, token, all, one) in [
        ("RS256", &rs, None, Some(BadToken::UnknownKey)),
        ("PS256", &ps, None, None),
        ("crossed", &crossed, Some(BadToken::Signature), Some(BadToken::Signature)),
    ] {
        for (written, outcome) in [(&jwk, all), (&only, one)] {
            let said = check(token, &keys(&json!([written])), &expected);
            assert_eq!(said.err(), outcome, "{name} with {:?}", written["alg"]);
        }
    }
}

#[test]
fn keys_of_other_kinds_and_purposes_are_passed_over() {
    let mut encrypting = jwk(&key(), "one");
    encrypting["use"] = json!("enc");
    let mut short = jwk(&key(), "one");
    short["x"] = json!("AAAA");
    for useless in [encrypting, short, json!({ "kty": "oct", "kid": "one", "k": "AAAA" }), json!(3)] {
        let expected = Expected { issuer: ISSUER, client: CLIENT, nonce: NONCE, access_token: None, now: NOW };
        let alone = check(&es256(&claims()), &keys(&json!([useless])), &expected);
        assert_eq!(alone.err(), Some(BadToken::UnknownKey), "{useless}");
        assert!(check(&es256(&claims()), &keys(&json!([useless, jwk(&key(), "one")])), &expected).is_ok());
    }
}
