//! The platform of the SDK over a home of `dlocker`: files in a folder, each replaced whole and synced; HTTP on this machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dlocker_client::Platform;
use dlocker_client::platform::{Change, HttpRequest, HttpResponse, StateFailed, Unreachable};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{PublicKey, Signature, Timestamp};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

use crate::Outcome;

/// A home, open.
pub(crate) struct Handset {
    folder: PathBuf,
    pub(crate) key: SigningKey,
    http: reqwest::Client,
}

impl Handset {
    /// The home in this folder, which has a device key.
    pub(crate) fn of(folder: &Path) -> Outcome<Self> {
        let key: [u8; 32] = fs::read(folder.join("device.key"))?.as_slice().try_into()?;
        let key = SigningKey::from_bytes(&key)?;
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
        Ok(Self { folder: folder.to_owned(), key, http })
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let beside = self.folder.join(format!("{name}.new"));
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}

fn failed(error: impl ToString) -> StateFailed {
    StateFailed(error.to_string())
}

fn lost(error: impl ToString) -> Unreachable {
    Unreachable(error.to_string())
}

impl Platform for Handset {
    type Rng = UnwrapErr<SysRng>;

    fn rng(&self) -> Self::Rng {
        UnwrapErr(SysRng)
    }

    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let method = request.method.parse().map_err(|_| lost("not a method"))?;
        let mut asked = self.http.request(method, request.url).body(request.body);
        for (name, value) in request.headers {
            asked = asked.header(name, value);
        }
        let answer = asked.send().await.map_err(lost)?;
        let status = answer.status().as_u16();
        let nonce = answer.headers().get("dlocker-nonce").and_then(|v| v.to_str().ok()).map(str::to_owned);
        Ok(HttpResponse { status, nonce, body: answer.bytes().await.map_err(lost)?.to_vec() })
    }

    async fn device_key(&self) -> Result<Option<PublicKey>, StateFailed> {
        Ok(Some(self.key.public_key()))
    }

    async fn make_device_key(&self) -> Result<PublicKey, StateFailed> {
        Ok(self.key.public_key())
    }

    async fn sign(&self, message: &[u8]) -> Result<Signature, StateFailed> {
        Ok(self.key.sign(message))
    }

    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed> {
        match fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }

    fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        let old = self.load(name)?;
        match change(old.clone())? {
            Some(bytes) if old.as_ref() != Some(&bytes) => self.replace(name, &bytes).map_err(failed),
            Some(_) => Ok(()),
            None => fs::remove_file(self.folder.join(name)).or(Ok(())),
        }
    }
}
