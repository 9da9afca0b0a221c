//! A bank in this process with a clock that can be moved, and callers that sign, well or badly.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod lost;
pub mod owner;
pub mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dlocker_protocol::bank::BankView;
use dlocker_protocol::case::{CaseView, OpenCaseRequest, OpenCaseResponse, RevealRequest, commitment};
use dlocker_protocol::device::{AdmissionRequest, AdmissionResponse, EnrolRequest, EnrolResponse};
use dlocker_protocol::oprf::BlindedElement;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::signature::http::{
    AUDIENCE, NONCE, Params, Request, content_digest, signature_base, signature_header,
};
use dlocker_protocol::staff::{InviteRequest, InviteResponse, StaffMember, StaffName};
use dlocker_protocol::{Bytes, CaseId, DeviceId, Digest, Handle, LockerId, Timestamp, TrusteeId};
use dlockerd::config::BankConfig;
use dlockerd::server::{Bank, BankSetup};
use rand_core::UnwrapErr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Randomness for tests.
pub fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// A bank and its folder.
pub struct Bench {
    pub bank: Bank,
    pub folder: TempDir,
    pub view: BankView,
    http: reqwest::Client,
    ahead: Arc<AtomicU64>,
}

/// Who signs.
pub struct Caller {
    pub keyid: String,
    pub key: SigningKey,
}

impl Caller {
    pub fn device() -> Self {
        let key = SigningKey::random(&mut rng());
        Self { keyid: DeviceId::of(&key.public_key()).to_string(), key }
    }

    pub fn id(&self) -> DeviceId {
        DeviceId::of(&self.key.public_key())
    }
}

/// An admitted device.
pub struct Phone {
    pub caller: Caller,
    pub locker: LockerId,
    pub locker_id: String,
}

/// A request before it is signed.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub query: String,
    pub body: Vec<u8>,
    pub nonce: Option<String>,
    pub created: u64,
    pub audience: TrusteeId,
}

/// A signed request, still open to tampering.
#[derive(Clone)]
pub struct Signed {
    pub call: Call,
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The code of the problem that it must be.
    pub fn code(&self) -> String {
        self.problem().code.text().to_owned()
    }

    pub fn problem(&self) -> Problem {
        let kind = self.headers.get("content-type").map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(kind.as_deref(), Some("application/problem+json"), "{self:?}");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status);
        problem
    }

    /// The message that it must be.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    pub fn nonce(&self) -> String {
        self.headers.get(NONCE).expect("every answer carries a nonce").to_str().unwrap().to_owned()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Call {
    pub fn sign(&self, caller: &Caller) -> Signed {
        let digest = Digest::plain(&self.body);
        let params = Params { created: self.created, keyid: caller.keyid.clone(), nonce: self.nonce.clone() };
        let request = Request {
            method: self.method,
            path: &self.path,
            query: &self.query,
            body: &digest,
            audience: self.audience,
        };
        let signature = caller.key.sign(signature_base(&request, &params).as_bytes());
        let headers = vec![
            ("content-digest", content_digest(&digest)),
            (AUDIENCE, self.audience.to_string()),
            ("signature-input", params.signature_input()),
            ("signature", signature_header(&signature)),
        ];
        Signed { call: self.clone(), headers }
    }
}

impl Bench {
    pub async fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::start_in(folder, config).await
    }

    pub async fn start_in(folder: TempDir, config: &str) -> Self {
        let ahead = Arc::new(AtomicU64::new(0));
        let moved = Arc::clone(&ahead);
        let setup = BankSetup {
            data: folder.path().join("bank"),
            keys: folder.path().join("bank.keys"),
            listen: "127.0.0.1:0".parse().unwrap(),
            config: BankConfig::parse(config, folder.path()).unwrap(),
            clock: Arc::new(move || dlockerd::clock::now().plus_millis(moved.load(Ordering::Relaxed))),
        };
        let bank = Bank::start(setup).await.unwrap();
        let http = reqwest::Client::new();
        let view = http.get(format!("{}/v1/bank", bank.url())).send().await.unwrap();
        let view = serde_json::from_slice(&view.bytes().await.unwrap()).unwrap();
        Self { bank, folder, view, http, ahead }
    }

    /// Moves the bank's clock on.
    pub fn later(&self, millis: u64) {
        self.ahead.fetch_add(millis, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        dlockerd::clock::now().plus_millis(self.ahead.load(Ordering::Relaxed))
    }

    /// A call as it should be, without a nonce.
    pub fn call(&self, method: &'static str, path: &str, body: Vec<u8>) -> Call {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Call {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            body,
            nonce: None,
            created: self.now().seconds(),
            audience: self.view.id,
        }
    }

    pub async fn nonce(&self) -> String {
        let answer = self.http.post(format!("{}/v1/nonces", self.bank.url())).send().await.unwrap();
        answer.headers()[NONCE].to_str().unwrap().to_owned()
    }

    pub async fn send(&self, signed: Signed) -> Answer {
        let Signed { call, headers } = signed;
        let mut url = format!("{}{}", self.bank.url(), call.path);
        if !call.query.is_empty() {
            url.push_str(&format!("?{}", call.query));
        }
        let mut request = self.http.request(call.method.parse().unwrap(), url).body(call.body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    /// Without any signature.
    pub async fn bare(&self, method: &'static str, path: &str, body: Vec<u8>) -> Answer {
        self.send(Signed { call: self.call(method, path, body), headers: Vec::new() }).await
    }

    pub async fn get(&self, caller: &Caller, path: &str) -> Answer {
        self.send(self.call("GET", path, Vec::new()).sign(caller)).await
    }

    pub async fn post(&self, caller: &Caller, path: &str, message: &impl Serialize) -> Answer {
        self.with_nonce(caller, self.call("POST", path, serde_json::to_vec(message).unwrap())).await
    }

    pub async fn with_nonce(&self, caller: &Caller, mut call: Call) -> Answer {
        call.nonce = Some(self.nonce().await);
        self.send(call.sign(caller)).await
    }

    pub fn staff(&self, name: &str) -> Caller {
        self.staff_with_handle(name, None)
    }

    pub fn staff_with_handle(&self, name: &str, handle: Option<&str>) -> Caller {
        let name = StaffName::parse(name).unwrap();
        let key = SigningKey::random(&mut rng());
        let handle = handle.map(|handle| Handle::parse(handle).unwrap());
        let member = StaffMember::local(name.clone(), key.public_key(), handle);
        dlocker_store::vault::add_staff(&self.folder.path().join("bank"), &member, self.now()).unwrap();
        Caller { keyid: name.keyid(), key }
    }

    /// Invites, enrols and admits.
    pub async fn phone(&self, officer: &Caller, handle: &str) -> Phone {
        let invite = code();
        let request = InviteRequest { handle: Handle::parse(handle).unwrap(), invite: invite.clone(), tx_code: None };
        let _: InviteResponse = self.post(officer, "/v1/staff/invites", &request).await.json();
        let caller = Caller::device();
        let request = EnrolRequest { invite, device_key: caller.key.public_key() };
        let enrolled: EnrolResponse = self.post(&caller, "/v1/enrolments", &request).await.json();
        let phone = Phone { caller, locker: enrolled.locker, locker_id: enrolled.locker_id };
        let _: AdmissionResponse = self.admit(&phone).await.json();
        phone
    }

    pub async fn admit(&self, phone: &Phone) -> Answer {
        let nonce = self.nonce().await;
        let message = AdmissionRequest { presentation: self.present(phone, &nonce) };
        let path = format!("/v1/lockers/{}/admission", phone.locker);
        let mut call = self.call("POST", &path, serde_json::to_vec(&message).unwrap());
        call.nonce = Some(nonce);
        self.send(call.sign(&phone.caller)).await
    }

    pub fn present(&self, phone: &Phone, nonce: &str) -> String {
        let draft = dlocker_identity::present(&phone.locker_id, self.view.id, nonce, self.now()).unwrap();
        let signature = phone.caller.key.sign(draft.message());
        draft.finish(signature)
    }

    /// Sends the head of a signed request and none of its body: a request that stays under way.
    pub async fn hold(&self, phone: &Phone) -> TcpStream {
        let mut call = self.call("POST", &format!("/v1/lockers/{}/registrations", phone.locker), vec![b' '; 10]);
        call.nonce = Some(self.nonce().await);
        let signed = call.sign(&phone.caller);
        let mut head = format!("POST {} HTTP/1.1\r\nhost: bank\r\ncontent-length: 10\r\n", call.path);
        for (name, value) in &signed.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.bank.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// Opens a case and its commitment.
    pub async fn case(&self, phone: &Caller, handle: &str) -> (CaseId, [u8; 32], OpenCaseResponse) {
        let handle = Handle::parse(handle).unwrap();
        let nonce = [7; 32];
        let commitment = commitment(&phone.key.public_key(), &nonce, self.view.id, &handle);
        let request = OpenCaseRequest { handle, commitment };
        let opened = self.bare("POST", "/v1/cases", serde_json::to_vec(&request).unwrap()).await;
        let opened: OpenCaseResponse = opened.json();
        let request = RevealRequest { device_key: phone.key.public_key(), phone_nonce: Bytes(nonce.to_vec()) };
        let _: CaseView = self.post(phone, &format!("/v1/cases/{}/reveal", opened.case), &request).await.json();
        (opened.case, nonce, opened)
    }
}

/// The code of an invite, as the console draws it.
pub fn code() -> String {
    use rand_core::Rng;
    let mut bytes = [0; 32];
    rng().fill_bytes(&mut bytes);
    dlocker_protocol::encoded::to_base64url(&bytes)
}

/// The generator of P-256 (SEC 2, section 2.4.2): blinding with it makes the bank answer K.
pub fn generator() -> BlindedElement {
    let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    let bytes = (0..32).map(|i| u8::from_str_radix(&x[2 * i..2 * i + 2], 16).unwrap());
    BlindedElement::from_bytes(&std::iter::once(3).chain(bytes).collect::<Vec<_>>()).unwrap()
}
