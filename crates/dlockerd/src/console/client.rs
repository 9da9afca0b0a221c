//! Signed requests to a bank, and the checks that its answers get.

use std::path::Path;
use std::time::Duration;

use dlocker_protocol::bank::BankView;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::signature::http::{
    AUDIENCE, NONCE, Params, Request as SignedRequest, content_digest, signature_base, signature_header,
};
use dlocker_protocol::signature::{Document, Draft, Signed};
use dlocker_protocol::staff::StaffName;
use dlocker_protocol::{Digest, TrusteeId};
use reqwest::{Method, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ConsoleError, StaffKey};
use crate::clock;

const PATIENCE: Duration = Duration::from_secs(30);
/// Staff answers are lists of cases; nothing a bank honestly says here is larger.
const LARGEST: usize = 16 << 20;

/// A bank, and a member of its staff who asks.
pub struct Console {
    http: reqwest::Client,
    bank: Url,
    trustee: TrusteeId,
    key: StaffKey,
}

impl Console {
    /// Reads the key and asks the bank who it is.
    ///
    /// # Errors
    /// [`ConsoleError`].
    pub async fn open(bank: &str, staff_key: &Path) -> Result<Self, ConsoleError> {
        let key = StaffKey::read(staff_key)?;
        let bank = parse_url(bank)?;
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| ConsoleError::Misuse(format!("no connection can be made from here: {}", chain(&e))))?;
        let answer = send(http.get(join(&bank, "/v1/bank")), &bank).await?;
        let view: BankView = read(answer).await?;
        if TrusteeId::of(&view.log_key) != view.id {
            return Err(ConsoleError::NotABank(format!("what answers at {bank} has an id that is not its key's")));
        }
        Ok(Self { http, bank, trustee: view.id, key })
    }

    /// The bank's id.
    #[must_use]
    pub const fn trustee(&self) -> TrusteeId {
        self.trustee
    }

    /// Who asks.
    #[must_use]
    pub const fn staff(&self) -> &StaffName {
        &self.key.name
    }

    /// Signs a document as this member of staff.
    #[must_use]
    pub fn sign<T: Document>(&self, draft: Draft<T>) -> Signed<T> {
        draft.sign(&self.key.key)
    }

    /// Reads.
    ///
    /// # Errors
    /// [`ConsoleError`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ConsoleError> {
        read(self.send(Method::GET, path, Vec::new(), None).await?).await
    }

    /// Asks for a change, with a nonce of the bank's; once more where the bank wants a fresher one.
    ///
    /// # Errors
    /// [`ConsoleError`].
    pub async fn post<T: DeserializeOwned>(&self, path: &str, message: &impl Serialize) -> Result<T, ConsoleError> {
        let body = serde_json::to_vec(message).map_err(|e| ConsoleError::Misuse(e.to_string()))?;
        let answer = send(self.http.post(join(&self.bank, "/v1/nonces")), &self.bank).await?;
        let answer = self.send(Method::POST, path, body.clone(), Some(fresh_nonce(&answer)?)).await?;
        let nonce = fresh_nonce(&answer)?;
        match read(answer).await {
            Err(ConsoleError::Problem(problem)) if problem.code == ProblemCode::Nonce => {
                read(self.send(Method::POST, path, body, Some(nonce)).await?).await
            }
            answer => answer,
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        nonce: Option<String>,
    ) -> Result<Response, ConsoleError> {
        let digest = Digest::plain(&body);
        let params = Params { created: clock::now().seconds(), keyid: self.key.name.keyid(), nonce };
        let url = join(&self.bank, path);
        let signed = SignedRequest {
            method: method.as_str(),
            path: url.path(),
            query: "",
            body: &digest,
            audience: self.trustee,
        };
        let signature = self.key.key.sign(signature_base(&signed, &params).as_bytes());
        let request = self
            .http
            .request(method, url)
            .header("content-digest", content_digest(&digest))
            .header(AUDIENCE, self.trustee.to_string())
            .header("signature-input", params.signature_input())
            .header("signature", signature_header(&signature))
            .header("content-type", "application/json")
            .body(body);
        send(request, &self.bank).await
    }
}

/// An https address; plain http for this machine alone.
fn parse_url(text: &str) -> Result<Url, ConsoleError> {
    let refused = |why: &str| ConsoleError::Misuse(format!("--bank {text}: {why}"));
    let url = Url::parse(text).map_err(|e| refused(&format!("not an address: {e}")))?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(refused("write scheme, host and port only"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(refused("plain http is for this machine's own loopback address; use https")),
        _ => Err(refused("write an https:// address")),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn join(bank: &Url, path: &str) -> Url {
    let mut url = bank.clone();
    url.set_path(&format!("{}{path}", bank.path().trim_end_matches('/')));
    url
}

async fn send(request: reqwest::RequestBuilder, bank: &Url) -> Result<Response, ConsoleError> {
    request
        .send()
        .await
        .map_err(|e| ConsoleError::Unreachable(format!("the bank at {bank} cannot be reached: {}", chain(&e))))
}

fn fresh_nonce(answer: &Response) -> Result<String, ConsoleError> {
    let nonce = answer.headers().get(NONCE).and_then(|value| value.to_str().ok());
    nonce
        .map(str::to_owned)
        .ok_or_else(|| ConsoleError::NotABank("the answer carries no nonce, as a bank's does".into()))
}

/// The answer, or the bank's problem in its own words.
async fn read<T: DeserializeOwned>(mut answer: Response) -> Result<T, ConsoleError> {
    let ok = answer.status().is_success();
    let mut body = Vec::new();
    while let Some(part) =
        answer.chunk().await.map_err(|e| ConsoleError::Unreachable(format!("the answer broke off: {e}")))?
    {
        body.extend_from_slice(&part);
        if body.len() > LARGEST {
            return Err(ConsoleError::NotABank("the answer is larger than any a bank gives".into()));
        }
    }
    if ok {
        return serde_json::from_slice(&body).map_err(|e| not_a_bank(&answer, &e));
    }
    let problem: Problem = serde_json::from_slice(&body).map_err(|e| not_a_bank(&answer, &e))?;
    Err(ConsoleError::Problem(Box::new(problem)))
}

fn not_a_bank(answer: &Response, why: &serde_json::Error) -> ConsoleError {
    ConsoleError::NotABank(format!("what answers there (status {}) does not speak as a bank: {why}", answer.status()))
}

/// An error with its causes; without the address, which the caller names.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        words.push(cause.to_string());
        next = cause.source();
    }
    if words.is_empty() { error.to_string() } else { words.join(": ") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        for good in
            ["http://127.0.0.1:8700", "http://localhost:1", "http://[::1]:1/", "https://bank.example", "https://x/api/"]
        {
            assert!(parse_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://bank.example",
            "http://10.0.0.1",
            "ftp://x",
            "bank.example",
            "https://u:p@x",
            "https://x/?a",
            "https://x/#a",
            "",
        ] {
            assert!(matches!(parse_url(bad), Err(ConsoleError::Misuse(_))), "{bad}");
        }
    }

    #[test]
    fn a_path_goes_below_the_address_of_the_bank() {
        let join = |bank: &str| super::join(&Url::parse(bank).unwrap(), "/v1/bank").to_string();
        assert_eq!(join("https://x"), "https://x/v1/bank");
        assert_eq!(join("https://x/locker/"), "https://x/locker/v1/bank");
    }
}
