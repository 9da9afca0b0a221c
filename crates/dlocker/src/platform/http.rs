//! HTTP by reqwest over rustls with aws-lc-rs; the key agreement X25519MLKEM768 is preferred.

use std::sync::OnceLock;
use std::time::Duration;

use dlocker_client::platform::{HttpRequest, HttpResponse, MAX_RESPONSE, Unreachable};
use reqwest::{Client, Method, Url};

/// One client for all requests over TLS and one for those on this machine, each made when it is first needed; connections are kept.
#[derive(Default)]
pub(crate) struct Http {
    over_tls: OnceLock<Client>,
    plain: OnceLock<Client>,
}

impl Http {
    fn client(&self, url: &Url) -> Result<&Client, Unreachable> {
        let is_plain = url.scheme() == "http";
        let made = if is_plain { &self.plain } else { &self.over_tls };
        if let Some(client) = made.get() {
            return Ok(client);
        }
        let builder = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(300))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("dlocker/", env!("CARGO_PKG_VERSION")));
        // Who never speaks TLS trusts no roots: reading all certificates of this machine takes longer than an opening.
        let builder = if is_plain { builder.tls_certs_only([]) } else { builder };
        let client = builder.build().map_err(lost)?;
        Ok(made.get_or_init(|| client))
    }

    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let url = checked(&request.url)?;
        let method = Method::from_bytes(request.method.as_bytes()).map_err(lost)?;
        let mut builder = self.client(&url)?.request(method, url).body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let mut response = builder.send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let nonce = response.headers().get("dlocker-nonce").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > MAX_RESPONSE {
                return Err(Unreachable("the answer is longer than any answer of a dLocker bank".into()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, nonce, body })
    }
}

/// Whether a bank may be asked at this address; words for the owner if not.
pub(crate) fn check_address(url: &str) -> Result<(), String> {
    checked(url).map(|_| ()).map_err(|e| e.0)
}

/// Plain http only on loopback; everything else over TLS.
fn checked(url: &str) -> Result<Url, Unreachable> {
    let url = Url::parse(url).map_err(|e| Unreachable(format!("{url} is not an address: {e}")))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err(Unreachable(format!("plain http is only for this machine; use https for {host}"))),
        other => Err(Unreachable(format!("{other} is not http or https"))),
    }
}

/// The whole chain of causes, since reqwest's own words leave out the one that helps.
fn lost(error: impl std::error::Error) -> Unreachable {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    Unreachable(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_tls_has_another_client_than_what_stays_on_this_machine() {
        let http = Http::default();
        let client = |url: &str| std::ptr::from_ref(http.client(&checked(url).unwrap()).unwrap());
        let (plain, over_tls) = (client("http://127.0.0.1:1/"), client("https://bank.example/"));
        assert_ne!(plain, over_tls);
        assert_eq!(plain, client("http://localhost/"));
        assert_eq!(over_tls, client("https://127.0.0.1:1/"));
    }

    #[test]
    fn plain_http_leaves_this_machine_never() {
        assert!(checked("http://127.0.0.1:1/").is_ok());
        assert!(checked("http://[::1]:1/").is_ok());
        assert!(checked("http://localhost/").is_ok());
        assert!(checked("https://bank.example/").is_ok());
        for refused in
            ["http://bank.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "bank", "http://127.0.0.1.example/"]
        {
            assert!(checked(refused).is_err(), "{refused}");
        }
    }
}
