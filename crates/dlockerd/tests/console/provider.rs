//! Staff who come through the bank's identity provider: what each role may do, endpoint by endpoint, and what a session, a code or a token alone does not.

use dlocker_protocol::encoded::from_base64url;
use dlocker_protocol::staff::{Act, AtProvider, AuditPage, Role, SignInWays, StaffSelf};
use dlocker_protocol::{CaseId, DeviceId, Digest, LockerId};
use serde_json::Value;

use super::told::Provider;
use super::*;

async fn begin(bench: &Bench, caller: &Caller) -> AtProvider {
    let message = json!({ "session_key": caller.key.public_key() });
    bench.post(caller, "/v1/staff/provider/begin", &message).await.json()
}

async fn finish(bench: &Bench, caller: &Caller, (state, code): (&str, &str)) -> Answer {
    let message = json!({ "session_key": caller.key.public_key(), "state": state, "code": code, "iss": null });
    bench.post(caller, "/v1/staff/provider/finish", &message).await
}

/// Comes in through the provider with these roles.
async fn come(bench: &Bench, provider: &Provider, who: (&str, &[&str])) -> (Caller, Answer) {
    let caller = session_caller();
    let address = begin(bench, &caller).await.address;
    let (state, code) = provider.code(&address, who, bench.now());
    let answer = finish(bench, &caller, (&state, &code)).await;
    (caller, answer)
}

async fn seated(bench: &Bench, provider: &Provider, who: (&str, &[&str])) -> Caller {
    let (caller, answer) = come(bench, provider, who).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    caller
}

async fn first_passkey(bench: &Bench, caller: &Caller) -> (String, Answer) {
    let code = kit::code();
    let answer = bench.post(caller, "/v1/staff/passkeys/first", &json!({ "code": code })).await;
    (code, answer)
}

/// Every endpoint of staff, with who may ask.
fn endpoints() -> Vec<(&'static str, String, Value, &'static [Role])> {
    use Role::{Approver, Auditor, Operator, Teller};
    let (case, locker) = (CaseId::from_array([7; 16]), LockerId::from_array([7; 16]));
    let device = DeviceId::of(&SigningKey::from_bytes(&[7; 32]).unwrap().public_key());
    let at = |path: &str| format!("/v1/staff/{path}");
    let order = json!(null);
    vec![
        ("GET", at("me"), json!(null), &Role::ALL),
        ("GET", at("cases"), json!(null), &[Teller, Approver, Auditor]),
        ("GET", at(&format!("cases/{case}")), json!(null), &[Teller, Approver, Auditor]),
        ("GET", at("audit"), json!(null), &[Auditor]),
        ("POST", at("invites"), json!({ "handle": "a@example.com", "invite": kit::code() }), &[Teller, Approver]),
        ("POST", at("lockers"), json!({ "handle": "owner@example.com" }), &[Teller, Approver, Operator]),
        (
            "POST",
            at(&format!("lockers/{locker}/freeze")),
            json!({ "confirmed": false, "order": order }),
            &[Teller, Approver],
        ),
        ("POST", at(&format!("lockers/{locker}/freeze")), json!({ "confirmed": true, "order": order }), &[Approver]),
        (
            "POST",
            at(&format!("lockers/{locker}/thaw")),
            json!({ "guesses_for": null, "order": order }),
            &[Approver, Operator],
        ),
        ("POST", at(&format!("lockers/{locker}/devices/{device}/suspend")), json!({ "order": order }), &[Approver]),
        ("POST", at(&format!("cases/{case}/reject")), json!({ "reason": "no", "order": order }), &[Approver]),
        ("POST", at("passkeys/first"), json!({ "code": kit::code() }), &[Approver, Operator]),
        ("POST", at("sessions/end"), json!({}), &Role::ALL),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_ask_what_is_its_own_and_nothing_else() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    for role in Role::ALL {
        let caller = seated(&bench, &provider, (role.as_str(), &[role.as_str()])).await;
        for (method, path, body, who) in endpoints() {
            let answer = match method {
                "GET" => bench.get(&caller, &path).await,
                _ => bench.post(&caller, &path, &body).await,
            };
            let refused = answer.status == 403 && answer.problem().detail.contains("Your role at this bank");
            assert_eq!(!refused, who.contains(&role), "{} asks {method} {path}: {answer:?}", role.as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p3_only_approvers_approve_and_only_with_a_passkey_of_their_own() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    let teller = seated(&bench, &provider, ("ana", &["teller"])).await;
    let phone = bench.phone(&teller, "owner@example.com").await;
    let new = Caller::device();
    let (case, ..) = bench.case(&new, "owner@example.com").await;
    let path = format!("/v1/staff/cases/{case}/approve");
    let approver = seated(&bench, &provider, ("ben", &["approver"])).await;
    // A session signs like a key, and no key of that person's is known but their passkeys.
    let approval = dlocker_protocol::case::Approval {
        trustee: bench.view.id,
        case,
        transcript: Digest::plain(b"any"),
        code: "123456".into(),
        evidence: "passport".into(),
        staff: "ben".into(),
        at: bench.now(),
        face_to_face: true,
        lost_since: None,
        documents: None,
    };
    let signed = dlocker_protocol::signature::Draft::new(approval).sign(&approver.key);
    let message = json!({ "approval": to_base64url(&signed.to_bytes()) });
    for (caller, words) in [(&teller, "Your role at this bank"), (&approver, "approval")] {
        let answer = bench.post(caller, &path, &message).await;
        assert_eq!(answer.code(), "forbidden", "{answer:?}");
        assert!(answer.problem().detail.contains(words), "{answer:?}");
    }
    let freeze = format!("/v1/staff/lockers/{}/freeze", phone.locker);
    let alone = bench.post(&approver, &freeze, &json!({ "confirmed": true, "order": null })).await;
    assert!(alone.problem().detail.contains("your passkey must sign"), "{alone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn p3_a_session_gives_the_first_passkey_soon_and_never_a_second_one() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    let origin = origin(&bench);
    let who: (&str, &[&str]) = ("ben", &["approver"]);
    let late = seated(&bench, &provider, who).await;
    bench.later(15 * 60_000);
    assert_eq!(first_passkey(&bench, &late).await.1.code(), "forbidden", "a quarter of an hour later");
    let session = seated(&bench, &provider, who).await;
    let (stale, _) = first_passkey(&bench, &session).await;
    let (code, _) = first_passkey(&bench, &session).await;
    assert_eq!(
        bare(&bench, "/v1/staff/passkeys/options", &json!({ "code": stale })).await.code(),
        "invite",
        "one at a time"
    );
    let (mut browser, options) = (Browser::default(), options(&bench, &code).await);
    let credential = browser.create(&origin, &options).await.unwrap();
    let made = bare(&bench, "/v1/staff/passkeys", &RegisterPasskeyRequest { code, credential }).await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(
        first_passkey(&bench, &session).await.1.code(),
        "forbidden",
        "a session that was stolen gets none of its own"
    );
    let again = seated(&bench, &provider, who).await;
    assert_eq!(first_passkey(&bench, &again).await.1.code(), "forbidden");
    let me: StaffSelf = bench.get(&again, "/v1/staff/me").await.json();
    assert_eq!((me.staff.as_str(), me.roles.to_string().as_str(), me.passkeys.len()), ("ben", "approver", 1));

    let caller = session_caller();
    let document = said(&bench, "ben", caller.key.public_key()).await;
    let asserted = browser.sign(&origin, document).await;
    assert_eq!(sign_in(&bench, &caller, asserted).await.code(), "forbidden", "nor does the passkey sign anybody in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_counts_once_for_its_session_and_for_ten_minutes() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    let who: (&str, &[&str]) = ("ana", &["teller"]);
    let (one, two) = (session_caller(), session_caller());
    let (address, other) = (begin(&bench, &one).await.address, begin(&bench, &two).await.address);
    assert!(address.contains("/auth?tenant=1&"), "what the provider's address has in it stays: {address}");
    let (state, code) = provider.code(&address, who, bench.now());
    let (state_two, code_two) = provider.code(&other, who, bench.now());
    assert_eq!(finish(&bench, &two, (&state, &code)).await.code(), "malformed", "the state of another session");
    assert_eq!(finish(&bench, &one, (&from_other(&state), &code)).await.code(), "malformed", "an altered state");
    assert_eq!(finish(&bench, &one, ("", &code)).await.code(), "malformed");
    let crossed = finish(&bench, &two, (&state_two, &code)).await;
    assert_eq!(crossed.code(), "forbidden", "the code of another session: {crossed:?}");
    assert_eq!(finish(&bench, &one, (&state, &code)).await.code(), "forbidden", "which is used up by that");

    let (state, code) = provider.code(&begin(&bench, &one).await.address, who, bench.now());
    let first = finish(&bench, &one, (&state, &code)).await;
    assert_eq!(first.status, 200, "{first:?}");
    let again = finish(&bench, &one, (&state, &code)).await;
    let views: [SessionView; 2] = [first.json(), again.json()];
    assert_eq!((views[0].id, views[0].began), (views[1].id, views[1].began), "a retry is answered again");
    assert_eq!(bench.post(&one, "/v1/staff/sessions/end", &json!({})).await.status, 204);
    assert_eq!(finish(&bench, &one, (&state, &code)).await.code(), "forbidden", "and begins nothing when it was ended");
    bench.later(10 * 60_000);
    assert_eq!(finish(&bench, &two, (&state_two, &code_two)).await.code(), "malformed", "after ten minutes");
}

/// The last character another one.
fn from_other(state: &str) -> String {
    let mut bytes = from_base64url(state).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    to_base64url(&bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_for_this_sign_in_begins_nothing() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    for (claim, value, words) in [
        ("nonce", json!("another"), "another session"),
        ("aud", json!("another"), "another client"),
        ("iss", json!("http://localhost:1"), "another issuer"),
        ("exp", json!(1), "lapsed"),
        ("iat", json!(1), "more than a minute ago"),
        ("roles", json!(["kitchen"]), "gives you no role"),
        ("preferred_username", json!("Ana B"), "no name that can be used"),
    ] {
        let caller = session_caller();
        let (state, code) = provider.code(&begin(&bench, &caller).await.address, ("ana", &["teller"]), bench.now());
        provider.alter(&code, claim, value);
        let answer = finish(&bench, &caller, (&state, &code)).await;
        assert_eq!(answer.code(), "forbidden", "{claim}");
        assert!(answer.problem().detail.contains(words), "{claim}: {answer:?}");
        assert_eq!(bench.get(&caller, "/v1/staff/me").await.code(), "session-over");
    }
    *provider.0.kid.lock().unwrap() = "two";
    seated(&bench, &provider, ("ana", &["teller"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p3_one_subject_is_one_name_and_a_name_is_taken_once() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    bench.staff("officer1");
    let who: (&str, &[&str]) = ("ben", &["approver"]);
    seated(&bench, &provider, who).await;
    for (subject, name, words) in [
        ("sub-eve", "ben", "another ben"),
        ("sub-eve", "officer1", "another officer1"),
        ("sub-ben", "benno", "here you are ben"),
    ] {
        let caller = session_caller();
        let (state, code) = provider.code(&begin(&bench, &caller).await.address, (name, who.1), bench.now());
        provider.alter(&code, "sub", json!(subject));
        let answer = finish(&bench, &caller, (&state, &code)).await;
        assert!(answer.problem().detail.contains(words), "{answer:?}");
    }
    remove_staff(&bench, "ben");
    seated(&bench, &provider, ("ben", &["auditor"])).await;
    let auditor = seated(&bench, &provider, ("dot", &["auditor"])).await;
    let page: AuditPage = bench.get(&auditor, "/v1/staff/audit").await.json();
    let subject = |act: &Act| matches!(act, Act::ProviderSignedIn { subject, .. } if subject == "sub-ben");
    assert_eq!(page.acts.iter().filter(|act| subject(&act.act)).count(), 2);
    assert_eq!(page.acts.iter().filter(|act| act.act == Act::Added && act.staff == "ben").count(), 2);
}

fn remove_staff(bench: &Bench, name: &str) {
    let name = StaffName::parse(name).unwrap();
    dlocker_store::vault::remove_staff(&bench.folder.path().join("bank"), &name, bench.now()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_word_of_the_provider_or_with_the_provider() {
    let provider = Provider::start().await;
    let bench = Bench::start(&provider.settings("")).await;
    let (caller, answer) = come(&bench, &provider, ("ana", &["teller"])).await;
    let view: SessionView = answer.json();
    assert!(view.ends.millis_since(bench.now()) <= 3_600_000 && view.passkey.is_none());
    for _ in 0..2 {
        bench.later(25 * 60_000);
        assert_eq!(bench.get(&caller, "/v1/staff/me").await.status, 200);
    }
    bench.later(11 * 60_000);
    assert_eq!(bench.get(&caller, "/v1/staff/me").await.code(), "session-over", "an hour, as the token says");
    let caller = seated(&bench, &provider, ("ana", &["teller"])).await;
    let Bench { bank, folder, .. } = bench;
    bank.stop().await.unwrap();
    let bench = Bench::start_in(folder, "").await;
    assert_eq!(bench.get(&caller, "/v1/staff/me").await.code(), "session-over", "the bank has no provider any more");
    let caller = session_caller();
    let message = json!({ "session_key": caller.key.public_key() });
    let none = bench.post(&caller, "/v1/staff/provider/begin", &message).await;
    assert!(none.problem().detail.contains("no identity provider"), "{none:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn passkeys_of_local_staff_sign_in_beside_a_provider_only_if_the_settings_say_so() {
    let provider = Provider::start().await;
    for local in [false, true] {
        let bench = Bench::start(&provider.settings(&format!("local_sign_in = {local}"))).await;
        let officer = bench.staff("officer1");
        let ways: SignInWays = bench.bare("GET", "/v1/staff/ways", Vec::new()).await.json();
        assert_eq!(ways, SignInWays { passkey: local, provider: Some(provider.issuer()) });
        let mut browser = Browser::default();
        register(&bench, "officer1", &mut browser).await;
        let caller = session_caller();
        let document = said(&bench, "officer1", caller.key.public_key()).await;
        let answer = sign_in(&bench, &caller, browser.sign(&origin(&bench), document).await).await;
        assert_eq!(answer.status, if local { 200 } else { 403 }, "{answer:?}");
        assert_eq!(bench.get(&officer, "/v1/staff/audit").await.status, 200, "key files work as ever, with every role");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_said_to_be_and_keeps_no_bank_from_starting() {
    let settings = "[staff.oidc]\nissuer = \"http://127.0.0.1:9\"\nclient_id = \"dlocker\"\nlocal_sign_in = true";
    let bench = Bench::start(settings).await;
    let caller = session_caller();
    let message = json!({ "session_key": caller.key.public_key() });
    let answer = bench.post(&caller, "/v1/staff/provider/begin", &message).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "provider"));
    Desk::of(&bench, "officer1").await;
}
