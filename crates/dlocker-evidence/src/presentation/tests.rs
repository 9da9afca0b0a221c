//! Answers, plain and encrypted.

use proptest::prelude::*;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::kit::trust;
use super::*;
use crate::jwe::ResponseKey;
use crate::{EvidenceError, Format};

const STATE: &str = "presentation-a";

const PLAIN: Awaited<'_> = Awaited { state: STATE, key: None };

fn parsed(body: &str) -> Result<Answer, NotTaken> {
    parse(body.as_bytes(), PLAIN, &trust())
}

fn other(part: &'static str) -> Result<Answer, NotTaken> {
    Err(NotTaken::Unproven(EvidenceError::OtherOccasion { part }))
}

#[test]
fn one_presentation_of_one_entry_is_read_however_it_is_escaped() {
    let shown = Shown { entry: "id".into(), format: Format::SdJwtVc, presentation: "a.b.c~d~".into() };
    for body in [
        "state=presentation-a&vp_token=%7B%22id%22%3A%5B%22a.b.c~d~%22%5D%7D",
        "vp_token=%7B+%22id%22:[%22a.b.c%7ed%7E%22]%7D&state=presentation-a",
    ] {
        assert_eq!(parsed(body), Ok(Answer::Shown(shown.clone())), "{body}");
    }
}

#[test]
fn a_wallet_that_says_no_is_understood() {
    let declined = Answer::Declined("access_denied".into());
    assert_eq!(parsed("error=access_denied&error_description=no+thanks&state=presentation-a"), Ok(declined));
}

#[test]
fn more_less_or_something_else_is_refused() {
    let malformed = [
        "",
        "state=presentation-a",
        "state=presentation-a&vp_token=",
        "state=presentation-a&vp_token=[]",
        "state=presentation-a&vp_token={}",
        "state=presentation-a&vp_token={\"id\":[]}",
        "state=presentation-a&vp_token={\"id\":\"a\"}",
        "state=presentation-a&vp_token={\"id\":[\"a\",\"b\"]}",
        "state=presentation-a&vp_token={\"id\":[{}]}",
        "state=presentation-a&vp_token={\"id\":[\"a\"],\"id\":[\"b\"]}",
        "state=presentation-a&vp_token={\"id\":[\"a\"],\"other\":[\"b\"]}",
        "state=presentation-a&vp_token={\"id\":[\"a\"]}&error=access_denied",
        "state=presentation-a&vp_token={\"id\":[\"a\"]}&vp_token={\"id\":[\"a\"]}",
        "state=presentation-a&vp_token=%",
        "state=presentation-a&vp_token=%4",
        "state=presentation-a&vp_token=%ff",
        "state",
    ];
    for body in malformed {
        assert!(parsed(body).is_err(), "{body}");
    }
    assert_eq!(parsed("state=presentation-b&error=x"), other("state"));
    assert_eq!(parsed("error=x"), other("state"));
    let unknown = parsed("state=presentation-a&vp_token={\"other\":[\"a\"]}");
    assert_eq!(unknown, Err(NotTaken::Refused(EvidenceError::NotTrusted { part: "kind" })));
    let long = format!("state=presentation-a&error={}", "x".repeat(MAX_RESPONSE));
    assert_eq!(parsed(&long), Err(NotTaken::Unproven(EvidenceError::Malformed { part: "length" })));
    assert!(parse(&[0xff, 0xfe], PLAIN, &trust()).is_err());
}

#[test]
fn a_wallets_nonce_is_taken_unless_it_is_long() {
    assert_eq!(wallet_nonce(b"wallet_metadata=%7B%7D&wallet_nonce=abc").as_deref(), Some("abc"));
    assert_eq!(wallet_nonce(b""), None);
    assert_eq!(wallet_nonce(format!("wallet_nonce={}", "x".repeat(257)).as_bytes()), None);
}

#[test]
fn what_does_not_show_the_state_ends_nothing() {
    for body in
        ["", "state", "state=presentation-a&vp_token=%", "state=presentation-b&vp_token={}", "response=a.b.c.d.e"]
    {
        assert!(matches!(parsed(body), Err(NotTaken::Unproven(_))), "{body}");
    }
    assert!(matches!(parsed("state=presentation-a&vp_token={}"), Err(NotTaken::Refused(_))));
}

fn key() -> ResponseKey {
    ResponseKey::from_bytes(&Zeroizing::new([0x61; 32])).unwrap()
}

/// The state and entry of the vectors in `spec/vectors/jwe`.
fn encrypted(body: &str) -> Result<Answer, NotTaken> {
    let key = key();
    parse_of_kind(body.as_bytes(), Awaited { state: "state of the request", key: Some(&key) }, "national-id")
}

fn vectors() -> [Value; 2] {
    let texts = [
        include_str!("../../../../spec/vectors/jwe/a128gcm.json"),
        include_str!("../../../../spec/vectors/jwe/a256gcm.json"),
    ];
    texts.map(|text| serde_json::from_str(text).unwrap())
}

#[test]
fn an_answer_that_another_library_encrypted_is_read_as_a_plain_one_is() {
    let shown = Shown { entry: "national-id".into(), format: Format::SdJwtVc, presentation: "presented".into() };
    for vector in vectors() {
        let jwe = vector["jwe"].as_str().unwrap();
        assert_eq!(encrypted(&format!("response={jwe}")), Ok(Answer::Shown(shown.clone())));
        // A state beside it is nothing to go by.
        assert_eq!(encrypted(&format!("state=x&response={jwe}")), Ok(Answer::Shown(shown.clone())));
        for more in ["vp_token={}", "error=access_denied", "response=a"] {
            let both = encrypted(&format!("response={jwe}&{more}"));
            assert!(matches!(both, Err(NotTaken::Unproven(EvidenceError::Malformed { .. }))), "{more}");
        }
    }
}

#[test]
fn a_plain_answer_where_an_encrypted_one_is_awaited_is_refused_and_a_plain_no_is_understood() {
    let plain = encrypted("state=state+of+the+request&vp_token={\"national-id\":[\"presented\"]}");
    assert!(matches!(plain, Err(NotTaken::Refused(EvidenceError::NotAsAsked { .. }))), "{plain:?}");
    assert_eq!(encrypted("state=another&vp_token={}"), other("state"));
    let no = encrypted("state=state+of+the+request&error=access_denied");
    assert_eq!(no, Ok(Answer::Declined("access_denied".into())));
    assert_eq!(encrypted("state=another&error=access_denied"), other("state"));
}

#[test]
fn an_encrypted_answer_where_a_plain_one_is_awaited_ends_nothing() {
    let [vector, _] = vectors();
    let is = parsed(&format!("state=presentation-a&response={}", vector["jwe"].as_str().unwrap()));
    assert!(matches!(is, Err(NotTaken::Unproven(EvidenceError::NotAsAsked { .. }))), "{is:?}");
}

#[test]
fn an_answer_to_another_request_shows_nothing() {
    let [vector, _] = vectors();
    let body = format!("response={}", vector["jwe"].as_str().unwrap());
    let another = ResponseKey::from_bytes(&Zeroizing::new([0x63; 32])).unwrap();
    let awaited = Awaited { state: "state of the request", key: Some(&another) };
    assert_eq!(parse_of_kind(body.as_bytes(), awaited, "national-id"), other("encryption key"));
    let key = key();
    let awaited = Awaited { state: "another", key: Some(&key) };
    assert_eq!(parse_of_kind(body.as_bytes(), awaited, "national-id"), other("state"));
}

#[test]
fn what_is_in_an_encrypted_answer_is_as_strict_as_a_plain_one() {
    let token = |token: Value| json!({ "state": STATE, "vp_token": token });
    let refused = [
        json!({ "state": STATE }),
        json!({ "state": STATE, "error": 7 }),
        json!({ "state": STATE, "error": "no", "vp_token": { "id": ["a"] } }),
        token(json!("{\"id\":[\"a\"]}")),
        token(json!([])),
        token(json!({})),
        token(json!({ "id": "a" })),
        token(json!({ "id": ["a", "b"] })),
        token(json!({ "id": ["a"], "old-id": ["b"] })),
        token(json!({ "other": ["a"] })),
    ];
    for parameters in refused {
        let is = sealed(&parameters.to_string());
        assert!(matches!(is, Err(NotTaken::Refused(_))), "{parameters}: {is:?}");
    }
    let unproven =
        ["", "[]", "{}", r#"{"state":7}"#, r#"{"state":"presentation-a","state":"presentation-a","error":"no"}"#];
    for parameters in unproven {
        let is = sealed(parameters);
        assert!(matches!(is, Err(NotTaken::Unproven(_))), "{parameters}: {is:?}");
    }
    let declined = sealed(&json!({ "state": STATE, "error": "access_denied" }).to_string());
    assert_eq!(declined, Ok(Answer::Declined("access_denied".into())));
    assert!(matches!(sealed(&token(json!({ "id": ["a"] })).to_string()), Ok(Answer::Shown(_))));
}

/// What comes of parameters that are encrypted to the key of the request.
fn sealed(parameters: &str) -> Result<Answer, NotTaken> {
    let key = key();
    let jwe = crate::jwe::sealed_to(&key, parameters.as_bytes());
    parse(format!("response={jwe}").as_bytes(), Awaited { state: STATE, key: Some(&key) }, &trust())
}

proptest! {
    #[test]
    fn whatever_is_posted_is_taken_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200), text in "[a-z=&%.+{}\"]{0,60}") {
        let key = key();
        for awaited in [PLAIN, Awaited { state: STATE, key: Some(&key) }] {
            prop_assert!(parse(&body, awaited, &trust()).is_err());
            let _ = parse(text.as_bytes(), awaited, &trust());
            let sealed = format!("response={text}");
            prop_assert!(parse(sealed.as_bytes(), awaited, &trust()).is_err());
        }
    }
}
