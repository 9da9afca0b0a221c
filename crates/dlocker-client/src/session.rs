//! Signed requests to one bank.

use std::cell::RefCell;

use bytes::Bytes;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::signature::http::{self, Params};
use dlocker_protocol::{DeviceId, Digest, TrusteeId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::platform::{HttpRequest, HttpResponse, Platform};

/// How often one request is sent again when the connection breaks. Every request of the protocol may be sent again.
const RESENDS: u32 = 3;
/// Longest total time for which a request waits out the bank's rate limit, in seconds.
const PATIENCE_SECONDS: u64 = 180;

/// A conversation of this device with one bank.
pub(crate) struct Session<'p, P> {
    platform: &'p P,
    base: String,
    audience: TrusteeId,
    device: DeviceId,
    nonce: RefCell<Option<String>>,
}

/// A request before it is signed.
struct Call<'a> {
    method: &'static str,
    path: &'a str,
    body: Bytes,
    /// SHA-256 of the body, where it is known already.
    digest: Option<Digest>,
    content: &'static str,
    nonce: bool,
}

impl<'a> Call<'a> {
    /// A question: nothing but a path.
    const fn get(path: &'a str) -> Self {
        Self { method: "GET", path, body: Bytes::new(), digest: None, content: "", nonce: false }
    }

    /// A message, which needs a nonce of the bank's.
    fn message<B: Serialize>(method: &'static str, path: &'a str, body: &B) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(Error::unexpected)?.into();
        Ok(Self { method, path, body, digest: None, content: "application/json", nonce: true })
    }
}

impl<'p, P: Platform> Session<'p, P> {
    /// A conversation with the bank at `base` (scheme, host and port), whose id is pinned as `audience`.
    pub(crate) fn new(platform: &'p P, base: &str, audience: TrusteeId, device: DeviceId) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { platform, base, audience, device, nonce: RefCell::new(None) }
    }

    /// The platform underneath.
    pub(crate) fn platform(&self) -> &'p P {
        self.platform
    }

    /// The bank's id.
    pub(crate) fn audience(&self) -> TrusteeId {
        self.audience
    }

    /// This device's id.
    pub(crate) fn device(&self) -> DeviceId {
        self.device
    }

    /// `GET` with a JSON answer. `path` begins with `/v1/` and may have a query.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        parse(&self.call(Call::get(path)).await?)
    }

    /// `GET` with an answer of plain bytes.
    pub(crate) async fn get_bytes(&self, path: &str) -> Result<Vec<u8>> {
        self.call(Call::get(path)).await
    }

    /// `POST` of JSON with a JSON answer.
    pub(crate) async fn post<B: Serialize, T: DeserializeOwned>(&self, path: &str, body: &B) -> Result<T> {
        parse(&self.send_json("POST", path, body).await?)
    }

    /// `POST` of JSON where the bank's refusal is part of the answer.
    pub(crate) async fn attempt<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<core::result::Result<T, Problem>> {
        match self.try_call(Call::message("POST", path, body)?).await {
            Ok(body) => parse(&body).map(Ok),
            Err(Failure::Problem(problem)) => Ok(Err(problem)),
            Err(Failure::Lost(error) | Failure::Other(error)) => Err(error),
        }
    }

    /// `PUT` of JSON; the answer has no content.
    pub(crate) async fn put<B: Serialize>(&self, path: &str, body: &B) -> Result<()> {
        self.send_json("PUT", path, body).await.map(|_| ())
    }

    /// `PUT` of plain bytes, whose SHA-256 is known, with a JSON answer.
    pub(crate) async fn put_bytes<T: DeserializeOwned>(&self, path: &str, body: Vec<u8>, digest: Digest) -> Result<T> {
        let (body, digest) = (body.into(), Some(digest));
        let call = Call { method: "PUT", path, body, digest, content: "application/octet-stream", nonce: false };
        parse(&self.call(call).await?)
    }

    async fn send_json<B: Serialize>(&self, method: &'static str, path: &str, body: &B) -> Result<Vec<u8>> {
        self.call(Call::message(method, path, body)?).await
    }

    /// A nonce that was not used yet: the one that came with the last answer, or a new one.
    pub(crate) async fn fresh_nonce(&self) -> Result<String> {
        let held = self.nonce.borrow_mut().take();
        if let Some(nonce) = held {
            return Ok(nonce);
        }
        let url = format!("{}/v1/nonces", self.base);
        let response =
            self.platform.send(HttpRequest { method: "POST", url, headers: Vec::new(), body: Bytes::new() }).await?;
        let answer: dlocker_protocol::bank::NonceResponse = parse(&accept(response)?)?;
        if is_nonce(&answer.nonce) { Ok(answer.nonce) } else { Err(Error::damaged("the bank's nonce cannot be one")) }
    }

    /// Sends JSON with a nonce that the caller also put inside (a key-binding JWT does); not repeated on a stale nonce.
    pub(crate) async fn post_with_nonce<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        nonce: String,
    ) -> Result<T> {
        let call = Call::message("POST", path, body)?;
        let response = self.platform.send(self.signed(&call, Some(nonce)).await?).await?;
        self.remember(&response);
        parse(&accept(response)?)
    }

    async fn call(&self, call: Call<'_>) -> Result<Vec<u8>> {
        self.try_call(call).await.map_err(|failure| match failure {
            Failure::Problem(problem) => problem.into(),
            Failure::Lost(error) | Failure::Other(error) => error,
        })
    }

    async fn try_call(&self, call: Call<'_>) -> core::result::Result<Vec<u8>, Failure> {
        let (mut resends, mut stale, mut waited) = (0, 0, 0);
        loop {
            let problem = match self.send_once(&call).await {
                Ok(body) => return Ok(body),
                Err(Failure::Lost(_)) if resends < RESENDS => {
                    resends += 1;
                    self.platform.sleep(100 << resends).await;
                    continue;
                }
                Err(Failure::Problem(problem)) => problem,
                Err(failure) => return Err(failure),
            };
            match problem.code {
                ProblemCode::Nonce if stale < 5 => stale += 1,
                // A limit of the day is told, not waited out.
                ProblemCode::RateLimited if waited + problem.retry_after.unwrap_or(1) <= PATIENCE_SECONDS => {
                    let pause = problem.retry_after.unwrap_or(1).clamp(1, 60);
                    waited += pause;
                    self.platform.sleep(pause * 1000).await;
                }
                _ => return Err(Failure::Problem(problem)),
            }
        }
    }

    async fn send_once(&self, call: &Call<'_>) -> core::result::Result<Vec<u8>, Failure> {
        let nonce = if call.nonce { Some(self.fresh_nonce().await.map_err(Failure::of)?) } else { None };
        let request = self.signed(call, nonce).await.map_err(Failure::Other)?;
        let response = self.platform.send(request).await.map_err(|e| Failure::Lost(e.into()))?;
        self.remember(&response);
        match problem_of(&response) {
            None => Ok(response.body),
            Some(Ok(problem)) => Err(Failure::Problem(problem)),
            Some(Err(error)) => Err(Failure::Other(error)),
        }
    }

    fn remember(&self, response: &HttpResponse) {
        if response.nonce.as_deref().is_some_and(is_nonce) {
            self.nonce.borrow_mut().clone_from(&response.nonce);
        }
    }

    async fn signed(&self, call: &Call<'_>, nonce: Option<String>) -> Result<HttpRequest> {
        let body = call.digest.unwrap_or_else(|| Digest::plain(&call.body));
        let (path, query) = call.path.split_once('?').unwrap_or((call.path, ""));
        let request = http::Request { method: call.method, path, query, body: &body, audience: self.audience };
        let params = Params { created: self.platform.now().seconds(), keyid: self.device.to_string(), nonce };
        let signature = self.platform.sign(http::signature_base(&request, &params).as_bytes()).await?;
        let mut headers = vec![
            ("content-digest", http::content_digest(&body)),
            (http::AUDIENCE, self.audience.to_string()),
            ("signature-input", params.signature_input()),
            ("signature", http::signature_header(&signature)),
        ];
        if !call.content.is_empty() {
            headers.push(("content-type", call.content.to_owned()));
        }
        Ok(HttpRequest {
            method: call.method,
            url: format!("{}{}", self.base, call.path),
            headers,
            body: call.body.clone(),
        })
    }
}

/// A nonce goes into a header and into what the device signs: with quotes or line breaks in it the bank would choose more than a nonce.
fn is_nonce(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Why a request gave no answer to work with.
enum Failure {
    /// The connection broke: the same may be sent again.
    Lost(Error),
    Problem(Problem),
    Other(Error),
}

impl Failure {
    fn of(error: Error) -> Self {
        match error {
            Error::Unreachable(_) => Self::Lost(error),
            other => Self::Other(other),
        }
    }
}

/// An unsigned request: for what anyone may ask.
pub(crate) async fn ask<P: Platform, T: DeserializeOwned>(
    platform: &P,
    method: &'static str,
    url: String,
    body: Vec<u8>,
) -> Result<T> {
    let headers = if body.is_empty() { Vec::new() } else { vec![("content-type", "application/json".to_owned())] };
    parse(&accept(platform.send(HttpRequest { method, url, headers, body: body.into() }).await?)?)
}

fn problem_of(response: &HttpResponse) -> Option<Result<Problem>> {
    if (200..300).contains(&response.status) {
        return None;
    }
    Some(serde_json::from_slice(&response.body).map_err(|_| {
        Error::Unexpected(format!(
            "The address answered with status {} and not as a dLocker bank does. Is the bank's address right?",
            response.status
        ))
    }))
}

fn accept(response: HttpResponse) -> Result<Vec<u8>> {
    match problem_of(&response) {
        None => Ok(response.body),
        Some(problem) => Err(problem?.into()),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|e| Error::damaged(format!("the bank's answer cannot be read ({e})")))
}
