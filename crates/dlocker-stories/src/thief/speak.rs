//! Signed requests with a stolen key.

use dlocker_protocol::bank::{BankView, NonceResponse};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::signature::http::{AUDIENCE, Params, Request, content_digest, signature_base, signature_header};
use dlocker_protocol::{DeviceId, Digest, LockerId, Timestamp, TrusteeId};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Bank, Phone};

/// The system's randomness.
pub(super) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Whoever holds a device's key.
pub struct Thief {
    runtime: tokio::runtime::Runtime,
    http: reqwest::Client,
    url: String,
    /// The bank.
    pub bank: BankView,
    /// The locker.
    pub locker: LockerId,
    /// The key.
    pub key: SigningKey,
}

/// What the bank answered.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Answer {
    /// The code of the problem; fails if it was none.
    #[track_caller]
    #[must_use]
    pub fn refused(&self) -> String {
        assert!(self.status >= 400, "the bank should refuse this, and answered {self:?}");
        self.body["code"].as_str().unwrap_or_default().to_owned()
    }

    /// What it says; fails if it is a problem.
    #[track_caller]
    #[must_use]
    pub fn taken<T: DeserializeOwned>(self) -> T {
        assert!(self.status < 300, "the bank should take this, and answered {self:?}");
        serde_json::from_value(self.body).expect("an answer of this form")
    }
}

impl Thief {
    /// Takes the key and the place of the locker out of a phone's home.
    #[must_use]
    pub fn with(phone: &Phone, bank: &Bank) -> Self {
        let key = std::fs::read(phone.home().join("device.key")).expect("a device key");
        let home = std::fs::read(phone.home().join("home.json")).expect("a home");
        let home: Value = serde_json::from_slice(&home).expect("a home");
        let locker = home["enrolled"]["locker"].as_str().expect("a locker").parse().expect("a locker's id");
        let key: [u8; 32] = key.as_slice().try_into().expect("32 bytes");
        Self::of(SigningKey::from_bytes(&key).expect("a key"), locker, &bank.url())
    }

    /// With any key.
    #[must_use]
    pub fn of(key: SigningKey, locker: LockerId, url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client");
        let view = runtime.block_on(async {
            let answer = http.get(format!("{url}/v1/bank")).send().await.expect("the bank answers");
            answer.bytes().await.expect("a whole answer")
        });
        let bank = serde_json::from_slice(&view).expect("the bank's word about itself");
        Self { runtime, http, url: url.to_owned(), bank, locker, key }
    }

    /// The device whose key it is.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId::of(&self.key.public_key())
    }

    /// The bank's id.
    #[must_use]
    pub const fn trustee(&self) -> TrusteeId {
        self.bank.id
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        Timestamp::from_millis(u64::try_from(since.as_millis()).expect("not so late"))
    }

    /// A path of the locker.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/lockers/{}{}{rest}", self.locker, if rest.is_empty() { "" } else { "/" })
    }

    /// The locker as this device sees it.
    #[track_caller]
    #[must_use]
    pub fn view(&self) -> LockerView {
        self.get(&self.path("")).taken()
    }

    /// `GET`.
    #[must_use]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Vec::new(), None)
    }

    /// `POST`, with a fresh nonce.
    #[must_use]
    pub fn post(&self, path: &str, message: &impl Serialize) -> Answer {
        let nonce = self.nonce();
        self.send("POST", path, serde_json::to_vec(message).expect("a message"), Some(nonce))
    }

    /// `PUT` of JSON, with a fresh nonce.
    #[must_use]
    pub fn put(&self, path: &str, message: &impl Serialize) -> Answer {
        let nonce = self.nonce();
        self.send("PUT", path, serde_json::to_vec(message).expect("a message"), Some(nonce))
    }

    /// `PUT` of bytes.
    #[must_use]
    pub fn put_bytes(&self, path: &str, bytes: Vec<u8>) -> Answer {
        self.send("PUT", path, bytes, None)
    }

    fn nonce(&self) -> String {
        let answer = self.runtime.block_on(async {
            let answer = self.http.post(format!("{}/v1/nonces", self.url)).send().await.expect("the bank answers");
            answer.bytes().await.expect("a whole answer")
        });
        let NonceResponse { nonce } = serde_json::from_slice(&answer).expect("a nonce");
        nonce
    }

    fn send(&self, method: &'static str, path: &str, body: Vec<u8>, nonce: Option<String>) -> Answer {
        let digest = Digest::plain(&body);
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let said = Request { method, path: place, query, body: &digest, audience: self.bank.id };
        let params = Params { created: self.now().seconds(), keyid: self.device().to_string(), nonce };
        let signature = self.key.sign(signature_base(&said, &params).as_bytes());
        let kind = if method == "PUT" && serde_json::from_slice::<Value>(&body).is_err() {
            "application/octet-stream"
        } else {
            "application/json"
        };
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        for (name, value) in [
            ("content-digest", content_digest(&digest)),
            (AUDIENCE, self.bank.id.to_string()),
            ("signature-input", params.signature_input()),
            ("signature", signature_header(&signature)),
            ("content-type", kind.to_owned()),
        ] {
            request = request.header(name, value);
        }
        self.runtime.block_on(async {
            let answer = request.body(body).send().await.expect("the bank answers");
            let status = answer.status().as_u16();
            let bytes = answer.bytes().await.expect("a whole answer");
            Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
        })
    }
}
