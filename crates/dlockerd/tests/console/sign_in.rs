//! Registering a passkey and signing in, well and badly.

use dlocker_protocol::passkey::Assertion;
use dlocker_protocol::staff::StaffSelf;
use dlocker_protocol::{Bytes, Digest};
use dlocker_store::vault::{remove_passkey, remove_staff};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_staff_registers_a_passkey_signs_in_and_out() {
    let bench = Bench::start("").await;
    let desk = Desk::of(&bench, "officer1").await;
    let me: StaffSelf = bench.get(&desk.caller, "/v1/staff/me").await.json();
    assert_eq!((me.staff.as_str(), me.passkeys.len()), ("officer1", 1));
    assert_eq!(me.session.as_ref(), Some(&desk.view));
    assert_eq!(bench.get(&desk.caller, "/v1/staff/cases").await.status, 200);
    assert_eq!(bench.post(&desk.caller, "/v1/staff/sessions/end", &json!({})).await.status, 204);
    for path in ["/v1/staff/me", "/v1/staff/cases"] {
        let answer = bench.get(&desk.caller, path).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "session-over"), "{path}");
    }
    let officer = bench.staff("officer2");
    let me: StaffSelf = bench.get(&officer, "/v1/staff/me").await.json();
    assert!(me.session.is_none() && me.passkeys.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_of_another_page_algorithm_or_without_verification_is_not_registered() {
    let bench = Bench::start("").await;
    bench.staff("officer1");
    let code = link(&bench, "officer1");
    let options = options(&bench, &code).await;
    assert_eq!((options.rp_id.as_str(), options.origin.as_str()), ("localhost", origin(&bench).as_str()));
    let elsewhere = Browser::default().create("http://localhost:1", &options).await.unwrap();
    let mut careless = Browser::default();
    careless.careless = true;
    let careless = careless.create(&origin(&bench), &options).await.unwrap();
    let mut other = options.clone();
    other.challenge = Digest::plain(b"another challenge");
    let other = Browser::default().create(&origin(&bench), &other).await.unwrap();
    for (credential, why) in [(elsewhere, "another page"), (careless, "verify its user"), (other, "challenge")] {
        let request = RegisterPasskeyRequest { code: code.clone(), credential };
        let problem = bare(&bench, "/v1/staff/passkeys", &request).await.problem();
        assert_eq!(problem.code.text(), "malformed");
        assert!(problem.detail.contains(why), "{why}: {}", problem.detail);
    }
    let credential = Browser::default().create(&origin(&bench), &options).await.unwrap();
    for cut in [0, 36, 37, 54, credential.authenticator_data.0.len() - 1] {
        let mut credential = credential.clone();
        credential.authenticator_data.0.truncate(cut);
        let request = RegisterPasskeyRequest { code: code.clone(), credential };
        assert_eq!(bare(&bench, "/v1/staff/passkeys", &request).await.code(), "malformed", "cut at {cut}");
    }
    let request = RegisterPasskeyRequest { code, credential };
    assert_eq!(bare(&bench, "/v1/staff/passkeys", &request).await.status, 200, "and the link is still good");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_authenticator_says_signs_in_only_as_it_was_said() {
    let bench = Bench::start("").await;
    bench.staff("officer1");
    let mut browser = Browser::default();
    register(&bench, "officer1", &mut browser).await;
    let caller = session_caller();
    let document = said(&bench, "officer1", caller.key.public_key()).await;
    let elsewhere = browser.sign("http://localhost:1", document.clone()).await;
    assert_eq!(sign_in(&bench, &caller, elsewhere).await.code(), "forbidden", "on another page");
    browser.careless = true;
    let careless = browser.sign(&origin(&bench), document.clone()).await;
    assert_eq!(sign_in(&bench, &caller, careless).await.code(), "forbidden", "without verification");
    browser.careless = false;
    let challenge = Digest::plain(b"another challenge");
    let other = Asserted::new(document.clone(), browser.assert(&origin(&bench), &challenge).await);
    assert_eq!(sign_in(&bench, &caller, other).await.code(), "forbidden", "over something else");

    let challenge = dlocker_protocol::signature::Document::digest(&document);
    let good = browser.assert(&origin(&bench), &challenge).await;
    for altered in tampered(&good) {
        let answer = sign_in(&bench, &caller, Asserted::new(document.clone(), altered)).await;
        assert_eq!(answer.code(), "forbidden");
    }
    let good = Asserted::new(document, good);
    let other = session_caller();
    assert_eq!(sign_in(&bench, &other, good.clone()).await.code(), "unsigned", "for another session's key");
    let named = Caller { keyid: other.keyid.clone(), key: SigningKey::from_bytes(&caller.key.to_bytes()).unwrap() };
    assert_eq!(sign_in(&bench, &named, good.clone()).await.code(), "unsigned", "under another session's id");
    assert_eq!(sign_in(&bench, &caller, good).await.status, 200);
}

/// One part cut, altered or empty.
fn tampered(good: &Assertion) -> Vec<Assertion> {
    let mut all = Vec::new();
    for part in 0..4 {
        for damage in ["cut", "altered", "empty"] {
            let mut bad = good.clone();
            let parts = [&mut bad.credential, &mut bad.authenticator_data, &mut bad.client_data, &mut bad.signature];
            let Bytes(bytes) = parts.into_iter().nth(part).unwrap();
            match damage {
                "cut" => bytes.truncate(bytes.len() - 1),
                "altered" => bytes[8] ^= 1,
                _ => bytes.clear(),
            }
            all.push(bad);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_time_and_with_its_passkey_or_person() {
    let bench = Bench::start("[staff]\nsession_life = \"1h\"\nsession_idle = \"10m\"").await;
    let data = bench.folder.path().join("bank");
    let desk = Desk::of(&bench, "officer1").await;
    let asks = async |desk: &Desk| bench.get(&desk.caller, "/v1/staff/cases").await.status;
    for _ in 0..6 {
        bench.later(9 * 60_000);
        assert_eq!(asks(&desk).await, 200);
    }
    bench.later(6 * 60_000);
    assert_eq!(asks(&desk).await, 401, "after an hour, though it was used");
    let idle = Desk::at(&bench, "officer1", desk.browser).await;
    bench.later(10 * 60_000);
    assert_eq!(asks(&idle).await, 401, "not used");
    let desk = Desk::at(&bench, "officer1", idle.browser).await;
    let name = StaffName::parse("officer1").unwrap();
    remove_passkey(&data, &name, desk.view.passkey.unwrap(), bench.now()).unwrap();
    assert_eq!(asks(&desk).await, 401, "its passkey is gone");
    let desk = Desk::of(&bench, "officer2").await;
    remove_staff(&data, &StaffName::parse("officer2").unwrap(), bench.now()).unwrap();
    assert_eq!(asks(&desk).await, 401, "its person is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_trying_links_have_a_rate() {
    let bench = Bench::start("[limits]\nsign_ins_per_minute = 2").await;
    let desk = Desk::of(&bench, "officer1").await;
    let request = PasskeyOptionsRequest { code: "guessed".into() };
    let answer = bare(&bench, "/v1/staff/passkeys/options", &request).await;
    assert_eq!((answer.status, answer.code().as_str()), (429, "rate-limited"), "two were asked by the registration");
    let mut browser = desk.browser;
    for status in [200, 429] {
        let caller = session_caller();
        let document = said(&bench, "officer1", caller.key.public_key()).await;
        let asserted = browser.sign(&origin(&bench), document).await;
        assert_eq!(sign_in(&bench, &caller, asserted).await.status, status);
    }
}
