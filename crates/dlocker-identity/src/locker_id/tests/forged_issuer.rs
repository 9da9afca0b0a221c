//! Locker IDs by others than the bank, and such as the bank's own key signed for something else.

use dlocker_protocol::signature::SigningKey;

use super::*;

/// A presentation, honestly bound by the device, of an issuer's part made of these texts.
fn reissued(cast: &Cast, key: &SigningKey, header: &str, claims: &str) -> Result<VerifiedLockerId, IdentityError> {
    cast.verify(&cast.bind(&format!("{}~", jws(header, claims, key))))
}

#[test]
fn a_locker_id_by_another_issuer_admits_nobody() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let (header, claims) = (header.to_string(), claims.to_string());
    for key in [&SigningKey::random(&mut rng()), &cast.device] {
        assert_eq!(reissued(&cast, key, &header, &claims), Err(IdentityError::NotIssuedHere));
    }
}

#[test]
fn a_locker_id_for_another_trustee_or_under_another_key_id_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let other = format!("urn:dlocker:{}", TrusteeId::from_array([9; 16]));
    for iss in [json!(other), json!(TRUSTEE.to_string()), json!("")] {
        let changed = with(&claims, "iss", Some(iss)).to_string();
        assert_eq!(reissued(&cast, &cast.issuer, &header.to_string(), &changed), Err(IdentityError::NotIssuedHere));
    }
    let changed = with(&header, "kid", Some(json!(thumbprint(&cast.device.public_key())))).to_string();
    assert_eq!(reissued(&cast, &cast.issuer, &changed, &claims.to_string()), Err(IdentityError::NotIssuedHere));
}

#[test]
fn another_algorithm_or_type_of_credential_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    for (member, to) in [
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("alg", Some(json!("ES384"))),
        ("alg", None),
        ("typ", Some(json!("JWT"))),
        ("typ", Some(json!("vc+sd-jwt"))),
        ("typ", Some(json!("kb+jwt"))),
        ("typ", None),
        ("kid", None),
        ("crit", Some(json!(["b64"]))),
        ("x5c", None),
        ("x5c", Some(json!("one"))),
        ("jku", Some(json!("https://elsewhere.example"))),
    ] {
        let changed = with(&header, member, to).to_string();
        let refused = reissued(&cast, &cast.issuer, &changed, &claims.to_string());
        assert_eq!(refused, Err(malformed("issuer's header")), "{changed}");
    }
}

#[test]
fn an_unsigned_locker_id_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let header = with(&header, "alg", Some(json!("none")));
    let input = [header, claims].map(|part| to_base64url(part.to_string().as_bytes())).join(".");
    for tail in ["", ".", &format!(".{}", to_base64url(&[0; 64]))] {
        assert_eq!(cast.verify(&cast.bind(&format!("{input}{tail}~"))), Err(malformed("issuer's part")), "{tail}");
    }
}

#[test]
fn claims_in_another_form_are_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let members = ["iss", "vct", "sub", "iat", "cnf", "_sd", "_sd_alg"];
    let mut texts: Vec<String> = members.into_iter().map(|member| with(&claims, member, None).to_string()).collect();
    for (member, to) in [
        ("vct", json!("urn:dlocker:locker-id:2")),
        ("vct", json!("urn:eudi:pid:1")),
        ("sub", json!("locker-")),
        ("sub", json!(LOCKER.to_string().to_uppercase())),
        ("sub", json!(format!("device{}", LOCKER.to_string().trim_start_matches("locker")))),
        ("iat", json!(NOW.seconds().to_string())),
        ("iat", json!(-1)),
        ("cnf", json!({})),
        ("cnf", json!({"kid": "x"})),
        ("cnf", json!([jwk(&cast.device.public_key())])),
        ("cnf", json!({"jwk": jwk(&cast.device.public_key()), "kid": "x"})),
        ("cnf", json!({"jwk": with(&jwk(&cast.device.public_key()), "d", Some(json!("AAAA")))})),
        ("_sd", json!([])),
        ("_sd", json!(["a", "b"])),
        ("_sd", json!("a")),
        ("_sd_alg", json!("sha-512")),
        ("exp", json!(NOW.seconds() + 5)),
        ("handle", json!("owner@example.com")),
    ] {
        texts.push(with(&claims, member, Some(to)).to_string());
    }
    let inside = claims.to_string();
    let inside = inside.trim_start_matches('{').strip_suffix('}').unwrap();
    texts.push(format!(r#"{{{inside},"sub":"{LOCKER}"}}"#));
    texts.push(format!("{claims} {{}}"));
    for text in texts {
        let refused = reissued(&cast, &cast.issuer, &header.to_string(), &text);
        assert_eq!(refused, Err(malformed("claims")), "{text}");
    }
}

#[test]
fn a_key_that_is_none_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let key = jwk(&cast.device.public_key());
    for (member, to) in [
        ("kty", json!("oct")),
        ("crv", json!("P-384")),
        ("crv", json!("p-256")),
        ("x", json!("AAAA")),
        ("x", key["y"].clone()),
        ("y", json!(to_base64url(&[0xff; 32]))),
        ("y", json!(format!("{}=", key["y"].as_str().unwrap()))),
    ] {
        let cnf = json!({"jwk": with(&key, member, Some(to))});
        let changed = with(&claims, "cnf", Some(cnf)).to_string();
        let refused = reissued(&cast, &cast.issuer, &header.to_string(), &changed);
        assert_eq!(refused, Err(malformed("key")), "{changed}");
    }
}

#[test]
fn a_locker_id_from_the_future_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let at = |iat: u64| {
        let changed = with(&claims, "iat", Some(json!(iat))).to_string();
        reissued(&cast, &cast.issuer, &header.to_string(), &changed)
    };
    assert!(at(NOW.seconds() + 60).is_ok());
    assert!(at(NOW.seconds() - 3600).is_ok());
    assert_eq!(at(NOW.seconds() + 61), Err(IdentityError::OtherTime));
    for iat in [NOW.millis(), u64::MAX] {
        assert_eq!(at(iat), Err(IdentityError::Lapsed), "{iat}");
    }
}

#[test]
fn a_disclosure_that_the_issuer_did_not_sign_is_refused() {
    let cast = Cast::new();
    let locker_id = cast.locker_id();
    let (jwt, rest) = locker_id.split_once('~').unwrap();
    let disclosure = rest.trim_end_matches('~');
    let salt = to_base64url(&[7; 16]);
    let other = to_base64url(json!([salt, "handle", "thief@example.com"]).to_string().as_bytes());
    for disclosures in
        [other.clone(), format!("{disclosure}~{other}"), format!("{disclosure}~{disclosure}"), String::new()]
    {
        let refused = cast.verify(&cast.bind(&format!("{jwt}~{disclosures}~")));
        assert_eq!(refused, Err(malformed("disclosures")), "{disclosures}");
    }
}

#[test]
fn a_disclosure_in_another_form_is_refused_though_the_issuer_signed_it() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let salt = to_base64url(&[7; 16]);
    let disclosed = |array: &str| {
        let disclosure = to_base64url(array.as_bytes());
        let changed = with(&claims, "_sd", Some(json!([sd_hash(&disclosure)])));
        let jwt = jws(&header.to_string(), &changed.to_string(), &cast.issuer);
        cast.verify(&cast.bind(&format!("{jwt}~{disclosure}~")))
    };
    assert!(disclosed(&format!(r#"["{salt}", "handle", "owner@example.com"]"#)).is_ok());
    for array in [
        format!(r#"["{salt}", "sub", "owner@example.com"]"#),
        format!(r#"["{salt}", "handle", "Owner@Example.com"]"#),
        format!(r#"["{salt}", "handle", ""]"#),
        format!(r#"["{salt}", "handle", 5]"#),
        format!(r#"["{salt}", "handle"]"#),
        format!(r#"["{salt}", "handle", "owner@example.com", 1]"#),
        format!(r#"["{salt}", "handle", "owner@example.com"] 1"#),
        r#"["AAAA", "handle", "owner@example.com"]"#.to_owned(),
        r#"["", "handle", "owner@example.com"]"#.to_owned(),
        "{}".to_owned(),
        String::new(),
    ] {
        assert_eq!(disclosed(&array), Err(malformed("disclosures")), "{array}");
    }
}
