//! Everybody who may ask a bank, and a well-formed request for every address.

use dlocker_protocol::case::{Vouch, VouchRequest};
use dlocker_protocol::device::{EnrolRequest, JoinRequest, LinkRequest};
use dlocker_protocol::intent::{Change, Intent, IntentRequest};
use dlocker_protocol::locker::{CloseRequest, Closing};
use dlocker_protocol::method::{EvaluateRequest, MethodKind, RegisterRequest, StoreRecordRequest};
use dlocker_protocol::passkey::{Asserted, Assertion};
use dlocker_protocol::release::{ReleaseRequest, SettleRequest};
use dlocker_protocol::roster::PublishRosterRequest;
use dlocker_protocol::sealed::UnsealingKey;
use dlocker_protocol::signature::{Draft, SigningKey};
use dlocker_protocol::snapshot::CommitRequest;
use dlocker_protocol::staff::{InviteRequest, SignIn, SignInRequest};
use dlocker_protocol::{
    Bytes, Digest, Handle, IntentId, LinkId, MethodId, PackId, PresentationId, RegistrationId, SessionId,
};
use serde_json::json;

use super::{Bench, Call, Caller, Phone, code, generator, rng};

/// Who may ask at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Officer,
    Device,
    /// The new device of a case, or a device of its locker.
    CaseDevice,
    /// A device whose key stands in the body.
    NewDevice,
    /// A session whose key stands in the body.
    NewSession,
}

/// An address with a request that is well formed there.
pub struct Address {
    pub who: Who,
    pub call: Call,
    pub limit: usize,
}

/// Everybody who may ask.
pub struct World {
    pub bench: Bench,
    pub officer: Caller,
    pub phone: Phone,
    pub newcomer: Caller,
    pub session: Caller,
    pub addresses: Vec<Address>,
}

const MESSAGE: usize = 512 << 10;
const SMALL: usize = 16 << 10;

impl World {
    pub async fn new() -> Self {
        let bench = Bench::start("").await;
        let officer = bench.staff("officer1");
        let phone = bench.phone(&officer, "owner@example.com").await;
        let newcomer = Caller::device();
        let (case, ..) = bench.case(&newcomer, "owner@example.com").await;
        let key = SigningKey::random(&mut rng());
        let session = Caller { keyid: SessionId::of(&key.public_key()).keyid(), key };
        let mut addresses = addresses(&bench, &phone, &newcomer, &case.to_string());
        addresses.push(sign_in(&bench, &session));
        addresses.extend(at_provider(&bench, &session));
        Self { bench, officer, phone, newcomer, session, addresses }
    }

    pub fn signer(&self, who: Who) -> &Caller {
        match who {
            Who::Officer => &self.officer,
            Who::Device => &self.phone.caller,
            Who::CaseDevice | Who::NewDevice => &self.newcomer,
            Who::NewSession => &self.session,
        }
    }

    /// Whether this address wants a nonce.
    pub fn wants_nonce(call: &Call) -> bool {
        call.method != "GET" && !call.path.contains("/packs/")
    }

    /// The call as it should be, with a nonce where one is needed.
    pub async fn fresh(&self, address: &Address) -> Call {
        let mut call = address.call.clone();
        call.created = self.bench.now().seconds();
        if Self::wants_nonce(&call) {
            call.nonce = Some(self.bench.nonce().await);
        }
        call
    }
}

fn addresses(bench: &Bench, phone: &Phone, newcomer: &Caller, case: &str) -> Vec<Address> {
    let blinded = generator();
    let reply_key = Bytes(UnsealingKey::random(&mut rng()).unwrap().sealing_key().as_bytes().to_vec());
    let (method, registration) = (MethodId::random(&mut rng()), RegistrationId::random(&mut rng()));
    let (pack, presentation) = (PackId::random(&mut rng()), PresentationId::random(&mut rng()));
    let release = json!(ReleaseRequest { blinded, reply_key: reply_key.clone() });
    let settle = json!(SettleRequest { proof: None });
    let locker = format!("/v1/lockers/{}", phone.locker);
    let handle = Handle::parse("other@example.com").unwrap();
    let device_key = newcomer.key.public_key();
    let text = |value: serde_json::Value| serde_json::to_vec(&value).unwrap();
    let vouch = Vouch {
        trustee: bench.view.id,
        case: case.parse().unwrap(),
        transcript: Digest::plain(b"transcript"),
        code: "493817".into(),
        device: phone.caller.id(),
        at: bench.now(),
    };
    let vouch = json!(VouchRequest { vouch: Draft::new(vouch).sign(&phone.caller.key) });
    let register = RegisterRequest { registration, method, kind: MethodKind::Pin, guesses: None };
    let record =
        StoreRecordRequest { record: Bytes(vec![1]), masked_share: Bytes(vec![0; 32]), sealed_seed: Bytes(vec![2]) };
    let roster = PublishRosterRequest { expected: None, roster: Bytes(vec![1]), epoch_parts: Vec::new() };
    let rows = [
        (
            Who::Officer,
            "POST",
            "/v1/staff/invites".to_owned(),
            text(json!(InviteRequest { handle, invite: code(), tx_code: None })),
            MESSAGE,
        ),
        (Who::Officer, "GET", "/v1/staff/me".to_owned(), vec![], 0),
        (Who::Officer, "GET", "/v1/staff/audit?from=0".to_owned(), vec![], 0),
        (Who::Officer, "POST", "/v1/staff/sessions/end".to_owned(), text(json!({})), MESSAGE),
        (Who::Officer, "POST", "/v1/staff/passkeys/first".to_owned(), text(json!({ "code": code() })), MESSAGE),
        (Who::Officer, "GET", "/v1/staff/cases".to_owned(), vec![], 0),
        (Who::Officer, "GET", format!("/v1/staff/cases/{case}"), vec![], 0),
        (Who::Officer, "POST", format!("/v1/staff/cases/{case}/reject"), text(json!({"reason": "no"})), MESSAGE),
        (
            Who::NewDevice,
            "POST",
            "/v1/enrolments".into(),
            text(json!(EnrolRequest { invite: code(), device_key })),
            SMALL,
        ),
        (Who::Device, "POST", format!("{locker}/admission"), text(json!({"presentation": "x"})), MESSAGE),
        (Who::Device, "GET", locker.clone(), vec![], 0),
        (Who::Device, "GET", format!("{locker}/rosters?from=1"), vec![], 0),
        (Who::Device, "POST", format!("{locker}/rosters"), text(json!(roster)), 1 << 20),
        (Who::Device, "GET", format!("{locker}/log?from=1"), vec![], 0),
        (Who::Device, "POST", format!("{locker}/registrations"), text(json!(register)), MESSAGE),
        (
            Who::Device,
            "POST",
            format!("{locker}/registrations/{registration}/evaluations"),
            text(json!(EvaluateRequest { blinded, reply_key })),
            MESSAGE,
        ),
        (Who::Device, "PUT", format!("{locker}/registrations/{registration}/record"), text(json!(record)), MESSAGE),
        (
            Who::Device,
            "POST",
            format!("{locker}/registrations/{registration}/releases"),
            text(release.clone()),
            MESSAGE,
        ),
        (
            Who::Device,
            "POST",
            format!("{locker}/registrations/{registration}/openings/1"),
            text(settle.clone()),
            MESSAGE,
        ),
        (Who::Device, "POST", format!("{locker}/methods/{method}/releases"), text(release), MESSAGE),
        (Who::Device, "POST", format!("{locker}/methods/{method}/openings/1"), text(settle), MESSAGE),
        (Who::Device, "PUT", format!("{locker}/packs/{pack}"), vec![7; 64 << 10], 4 << 20),
        (Who::Device, "GET", format!("{locker}/packs/{pack}"), vec![], 0),
        (Who::Device, "GET", format!("{locker}/snapshots?after=0"), vec![], 0),
        (
            Who::Device,
            "POST",
            format!("{locker}/snapshots"),
            text(json!(CommitRequest { header: Bytes(vec![1]) })),
            6 << 20,
        ),
        (
            Who::NewDevice,
            "POST",
            format!("/v1/cases/{case}/reveal"),
            text(json!({"device_key": device_key, "phone_nonce": Bytes(vec![7; 32])})),
            SMALL,
        ),
        (Who::CaseDevice, "GET", format!("/v1/cases/{case}"), vec![], 0),
        (Who::CaseDevice, "POST", format!("/v1/cases/{case}/veto"), text(json!({})), MESSAGE),
        (Who::CaseDevice, "POST", format!("/v1/cases/{case}/vouch"), text(vouch), MESSAGE),
        (Who::CaseDevice, "POST", format!("/v1/cases/{case}/offer"), text(json!({})), MESSAGE),
        (Who::CaseDevice, "POST", format!("/v1/cases/{case}/presentations"), text(json!({})), MESSAGE),
        (Who::CaseDevice, "GET", format!("/v1/cases/{case}/presentations/{presentation}"), vec![], 0),
        (Who::Device, "GET", format!("{locker}/identity"), vec![], 0),
        (Who::Device, "POST", format!("{locker}/identity/stop"), text(json!({})), MESSAGE),
        (Who::Device, "POST", format!("{locker}/presentations"), text(json!({})), MESSAGE),
        (Who::Device, "GET", format!("{locker}/presentations/{presentation}"), vec![], 0),
        (Who::CaseDevice, "POST", format!("/v1/cases/{case}/reissue"), text(json!({})), MESSAGE),
    ];
    let rows = rows.into_iter().chain(living(bench, phone, newcomer));
    let address = |(who, method, path, body, limit): (Who, &'static str, String, Vec<u8>, usize)| Address {
        who,
        call: bench.call(method, &path, body),
        limit,
    };
    rows.map(address).collect()
}

/// A sign-in that no passkey vouches for.
fn sign_in(bench: &Bench, session: &Caller) -> Address {
    let session_key = session.key.public_key();
    let (trustee, staff, nonce) = (bench.view.id, "officer1".to_owned(), "nonce".to_owned());
    let said = SignIn { trustee, staff, session: session_key, nonce, at: bench.now() };
    let part = || Bytes(vec![1; 37]);
    let assertion =
        Assertion { credential: part(), authenticator_data: part(), client_data: part(), signature: part() };
    let request = SignInRequest { session_key, sign_in: Asserted::new(said, assertion) };
    let call = bench.call("POST", "/v1/staff/sessions", serde_json::to_vec(&request).unwrap());
    Address { who: Who::NewSession, call, limit: SMALL }
}

/// The way through an identity provider, which this bank has not.
fn at_provider(bench: &Bench, session: &Caller) -> [Address; 2] {
    let session_key = session.key.public_key();
    let finish = json!({ "session_key": session_key, "state": "state", "code": "code", "iss": null });
    let address = |path: &str, body: serde_json::Value| {
        let call = bench.call("POST", path, serde_json::to_vec(&body).unwrap());
        Address { who: Who::NewSession, call, limit: SMALL }
    };
    [
        address("/v1/staff/provider/begin", json!({ "session_key": session_key })),
        address("/v1/staff/provider/finish", finish),
    ]
}

/// Who, method, path, body, largest body.
type Row = (Who, &'static str, String, Vec<u8>, usize);

/// What a locker needs that is lived with: second devices, changes that wait, freezes.
fn living(bench: &Bench, phone: &Phone, newcomer: &Caller) -> Vec<Row> {
    let (locker, staff) = (format!("/v1/lockers/{}", phone.locker), format!("/v1/staff/lockers/{}", phone.locker));
    let (link, device_key) = (LinkId::random(&mut rng()), newcomer.key.public_key());
    let join = JoinRequest { link, device_key, name: "second".into(), mac: Bytes(vec![1; 32]) };
    let id = IntentId::random(&mut rng());
    let intent = Intent {
        locker: phone.locker,
        id,
        roster: Digest::plain(b"roster"),
        device: phone.caller.id(),
        change: Change::ShortenWait { seconds: None },
        at: bench.now(),
    };
    let intent = IntentRequest { intent: Draft::new(intent).sign(&SigningKey::random(&mut rng())) };
    let (roster, device) = (Digest::plain(b"roster"), phone.caller.id());
    let closing = Closing { locker: phone.locker, intent: id, roster, device, at: bench.now() };
    let closing = CloseRequest { closing: Draft::new(closing).sign(&SigningKey::random(&mut rng())) };
    let post = |who, path: String, body: serde_json::Value| (who, "POST", path, serde_json::to_vec(&body).unwrap());
    let rows = [
        post(Who::Officer, "/v1/staff/lockers".into(), json!({"handle": "owner@example.com"})),
        post(Who::Officer, format!("{staff}/freeze"), json!({"confirmed": false})),
        post(Who::Officer, format!("{staff}/thaw"), json!({})),
        post(Who::Officer, format!("{staff}/devices/{device}/suspend"), json!({})),
        post(Who::Device, format!("{locker}/links"), json!(LinkRequest { link })),
        post(Who::NewDevice, format!("{locker}/joins"), json!(join)),
        post(Who::Device, format!("{locker}/locker-id"), json!({})),
        post(Who::Device, format!("{locker}/intents"), json!(intent)),
        post(Who::Device, format!("{locker}/intents/{id}/stop"), json!({})),
        post(Who::Device, format!("{locker}/freeze"), json!({})),
        post(Who::Device, format!("{locker}/afresh"), json!({})),
        post(Who::Device, format!("{locker}/closing"), json!(closing)),
        (Who::Device, "GET", format!("{locker}/closing"), vec![]),
    ];
    let limit = |who, method| match (who, method) {
        (_, "GET") => 0,
        (Who::NewDevice, _) => SMALL,
        _ => MESSAGE,
    };
    rows.into_iter().map(|(who, method, path, body)| (who, method, path, body, limit(who, method))).collect()
}
