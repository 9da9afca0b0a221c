//! A phone: the SDK's platform over a map.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use axum::Router;
use dlocker_client::Platform;
use dlocker_client::platform::{Change, HttpRequest, HttpResponse, StateFailed, Unreachable};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{PublicKey, Signature, Timestamp};
use getrandom::SysRng;
use rand_core::UnwrapErr;

use super::bank::{House, answer};
use super::clock::Clock;
use super::luck::Luck;
use super::steps::Steps;

/// Where all phones believe the bank to be.
pub(super) const BANK: &str = "http://127.0.0.1:1";

/// The system's randomness.
#[allow(clippy::disallowed_methods, reason = "a test kit")]
pub(super) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Somebody between the phone and the bank, or the bank itself.
pub trait Meddler {
    /// Changes a request before the bank sees it.
    fn before(&mut self, _request: &mut HttpRequest) {}

    /// Changes an answer.
    fn after(&mut self, _request: &HttpRequest, _response: &mut HttpResponse) {}
}

/// A phone with its home.
pub struct Phone {
    /// Where its program ends.
    pub steps: Steps,
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    meddler: RefCell<Option<Box<dyn Meddler>>>,
    requests: Cell<u64>,
    clock: Clock,
    luck: Luck,
    router: Router,
}

const KEY: &str = "device.key";

impl Phone {
    /// A phone that was never used.
    #[must_use]
    pub fn new(house: &House) -> Self {
        Self {
            steps: Steps::default(),
            files: RefCell::default(),
            meddler: RefCell::default(),
            requests: Cell::new(0),
            clock: house.clock.clone(),
            luck: Luck::of_the_system(),
            router: house.router.clone(),
        }
    }

    /// The same phone, drawing from `luck` from now on.
    #[must_use]
    pub fn with(self, luck: Luck) -> Self {
        Self { luck, ..self }
    }

    /// The address to give it for the bank.
    #[must_use]
    pub const fn bank(&self) -> &'static str {
        BANK
    }

    /// Another phone with a copy of this one's home, the device key with it.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self {
            steps: Steps::default(),
            files: self.files.clone(),
            meddler: RefCell::default(),
            requests: Cell::new(0),
            clock: self.clock.clone(),
            luck: self.luck.clone(),
            router: self.router.clone(),
        }
    }

    /// From now on somebody meddles.
    pub fn meddle(&self, meddler: impl Meddler + 'static) {
        *self.meddler.borrow_mut() = Some(Box::new(meddler));
    }

    /// Nobody meddles any more.
    pub fn trust_again(&self) {
        *self.meddler.borrow_mut() = None;
    }

    /// The program that is started next ends after `steps` of its effects.
    pub fn crash_at(&self, steps: u64) {
        self.steps.restart(Some(steps));
    }

    /// The program may run to its end again.
    pub fn reboot(&self) {
        self.steps.restart(None);
    }

    /// Requests that were sent.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.get()
    }

    /// Puts back the home that this phone had when `copy` was made of it.
    pub fn put_back(&self, copy: &Self) {
        self.files.replace(copy.files.borrow().clone());
    }

    /// A file of its home.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        self.files.borrow().get(name).cloned()
    }

    /// Puts a file into its home, or takes one away.
    pub fn put_file(&self, name: &str, bytes: Option<Vec<u8>>) {
        let mut files = self.files.borrow_mut();
        match bytes {
            Some(bytes) => files.insert(name.to_owned(), bytes),
            None => files.remove(name),
        };
    }

    fn key(&self) -> Option<SigningKey> {
        let bytes = self.file(KEY)?;
        let scalar: [u8; 32] = bytes.as_slice().try_into().expect("32 bytes");
        Some(SigningKey::from_bytes(&scalar).expect("a key"))
    }

    /// The device's key, as whoever copies the home has it.
    #[must_use]
    pub fn device_key_in_the_clear(&self) -> SigningKey {
        self.key().expect("a device key")
    }
}

fn lost<E>(_: E) -> Unreachable {
    Unreachable("the connection broke".into())
}

fn ended<E>(_: E) -> StateFailed {
    StateFailed("the program is over".into())
}

impl Platform for Phone {
    type Rng = Luck;

    fn rng(&self) -> Self::Rng {
        self.luck.clone()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn sleep(&self, millis: u64) {
        self.clock.pass(millis);
    }

    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        self.steps.step().map_err(lost)?;
        self.requests.set(self.requests.get() + 1);
        if let Some(meddler) = self.meddler.borrow_mut().as_mut() {
            meddler.before(&mut request);
        }
        let mut response = answer(&self.router, request.clone()).await;
        self.steps.step().map_err(lost)?;
        if let Some(meddler) = self.meddler.borrow_mut().as_mut() {
            meddler.after(&request, &mut response);
        }
        Ok(response)
    }

    async fn device_key(&self) -> Result<Option<PublicKey>, StateFailed> {
        Ok(self.key().map(|key| key.public_key()))
    }

    async fn make_device_key(&self) -> Result<PublicKey, StateFailed> {
        let fresh = SigningKey::random(&mut self.rng());
        self.change(KEY, &mut |old| Ok(Some(old.unwrap_or_else(|| fresh.to_bytes().to_vec()))))?;
        self.key().map(|key| key.public_key()).ok_or_else(|| StateFailed("no key".into()))
    }

    async fn sign(&self, message: &[u8]) -> Result<Signature, StateFailed> {
        self.key().map(|key| key.sign(message)).ok_or_else(|| StateFailed("no key".into()))
    }

    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed> {
        Ok(self.file(name))
    }

    fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        let changed = change(self.file(name))?;
        self.steps.step().map_err(ended)?;
        self.put_file(name, changed);
        self.steps.step().map_err(ended)
    }
}
