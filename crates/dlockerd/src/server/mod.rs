//! How a bank starts, serves and stops.

mod app;
mod cors;
mod data;
mod dress;
mod linger;
mod listen;
mod locker_id;
mod page_origin;
mod router;
mod sweep;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use dlocker_custody::Custody;
use dlocker_protocol::passkey::RelyingParty;
use dlocker_store::vault::{Vault, VaultSetup};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::BankConfig;
use crate::issuer::{self, Issuer, IssuerPlace};
use crate::page::Page;
use crate::provider::Provider;
use crate::rates::Rates;
use crate::telling::{self, Senders};
use crate::wallets::Wallets;

pub use app::App;
pub use data::{DataLock, default_keys_dir, keys_dir, open_keys};
pub(crate) use data::{is_owner, owner};
pub use listen::is_allowed;
pub(crate) use locker_id::{admit as check_presentation, issue as issue_locker_id, sign as sign_jws};
pub use page_origin::read as page_origin;
pub use router::router;

/// How long requests under way may take after the bank was told to stop.
const LAST_WORDS: Duration = Duration::from_secs(20);

/// What a bank is started with.
pub struct BankSetup {
    /// The data folder; made if it is missing.
    pub data: PathBuf,
    /// The folder of the keys; made if it is missing. Never inside the data folder.
    pub keys: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The settings.
    pub config: BankConfig,
    /// The clock.
    pub clock: Clock,
}

/// Why a bank did not start; the words say what to try.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The command line or the configuration asks for something that is not allowed.
    #[error("{0}")]
    Misuse(String),
    /// Something on this machine is in the way.
    #[error("{0}")]
    Machine(String),
    /// Keys or data are damaged, or do not belong together.
    #[error("{0}")]
    Damaged(String),
}

/// A bank that serves.
pub struct Bank {
    address: SocketAddr,
    scheme: &'static str,
    handle: Handle<SocketAddr>,
    serving: JoinHandle<std::io::Result<()>>,
    sweeping: JoinHandle<()>,
    senders: Senders,
    _lock: DataLock,
}

impl Bank {
    /// Opens everything, and listens. The future must run in a Tokio runtime, which the bank then works in.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(setup: BankSetup) -> Result<Self, StartError> {
        is_allowed(setup.listen, &setup.config).map_err(StartError::Misuse)?;
        let tls = setup.config.tls.as_ref().map(tls::server_config).transpose()?;
        let keys = keys_dir(&setup.data, Some(&setup.keys))?;
        let lock = DataLock::take(&setup.data)?;
        let (listener, address) = listen::bind(setup.listen)?;
        let party = setup.config.party(address);
        page_origin::remember(&setup.data, party.as_ref())?;
        let ways = telling::open(&setup.config.telling)?;
        let page = page_in_letters(&setup.config, party.as_ref());
        let scheme = if tls.is_some() { "https" } else { "http" };
        let place = IssuerPlace::of(setup.config.public_url.as_deref(), scheme, address);
        let app = open(&setup, &keys, party, place)?;
        let handle = Handle::new();
        let sweeping = tokio::spawn(sweep::every_minute(app.clone()));
        let senders = Senders::start(&app, ways, page.as_deref());
        let page = Page::of(&setup.config);
        let router = cors::allow(&setup.config.page.allow_origins, router::with_page(app, page));
        let serving = listen::serve(listener, router, tls, handle.clone())?;
        Ok(Self { address, scheme, handle, serving, sweeping, senders, _lock: lock })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as a URL without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Stops: no new connections, requests under way are answered within 20 s.
    ///
    /// # Errors
    /// [`StartError::Machine`] if serving had failed before.
    pub async fn stop(self) -> Result<(), StartError> {
        self.handle.graceful_shutdown(Some(LAST_WORDS));
        self.finish().await
    }

    /// Serves until `stop` is done, then stops.
    ///
    /// # Errors
    /// [`StartError::Machine`] if serving fails.
    pub async fn serve_until(mut self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        tokio::select! {
            ended = &mut self.serving => outcome(ended),
            () = stop => self.stop().await,
        }
    }

    async fn finish(self) -> Result<(), StartError> {
        let ended = self.serving.await;
        self.sweeping.abort();
        self.senders.stop().await;
        outcome(ended)
    }
}

fn outcome(ended: Result<std::io::Result<()>, tokio::task::JoinError>) -> Result<(), StartError> {
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(e)) => Err(StartError::Machine(format!("serving ended: {e}"))),
        Err(e) => Err(StartError::Machine(format!("serving ended: {e}"))),
    }
}

/// Where letters say that the page is: nowhere, if nobody serves one.
fn page_in_letters(config: &BankConfig, party: Option<&RelyingParty>) -> Option<String> {
    let elsewhere = config.page.party.is_some();
    party.filter(|_| config.page.serve || elsewhere).map(|party| party.origin().to_owned())
}

fn open(
    setup: &BankSetup,
    keys: &std::path::Path,
    party: Option<RelyingParty>,
    place: IssuerPlace,
) -> Result<App, StartError> {
    let custody = open_keys(&setup.data, keys)?;
    let provider = setup.config.oidc.as_ref().map(|oidc| Provider::of(oidc, party.as_ref())).transpose()?;
    let own = setup.config.issuer_certificate.as_deref();
    let issuer = issuer::open(keys, own, place, custody.as_ref(), (setup.clock)())?;
    let mut limits = setup.config.limits.clone();
    limits.staff.party = party;
    let vault = Vault::open(VaultSetup { data: setup.data.clone(), custody: Arc::clone(&custody), limits })
        .map_err(|e| StartError::Damaged(e.to_string()))?;
    let wallets = wallets(&setup.config, &issuer, &custody)?;
    let app = App::new(vault, custody, issuer, Rates::new(setup.config.rates), setup.clock.clone());
    Ok(app.with_provider(provider).with_wallets(wallets))
}

/// Wallets of other makers.
fn wallets(config: &BankConfig, issuer: &Issuer, custody: &Arc<dyn Custody>) -> Result<Option<Wallets>, StartError> {
    let trust = config.trust_list().map_err(|e| StartError::Misuse(e.to_string()))?;
    Wallets::new(trust, config.wallets, issuer, custody.as_ref()).map(Some)
}
