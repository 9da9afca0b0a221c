//! Key bindings by a thief of the Locker ID, by a replaying listener, or by a device that does as it likes.

use dlocker_protocol::signature::SigningKey;

use super::*;

/// The presentation with its key binding made of these texts, signed by `key`.
fn rebound(cast: &Cast, key: &SigningKey, header: &str, claims: &str) -> Result<VerifiedLockerId, IdentityError> {
    let presented = presented(cast);
    cast.verify(&format!("{presented}{}", jws(header, claims, key)))
}

fn presented(cast: &Cast) -> String {
    let (header, claims) = cast.issuer_parts();
    // Deterministic signatures: the same text every time.
    format!("{}~", jws(&header.to_string(), &claims.to_string(), &cast.issuer))
}

#[test]
fn p2_a_locker_id_in_the_hands_of_another_device_admits_nobody() {
    let cast = Cast::new();
    let (header, claims) = cast.binding_parts(&presented(&cast));
    let (header, claims) = (header.to_string(), claims.to_string());
    let thief = SigningKey::random(&mut rng());
    assert!(rebound(&cast, &cast.device, &header, &claims).is_ok());
    assert_eq!(rebound(&cast, &thief, &header, &claims), Err(IdentityError::OtherDevice));
    assert_eq!(rebound(&cast, &cast.issuer, &header, &claims), Err(IdentityError::OtherDevice));
}

#[test]
fn p2_a_locker_id_without_key_binding_admits_nobody() {
    let cast = Cast::new();
    assert_eq!(cast.verify(&cast.locker_id()), Err(malformed("key binding")));
    assert_eq!(cast.verify(&presented(&cast)), Err(malformed("key binding")));
    assert_eq!(cast.verify(presented(&cast).trim_end_matches('~')), Err(malformed("key binding")));
}

#[test]
fn a_replay_on_another_occasion_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.binding_parts(&presented(&cast));
    for (member, to, part) in [
        ("nonce", json!("another"), "nonce"),
        ("nonce", json!(""), "nonce"),
        ("nonce", json!(format!("{NONCE} ")), "nonce"),
        ("aud", json!(TrusteeId::from_array([9; 16]).to_string()), "audience"),
        ("aud", json!(TRUSTEE.to_string().to_uppercase()), "audience"),
        ("aud", json!("https://bank.example"), "audience"),
        ("sd_hash", json!(sd_hash("another~")), "sd_hash"),
        ("sd_hash", json!(sd_hash(presented(&cast).trim_end_matches('~'))), "sd_hash"),
        ("sd_hash", json!(sd_hash(&cast.locker_id())), "sd_hash"),
    ] {
        let changed = with(&claims, member, Some(to)).to_string();
        let refused = rebound(&cast, &cast.device, &header.to_string(), &changed);
        assert_eq!(refused, Err(IdentityError::OtherOccasion { part }), "{changed}");
    }
}

#[test]
fn a_key_binding_moved_to_another_locker_id_of_the_same_device_is_refused() {
    let cast = Cast::new();
    let presentation = cast.presentation();
    let (jwt, binding) = presentation.split_once('~').unwrap();
    let other = cast.locker_id();
    let moved = format!("{}~{binding}", other.split_once('~').unwrap().0);
    assert_eq!(cast.verify(&moved), Err(IdentityError::OtherOccasion { part: "sd_hash" }));
    // Nor can a disclosure be added, or taken away, after the device signed.
    let disclosure = other.split('~').nth(1).unwrap();
    assert!(cast.verify(&format!("{jwt}~{disclosure}~{binding}")).is_err());
    let disclosed = cast.bind(&other);
    let binding = disclosed.rsplit('~').next().unwrap();
    let concealed = format!("{}~{binding}", other.split_once('~').unwrap().0);
    assert_eq!(cast.verify(&concealed), Err(IdentityError::OtherOccasion { part: "sd_hash" }));
}

#[test]
fn another_algorithm_or_type_of_key_binding_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.binding_parts(&presented(&cast));
    for (member, to) in [
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("alg", Some(json!("es256"))),
        ("alg", Some(json!(["ES256"]))),
        ("alg", None),
        ("typ", Some(json!("JWT"))),
        ("typ", Some(json!("dc+sd-jwt"))),
        ("typ", Some(json!("KB+JWT"))),
        ("typ", None),
        ("crit", Some(json!(["exp"]))),
        ("jwk", Some(jwk(&cast.device.public_key()))),
        ("kid", Some(json!("x"))),
    ] {
        let changed = with(&header, member, to).to_string();
        let refused = rebound(&cast, &cast.device, &changed, &claims.to_string());
        assert_eq!(refused, Err(malformed("key binding's header")), "{changed}");
    }
}

#[test]
fn claims_of_a_key_binding_in_another_form_are_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.binding_parts(&presented(&cast));
    let (header, whole) = (header.to_string(), claims.to_string());
    let mut texts: Vec<String> =
        ["iat", "aud", "nonce", "sd_hash"].into_iter().map(|member| with(&claims, member, None).to_string()).collect();
    for (member, to) in [
        ("iat", json!(NOW.seconds().to_string())),
        ("iat", json!(1_763_000_000.5)),
        ("iat", json!(-1)),
        ("iat", json!(null)),
        ("aud", json!([TRUSTEE.to_string()])),
        ("exp", json!(NOW.seconds() + 5)),
        ("nonce", json!(5)),
    ] {
        texts.push(with(&claims, member, Some(to)).to_string());
    }
    let inside = whole.trim_start_matches('{').trim_end_matches('}');
    texts.extend([
        format!(r#"{{{inside},"nonce":"{NONCE}"}}"#),
        format!(r#"{{"nonce":"another",{inside}}}"#),
        format!("{whole}{whole}"),
        format!("[{}, \"{TRUSTEE}\", \"{NONCE}\", {}]", NOW.seconds(), claims["sd_hash"]),
        "{}".into(),
        "null".into(),
        String::new(),
    ]);
    for text in texts {
        let refused = rebound(&cast, &cast.device, &header, &text);
        assert_eq!(refused, Err(malformed("key binding's claims")), "{text}");
    }
}

#[test]
fn a_key_binding_ahead_of_or_behind_the_clock_is_refused() {
    let cast = Cast::new();
    let (header, claims) = cast.binding_parts(&presented(&cast));
    for iat in [0, 1, NOW.seconds() - 61, NOW.seconds() + 61, NOW.seconds() - 30 * 86_400, NOW.millis(), u64::MAX] {
        let changed = with(&claims, "iat", Some(json!(iat))).to_string();
        let refused = rebound(&cast, &cast.device, &header.to_string(), &changed);
        assert_eq!(refused, Err(IdentityError::OtherTime), "{iat}");
    }
}

#[test]
fn a_key_binding_without_a_signature_is_refused() {
    let cast = Cast::new();
    let (_, claims) = cast.binding_parts(&presented(&cast));
    let input = format!(
        "{}.{}",
        to_base64url(br#"{"alg":"none","typ":"kb+jwt"}"#),
        to_base64url(claims.to_string().as_bytes())
    );
    for tail in ["", ".", ".AAAA", &format!(".{}", to_base64url(&[0; 64])), &format!(".{}", to_base64url(&[1; 63]))] {
        let refused = cast.verify(&format!("{}{input}{tail}", presented(&cast)));
        assert_eq!(refused, Err(malformed("key binding")), "{tail}");
    }
}
