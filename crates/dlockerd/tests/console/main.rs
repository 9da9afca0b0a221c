//! The console at the level of HTTP: members of staff with passkeys, from a software authenticator.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authenticator;
#[path = "../kit/mod.rs"]
mod kit;

mod provider;
mod served;
mod sign_in;
mod told;
mod work;

use authenticator::Browser;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::passkey::Asserted;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::staff::{
    Order, PasskeyOptions, PasskeyOptionsRequest, RegisterPasskeyRequest, RegisterPasskeyResponse, SessionView, SignIn,
    SignInRequest, StaffName, StaffOrder,
};
use dlocker_protocol::{PublicKey, SessionId};
use dlocker_store::vault::invite_passkey;
use kit::{Answer, Bench, Caller, rng};
use serde_json::json;

/// A member of staff in front of their browser, signed in.
struct Desk {
    name: String,
    browser: Browser,
    caller: Caller,
    view: SessionView,
}

fn origin(bench: &Bench) -> String {
    format!("http://localhost:{}", bench.bank.address().port())
}

/// A link for a passkey, as the operator makes it.
fn link(bench: &Bench, name: &str) -> String {
    use rand_core::Rng;
    let mut bytes = [0; 32];
    rng().fill_bytes(&mut bytes);
    let (code, name) = (to_base64url(&bytes), StaffName::parse(name).unwrap());
    invite_passkey(&bench.folder.path().join("bank"), &name, &code, bench.now()).unwrap();
    code
}

async fn bare(bench: &Bench, path: &str, message: &impl serde::Serialize) -> Answer {
    bench.bare("POST", path, serde_json::to_vec(message).unwrap()).await
}

async fn options(bench: &Bench, code: &str) -> PasskeyOptions {
    bare(bench, "/v1/staff/passkeys/options", &PasskeyOptionsRequest { code: code.into() }).await.json()
}

/// Registers a passkey of this browser for a person who is known.
async fn register(bench: &Bench, name: &str, browser: &mut Browser) -> RegisterPasskeyResponse {
    let code = link(bench, name);
    let options = options(bench, &code).await;
    let credential = browser.create(&origin(bench), &options).await.unwrap();
    bare(bench, "/v1/staff/passkeys", &RegisterPasskeyRequest { code, credential }).await.json()
}

async fn said(bench: &Bench, name: &str, session: PublicKey) -> SignIn {
    SignIn { trustee: bench.view.id, staff: name.into(), session, nonce: bench.nonce().await, at: bench.now() }
}

fn session_caller() -> Caller {
    let key = SigningKey::random(&mut rng());
    Caller { keyid: SessionId::of(&key.public_key()).keyid(), key }
}

async fn sign_in(bench: &Bench, caller: &Caller, sign_in: Asserted<SignIn>) -> Answer {
    let request = SignInRequest { session_key: caller.key.public_key(), sign_in };
    bench.post(caller, "/v1/staff/sessions", &request).await
}

impl Desk {
    /// Adds a person, registers a passkey, signs in.
    async fn of(bench: &Bench, name: &str) -> Self {
        bench.staff(name);
        let mut browser = Browser::default();
        register(bench, name, &mut browser).await;
        Self::at(bench, name, browser).await
    }

    async fn at(bench: &Bench, name: &str, mut browser: Browser) -> Self {
        let caller = session_caller();
        let document = said(bench, name, caller.key.public_key()).await;
        let asserted = browser.sign(&origin(bench), document).await;
        let view: SessionView = sign_in(bench, &caller, asserted).await.json();
        assert_eq!(view.keyid, caller.keyid);
        Self { name: name.into(), browser, caller, view }
    }

    async fn order(&mut self, bench: &Bench, order: Order) -> Asserted<StaffOrder> {
        let staff = self.name.clone();
        let said = StaffOrder { trustee: bench.view.id, staff, order, nonce: bench.nonce().await, at: bench.now() };
        self.browser.sign(&origin(bench), said).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_the_prf_result_of_a_passkey_is_refused_and_told_why() {
    let bench = Bench::start("").await;
    let officer = bench.staff("officer1");
    let handle = "owner@example.com";
    for leaking in [
        json!({ "handle": handle, "clientExtensionResults": { "prf": { "results": { "first": "c2VjcmV0" } } } }),
        json!({ "handle": handle, "prf": { "results": {} } }),
        json!({ "handle": handle, "deep": [{ "clientExtensionResults": { "prf": {} } }] }),
    ] {
        let answer = bench.post(&officer, "/v1/staff/lockers", &leaking).await;
        let problem = answer.problem();
        assert_eq!((answer.status, problem.code.text()), (400, "malformed"), "{leaking}");
        assert!(problem.detail.contains("extension results"), "{}", problem.detail);
        assert!(!problem.detail.contains("c2VjcmV0"), "what it held is not sent back");
    }
    let open = bare(&bench, "/v1/cases", &json!({ "prf": { "results": { "first": "x" } } })).await;
    assert!(open.problem().detail.contains("extension results"));
    let named = bench.post(&officer, "/v1/staff/lockers", &json!({ "handle": "prf@example.com" })).await;
    assert_eq!(named.code(), "not-found", "a handle may be called so");
}
