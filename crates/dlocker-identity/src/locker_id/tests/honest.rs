//! What goes well, and what is cut, flipped or extended on the way.

use dlocker_protocol::Digest;
use dlocker_protocol::encoded::from_base64url;
use dlocker_protocol::signature::SigningKey;

use super::*;
use crate::{MAX_BYTES, MAX_SKEW_SECONDS, accept};

#[test]
fn a_presented_locker_id_admits_its_device() {
    let cast = Cast::new();
    let verified = cast.verify(&cast.presentation()).unwrap();
    let device_key = cast.device.public_key();
    assert_eq!(verified, VerifiedLockerId { locker: LOCKER, device_key, issued: NOW, handle: None });
}

#[test]
fn a_hand_made_presentation_of_the_profile_is_accepted() {
    // Otherwise the forgeries in the other files would be refused for the wrong reason.
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    let jwt = jws(&header.to_string(), &claims.to_string(), &cast.issuer);
    assert!(cast.verify(&cast.bind(&format!("{jwt}~"))).is_ok());
    // Another writer of JSON may order and space its members differently.
    let spaced = r#" { "typ" : "kb+jwt" , "alg" : "ES256" } "#;
    let (_, binding) = cast.binding_parts(&format!("{jwt}~"));
    assert!(cast.verify(&format!("{jwt}~{}", jws(spaced, &binding.to_string(), &cast.device))).is_ok());
}

#[test]
fn the_device_reads_what_it_was_issued() {
    let cast = Cast::new();
    assert_eq!(accept(&cast.locker_id(), TRUSTEE, &cast.issuer.public_key()), Ok(cast.claims()));
}

#[test]
fn the_device_does_not_accept_what_its_bank_did_not_issue() {
    let (cast, other) = (Cast::new(), Cast::new());
    let refused = Err(IdentityError::NotIssuedHere);
    assert_eq!(accept(&cast.locker_id(), TRUSTEE, &other.issuer.public_key()), refused);
    assert_eq!(accept(&cast.locker_id(), TrusteeId::from_array([9; 16]), &cast.issuer.public_key()), refused);
}

#[test]
fn a_received_locker_id_cut_anywhere_is_refused() {
    let cast = Cast::new();
    let whole = cast.locker_id();
    for length in 0..whole.len() {
        assert!(accept(&whole[..length], TRUSTEE, &cast.issuer.public_key()).is_err(), "cut at {length}");
    }
    for junk in ["x", "~", " ", "\n"] {
        assert!(accept(&format!("{whole}{junk}"), TRUSTEE, &cast.issuer.public_key()).is_err(), "{junk:?}");
    }
}

#[test]
fn p9_presenting_discloses_no_handle() {
    let cast = Cast::new();
    let text = cast.presentation();
    for part in text.split(['~', '.']) {
        let clear = String::from_utf8_lossy(&from_base64url(part).unwrap()).into_owned();
        assert!(!clear.contains("owner@example.com") && !clear.contains("handle"), "{clear}");
    }
    assert_eq!(text.matches('~').count(), 1);
}

#[test]
fn p9_the_digest_of_a_handle_is_salted() {
    let cast = Cast::new();
    let digest = |locker_id: &str| {
        let payload = from_base64url(locker_id.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&payload).unwrap()["_sd"][0].clone()
    };
    assert_ne!(digest(&cast.locker_id()), digest(&cast.locker_id()));
}

#[test]
fn a_handle_is_disclosed_where_the_device_wants_it() {
    let cast = Cast::new();
    let verified = cast.verify(&cast.bind(&cast.locker_id())).unwrap();
    assert_eq!(verified.handle, Some(cast.claims().handle));
}

#[test]
fn a_presentation_cut_anywhere_is_refused() {
    let cast = Cast::new();
    for whole in [cast.presentation(), cast.bind(&cast.locker_id())] {
        for length in 0..whole.len() {
            assert!(cast.verify(&whole[..length]).is_err(), "cut at {length}");
        }
    }
}

#[test]
fn a_presentation_with_one_flipped_bit_is_refused() {
    let cast = Cast::new();
    let whole = cast.bind(&cast.locker_id());
    for at in 0..whole.len() {
        for bit in 0..7 {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let flipped = String::from_utf8(bytes).unwrap();
            assert!(cast.verify(&flipped).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn junk_around_a_presentation_is_refused() {
    let cast = Cast::new();
    let whole = cast.presentation();
    for junk in ["x", "A", "=", "==", ".", "~", "~~", " ", "\n", "\0", ".e30", "é"] {
        assert!(cast.verify(&format!("{whole}{junk}")).is_err(), "{junk:?} behind");
        assert!(cast.verify(&format!("{junk}{whole}")).is_err(), "{junk:?} before");
        assert!(cast.verify(&whole.replace('~', &format!("~{junk}~"))).is_err(), "{junk:?} inside");
    }
    let twice = format!("{whole}~{}", whole.split('~').next_back().unwrap());
    assert!(cast.verify(&twice).is_err());
}

#[test]
fn a_presentation_that_is_too_long_is_not_looked_at() {
    let cast = Cast::new();
    let (header, claims) = cast.issuer_parts();
    for (spaces, fits) in [(1000, true), (MAX_BYTES, false)] {
        // Well formed JSON of any length: white space is part of what is signed.
        let padded = format!("{}{}", claims, " ".repeat(spaces));
        let presentation = cast.bind(&format!("{}~", jws(&header.to_string(), &padded, &cast.issuer)));
        assert_eq!(cast.verify(&presentation).is_ok(), fits, "{} bytes", presentation.len());
    }
    let long = format!("{}~", "x".repeat(MAX_BYTES));
    assert_eq!(present(&long, TRUSTEE, NONCE, NOW).err(), Some(malformed("length")));
    assert_eq!(accept(&long, TRUSTEE, &cast.issuer.public_key()).err(), Some(malformed("length")));
}

#[test]
fn a_presentation_holds_for_a_minute_either_way() {
    let cast = Cast::new();
    let whole = cast.presentation();
    let at = |seconds: i64| {
        let now = Timestamp::from_millis((1_763_000_000 + seconds).unsigned_abs() * 1000);
        verify(&whole, &cast.issuer.public_key(), Expected { trustee: TRUSTEE, nonce: NONCE, now })
    };
    let limit = i64::try_from(MAX_SKEW_SECONDS).unwrap();
    for seconds in [-limit, 0, limit] {
        assert!(at(seconds).is_ok(), "{seconds} s");
    }
    for seconds in [-limit - 1, limit + 1, 30 * 86_400, -30 * 86_400, -1_763_000_000] {
        assert_eq!(at(seconds), Err(IdentityError::OtherTime), "{seconds} s");
    }
}

#[test]
fn a_signer_that_refuses_is_heard() {
    let cast = Cast::new();
    let (key, chain) = (cast.issuer.public_key(), Vec::new());
    let by = Issuer { key: &key, chain: &chain };
    let refused = issue(&cast.claims(), by, |_| Err("no key"), &mut rng());
    assert_eq!(refused, Err("no key"));
}

#[test]
fn a_nonce_of_any_characters_is_carried_unchanged() {
    let cast = Cast::new();
    for nonce in ["\"", "\\", "\",\"aud\":\"x", "~", ".", "ü", ""] {
        let draft = present(&cast.locker_id(), TRUSTEE, nonce, NOW).unwrap();
        let signature = cast.device.sign(draft.message());
        let presentation = draft.finish(signature);
        let expected = |nonce| Expected { trustee: TRUSTEE, nonce, now: NOW };
        assert!(verify(&presentation, &cast.issuer.public_key(), expected(nonce)).is_ok(), "{nonce}");
        assert!(verify(&presentation, &cast.issuer.public_key(), expected("other")).is_err(), "{nonce}");
    }
}

#[test]
fn the_issued_form_is_pinned() {
    let key = |byte| SigningKey::from_bytes(&[byte; 32]).unwrap();
    let cast = Cast { issuer: key(3), device: key(4) };
    let text = cast.presentation();
    let (jwt, _) = text.split_once('~').unwrap();
    let part =
        |at| -> Value { serde_json::from_slice(&from_base64url(jwt.split('.').nth(at).unwrap()).unwrap()).unwrap() };
    let (header, claims) = cast.issuer_parts();
    assert_eq!(part(0), header);
    assert_eq!(with(&part(1), "_sd", None), with(&claims, "_sd", None));
    // The device's key binding is wholly determined by what it presents.
    let (_, binding) = cast.binding_parts(&format!("{jwt}~"));
    let made = text.rsplit('.').nth(1).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&from_base64url(made).unwrap()).unwrap(), binding);
    assert_eq!(
        Digest::from_bytes(&from_base64url(binding["sd_hash"].as_str().unwrap()).unwrap()),
        Ok(Digest::plain(format!("{jwt}~").as_bytes()))
    );
}
