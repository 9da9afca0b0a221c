//! What ties a browser that comes back to its session; and what the provider says about itself.

use aws_lc_rs::hmac;
use dlocker_protocol::Digest;

use super::super::metadata::Metadata;
use super::super::state::{LIFE, States, nonce};
use super::*;

fn states(byte: u8) -> States {
    States::new(hmac::Key::new(hmac::HMAC_SHA256, &[byte; 32]))
}

#[test]
fn a_state_counts_for_ten_minutes_at_the_bank_and_for_the_session_that_began_it() {
    let (states, session) = (states(1), key().public_key());
    let state = states.fresh(&session, NOW);
    let code =
        |states: &States, state: &str, at| states.check(state, &session, at).map_err(|problem| problem.code.text());
    assert_eq!(code(&states, &state, NOW.plus_millis(LIFE - 1)), Ok(NOW.plus_millis(LIFE)));
    assert_eq!(code(&states, &state, NOW.plus_millis(LIFE)), Err("malformed"));
    assert_eq!(code(&self::states(2), &state, NOW), Err("malformed"), "another bank, or a fresh start");
    let other = SigningKey::from_bytes(&[8; 32]).unwrap().public_key();
    assert!(states.check(&state, &other, NOW).is_err(), "another session");
    for bad in ["", "AAAA", &state[1..], &state[..state.len() - 4], &format!("{state}AAAA")] {
        assert_eq!(code(&states, bad, NOW), Err("malformed"), "{bad}");
    }
    let mut later = dlocker_protocol::encoded::from_base64url(&state).unwrap();
    later[7] ^= 1;
    assert_eq!(code(&states, &to_base64url(&later), NOW), Err("malformed"), "of another time");
    assert_ne!(states.fresh(&session, NOW), state);
}

#[test]
fn the_nonce_is_of_session_and_state_and_the_challenge_of_the_verifier() {
    let (states, session) = (states(1), key().public_key());
    let state = states.fresh(&session, NOW);
    let other = SigningKey::from_bytes(&[8; 32]).unwrap().public_key();
    assert_eq!(nonce(&session, &state), nonce(&session, &state));
    assert_ne!(nonce(&session, &state), nonce(&other, &state));
    assert_ne!(nonce(&session, &state), nonce(&session, &states.fresh(&session, NOW)));
    let verifier = states.verifier(&state);
    assert_eq!(verifier.len(), 43);
    assert_eq!(states.challenge(&state), to_base64url(Digest::plain(verifier.as_bytes()).as_bytes()));
    assert_ne!(verifier, self::states(2).verifier(&state), "nobody but this bank knows it");
}

#[test]
fn a_provider_speaks_for_itself_alone_and_over_tls() {
    let good = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.bank.example/auth",
        "token_endpoint": "https://id.bank.example/token",
        "jwks_uri": "http://localhost:8080/jwks",
        "more": true,
    });
    let check = |written: &Value| Metadata::check(serde_json::from_value(written.clone()).unwrap(), ISSUER);
    assert!(check(&good).is_ok());
    for (name, value) in [
        ("issuer", "https://id.bank.example/"),
        ("token_endpoint", "http://id.bank.example/token"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("jwks_uri", "https://user:pass@id.bank.example/jwks"),
        ("jwks_uri", "jwks"),
    ] {
        let mut bad = good.clone();
        bad[name] = json!(value);
        let problem = check(&bad).err().unwrap();
        assert_eq!(problem.code.text(), "provider", "{name} is {value}");
    }
}
