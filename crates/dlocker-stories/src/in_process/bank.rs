//! The bank without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_custody::Custody;
use dlocker_protocol::bank::BankView;
use dlocker_protocol::signature::http::NONCE;
use dlocker_store::doctor::{Finding, examine};
use dlocker_store::vault::{Vault, VaultSetup};
use dlockerd::config::BankConfig;
use dlockerd::issuer::{Issuer, IssuerPlace};
use dlockerd::rates::Rates;
use dlockerd::server::{App, open_keys, router};
use tempfile::TempDir;
use tower::ServiceExt;

use super::clock::Clock;
use super::officer::Officer;
use crate::scene::folder;

/// No rate stands in the way of a story that happens in one second.
const RATES: &str = "[limits]\nconcurrent_requests = 1000\nopenings_per_minute = 100000\ncases_per_minute = 100000\nenrolments_per_minute = 100000\n";

/// A bank with two officers.
pub struct House {
    /// The clock of the bank and of all phones.
    pub clock: Clock,
    /// Its word about itself.
    pub view: BankView,
    /// Its data folder and its keys.
    pub folder: TempDir,
    /// Its keys, as whoever runs the bank has them.
    pub custody: Arc<dyn Custody>,
    vault: Vault,
    pub(super) router: Router,
    pub(super) officers: [Officer; 2],
}

impl House {
    /// A bank whose recoveries wait for nothing.
    pub async fn quick() -> Self {
        Self::with("[recovery]\nwait = \"0s\"\nwait_min = \"0s\"\n[guesses]\nfirst_wait = \"0s\"\n").await
    }

    /// A bank with this configuration.
    pub async fn with(config: &str) -> Self {
        Self::within(folder(), config).await
    }

    /// A bank with this configuration, all in this folder.
    pub async fn within(folder: TempDir, config: &str) -> Self {
        let clock = Clock::default();
        let config = BankConfig::parse(&format!("{config}{RATES}"), folder.path()).expect("a configuration");
        let data = folder.path().join("bank");
        std::fs::create_dir(&data).expect("a data folder");
        let custody = open_keys(&data, &folder.path().join("keys")).expect("keys");
        let vault =
            Vault::open(VaultSetup { data: data.clone(), custody: Arc::clone(&custody), limits: config.limits });
        let ticking = clock.clone();
        let clock_of_bank = Arc::new(move || ticking.now());
        let vault = vault.expect("a vault");
        let place = IssuerPlace::at("https://bank.test");
        let issuer = Issuer::made(place, custody.as_ref(), clock_of_bank()).expect("a certificate");
        let app = App::new(vault.clone(), Arc::clone(&custody), issuer, Rates::new(config.rates), clock_of_bank);
        let officers = ["officer1", "officer2"].map(|name| Officer::hired(name, &data));
        let router = router(app);
        let view = serde_json::from_slice(&get(&router, "/v1/bank").await.body).expect("the bank's word about itself");
        Self { clock, view, folder, custody, vault, router, officers }
    }

    /// What time brings: the bank's own work, which its program does every minute.
    pub async fn sweep(&self) {
        self.vault.sweep(self.clock.now()).await;
    }

    /// What the bank's doctor finds.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        examine(&self.folder.path().join("bank"), Some(self.custody.as_ref()))
    }
}

async fn get(router: &Router, path: &str) -> HttpResponse {
    let request = HttpRequest { method: "GET", url: path.to_owned(), headers: Vec::new(), body: Default::default() };
    answer(router, request).await
}

/// What the bank answers.
pub(super) async fn answer(router: &Router, request: HttpRequest) -> HttpResponse {
    let path = request.url.strip_prefix(super::phone::BANK).unwrap_or(&request.url).to_owned();
    let mut builder = axum::http::Request::builder().method(request.method).uri(path);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let request = builder.body(Body::from(request.body)).expect("a request");
    let response = router.clone().oneshot(request).await.expect("a router never fails");
    let status = response.status().as_u16();
    let nonce = response.headers().get(NONCE).map(|value| value.to_str().expect("text").to_owned());
    let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a whole answer").to_vec();
    HttpResponse { status, nonce, body }
}
