//! Where the SDK runs in a browser: requests, signatures and the disk through JavaScript, the local state in memory.
//!
//! The SDK reads and changes its state at once, and a browser's storage takes its time. So all of it is read when the worker starts, and a change
//! waits in a queue. **Before any request is sent, and before a command is answered, the whole queue is written in one transaction**: whatever the
//! bank has heard of is known here too when the tab dies at any moment. What is lost is what nobody has heard of.

mod address;
mod recogniser;
mod state;

pub use address::check_address;
pub use recogniser::Recogniser;
pub use state::{Files, Queued};

use std::cell::{Cell, RefCell};

use dlocker_client::platform::{Change, HttpRequest, HttpResponse, MAX_RESPONSE, Platform, StateFailed, Unreachable};
use dlocker_protocol::{PublicKey, Signature, Timestamp};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use crate::js::{self, awaited, bytes, float};

/// A worker of a browser, with one home.
pub struct Browser {
    js: js::Platform,
    files: RefCell<Files>,
    key: Cell<Option<PublicKey>>,
    stop: Cell<bool>,
    /// The storage failed: said once more when the command ends, whatever it made of that.
    failed: RefCell<Option<StateFailed>>,
}

impl Browser {
    /// Reads the state and the public half of the device's key.
    ///
    /// # Errors
    /// [`StateFailed`] in the platform's words.
    pub async fn open(js: js::Platform) -> Result<Self, StateFailed> {
        let loaded = awaited(js.load_state()).await.map_err(StateFailed)?;
        let files = Files::from_entries(Array::from(&loaded).iter().filter_map(|entry| named(&entry)));
        let key = public_key(&awaited(js.device_key()).await.map_err(StateFailed)?)?;
        let browser = Self {
            js,
            files: RefCell::new(files),
            key: Cell::new(key),
            stop: Cell::new(false),
            failed: RefCell::new(None),
        };
        Ok(browser)
    }

    /// The public half of the device's key.
    pub fn key(&self) -> Option<PublicKey> {
        self.key.get()
    }

    /// From now on nothing is sent, until [`start`](Self::start).
    pub fn stop(&self) {
        self.stop.set(true);
    }

    /// Whether it was told to stop.
    pub fn stops(&self) -> bool {
        self.stop.get()
    }

    /// A call begins.
    pub fn start(&self) {
        self.stop.set(false);
        self.failed.take();
    }

    /// Writes what waits to be written.
    ///
    /// # Errors
    /// [`StateFailed`] in the platform's words, now and until the next [`start`](Self::start).
    pub async fn flush(&self) -> Result<(), StateFailed> {
        if let Some(failed) = self.failed.borrow().clone() {
            return Err(failed);
        }
        let queued = self.files.borrow_mut().take();
        if queued.is_empty() {
            return Ok(());
        }
        let written = awaited(self.js.commit_state(&changes(&queued))).await;
        written.map(|_| ()).map_err(|why| {
            self.files.borrow_mut().put_back(queued);
            let failed = StateFailed(why);
            self.failed.replace(Some(failed.clone()));
            failed
        })
    }

    /// What tells files apart. It is fetched when it is first asked for.
    ///
    /// # Errors
    /// [`Unreachable`] if it cannot be fetched.
    pub async fn recogniser(&self) -> Result<Recogniser, Unreachable> {
        let loaded = awaited(self.js.recogniser()).await;
        loaded.map(Recogniser::new).map_err(|why| {
            Unreachable(format!("the part of the page that tells files apart could not be fetched: {why}. Nothing was put in; try again when the bank can be reached"))
        })
    }

    async fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, String> {
        let headers: Array = request.headers.iter().map(|(name, value)| pair(name, &value.into())).collect();
        let body = Uint8Array::from(&request.body[..]);
        let sent = self.js.send(request.method, &request.url, &headers, &body, float(MAX_RESPONSE as u64));
        let answer = awaited(sent).await?;
        let status = js::number(&answer, "status").and_then(|status| u16::try_from(status).ok());
        let status = status.ok_or("there is no answer")?;
        let body = bytes(&js::member(&answer, "body")).unwrap_or_default();
        if body.len() > MAX_RESPONSE {
            return Err("the answer is longer than any answer of a dLocker bank".into());
        }
        Ok(HttpResponse { status, nonce: js::text(&answer, "nonce"), body })
    }
}

impl Platform for Browser {
    type Rng = UnwrapErr<SysRng>;

    fn rng(&self) -> Self::Rng {
        UnwrapErr(SysRng)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(js::whole(js_sys::Date::now().floor()).unwrap_or_default())
    }

    async fn sleep(&self, millis: u64) {
        if !self.stops() {
            let _ = awaited(self.js.sleep(float(millis))).await;
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        check_address(&request.url).map_err(Unreachable)?;
        self.flush().await.map_err(|failed| Unreachable(failed.0))?;
        if self.stops() {
            return Err(Unreachable("stopped".into()));
        }
        self.answer(&request).await.map_err(Unreachable)
    }

    async fn device_key(&self) -> Result<Option<PublicKey>, StateFailed> {
        Ok(self.key.get())
    }

    async fn make_device_key(&self) -> Result<PublicKey, StateFailed> {
        let made = public_key(&awaited(self.js.make_device_key()).await.map_err(StateFailed)?)?;
        self.key.set(made);
        made.ok_or_else(|| StateFailed("this browser made no key".into()))
    }

    async fn sign(&self, message: &[u8]) -> Result<Signature, StateFailed> {
        let signed = awaited(self.js.sign(&Uint8Array::from(message))).await.map_err(StateFailed)?;
        let signature = bytes(&signed).and_then(|bytes| Signature::from_bytes(&bytes).ok());
        signature.ok_or_else(|| StateFailed("this browser made no signature".into()))
    }

    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed> {
        Ok(self.files.borrow().load(name))
    }

    fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        if let Some(failed) = self.failed.borrow().clone() {
            return Err(failed);
        }
        self.files.borrow_mut().change(name, change)
    }
}

fn named(entry: &JsValue) -> Option<(String, Zeroizing<Vec<u8>>)> {
    let entry = Array::from(entry);
    Some((entry.get(0).as_string()?, Zeroizing::new(bytes(&entry.get(1))?)))
}

fn changes(queued: &Queued) -> Array {
    let content = |bytes: Option<&[u8]>| bytes.map_or(JsValue::NULL, |bytes| Uint8Array::from(bytes).into());
    queued.iter().map(|(name, bytes)| pair(name, &content(bytes))).collect()
}

fn pair(name: &str, value: &JsValue) -> JsValue {
    Array::of2(&name.into(), value).into()
}

fn public_key(raw: &JsValue) -> Result<Option<PublicKey>, StateFailed> {
    if raw.is_null() || raw.is_undefined() {
        return Ok(None);
    }
    let key = bytes(raw).and_then(|raw| match raw.as_slice() {
        [4, point @ ..] => PublicKey::from_coordinates(point.get(..32)?, point.get(32..)?).ok(),
        _ => None,
    });
    key.map(Some).ok_or_else(|| StateFailed("the device's key in this browser cannot be read".into()))
}
