//! Looking something up at an issuer that the trust list names: little, not for long, and never somewhere else.

use std::time::Duration;

use reqwest::header::ACCEPT;

use crate::server::StartError;

const PATIENCE: Duration = Duration::from_secs(5);
/// A status list of a million entries is about 130 KiB at worst, and seldom more than a few when packed.
const LARGEST: usize = 1 << 20;

/// Asks.
pub(super) struct Fetcher(reqwest::Client);

impl Fetcher {
    pub(super) fn new() -> Result<Self, StartError> {
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        let failed = |e| StartError::Machine(format!("no connections to issuers can be made from here: {e}"));
        client.map(Self).map_err(failed)
    }

    /// The body at an https address; nothing where it cannot be had, is not 200, or is longer than 1 MiB.
    pub(super) async fn get(&self, address: &str, accept: &str) -> Option<Vec<u8>> {
        let url = reqwest::Url::parse(address).ok().filter(|url| url.scheme() == "https")?;
        let mut answer = self.0.get(url).header(ACCEPT, accept).send().await.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.ok()? {
            if body.len() + part.len() > LARGEST {
                return None;
            }
            body.extend_from_slice(&part);
        }
        Some(body)
    }
}
