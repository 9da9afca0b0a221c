//! Where the SDK runs on a desktop: HTTP by reqwest, the system's clock and randomness, the home in a folder.

mod home;
mod http;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dlocker_client::platform::{Change, HttpRequest, HttpResponse, Platform, StateFailed, Unreachable};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{PublicKey, Signature, Timestamp};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use zeroize::Zeroizing;

pub(crate) use home::Home;
pub(crate) use http::{Http, check_address};

pub(crate) const KEY_FILE: &str = "device.key";

/// This machine, with one home.
pub(crate) struct Desktop {
    home: Home,
    http: Http,
    /// Read once: it never changes while a program runs, and every request is signed with it.
    key: OnceLock<SigningKey>,
}

impl Desktop {
    /// Uses the home in `dir`; it is made when something is first written.
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { home: Home::new(dir), http: Http::default(), key: OnceLock::new() }
    }

    /// The folder of the home.
    pub(crate) fn dir(&self) -> &Path {
        self.home.dir()
    }

    /// Removes the folder of the home, once nothing is in it but its lock. One that somebody put something else into stays.
    pub(crate) fn forget_folder(&self) {
        self.home.forget_folder();
    }

    fn key(&self) -> Result<Option<&SigningKey>, StateFailed> {
        if let Some(key) = self.key.get() {
            return Ok(Some(key));
        }
        Ok(self.read_key()?.map(|key| self.key.get_or_init(|| key)))
    }

    fn read_key(&self) -> Result<Option<SigningKey>, StateFailed> {
        let Some(bytes) = self.home.load(KEY_FILE)?.map(Zeroizing::new) else { return Ok(None) };
        let damaged = || StateFailed("device.key is damaged".into());
        let scalar: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().map_err(|_| damaged())?);
        SigningKey::from_bytes(&scalar).map(Some).map_err(|_| damaged())
    }
}

impl Platform for Desktop {
    type Rng = UnwrapErr<SysRng>;

    fn rng(&self) -> Self::Rng {
        UnwrapErr(SysRng)
    }

    #[allow(clippy::disallowed_methods, reason = "the shell is where time comes from")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        self.http.send(request).await
    }

    async fn device_key(&self) -> Result<Option<PublicKey>, StateFailed> {
        Ok(self.key()?.map(SigningKey::public_key))
    }

    async fn make_device_key(&self) -> Result<PublicKey, StateFailed> {
        let fresh = SigningKey::random(&mut self.rng());
        self.home.change(KEY_FILE, &mut |old| Ok(Some(old.unwrap_or_else(|| fresh.to_bytes().to_vec()))))?;
        let key = self.key()?;
        key.map(SigningKey::public_key).ok_or_else(|| StateFailed("device.key cannot be read back".into()))
    }

    async fn sign(&self, message: &[u8]) -> Result<Signature, StateFailed> {
        let key = self.key()?;
        key.map(|key| key.sign(message)).ok_or_else(|| StateFailed("this home has no device key".into()))
    }

    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed> {
        self.home.load(name)
    }

    fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        self.home.change(name, change)
    }
}
