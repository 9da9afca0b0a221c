//! A request by a wallet, in the terms of OAuth: with a DPoP proof, and perhaps an access token. Errors are answered as OAuth writes them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dlocker_identity::issuance::{DpopRequest, OauthCode, OauthError, check_dpop};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_store::vault::{Denied, DpopKey};
use serde::de::DeserializeOwned;

use super::Peer;
use super::content::{from_json, read};
use crate::rates;
use crate::server::App;

/// Largest body in bytes: four key proofs, and some room.
const LIMIT: usize = 20 << 10;
/// Longest access token that is looked at.
const MAX_TOKEN: usize = 128;

/// A request by a wallet, of which nothing is believed yet.
pub(crate) struct WalletRequest {
    headers: HeaderMap,
    method: String,
    path: String,
    body: Bytes,
}

impl FromRequest<App> for WalletRequest {
    type Rejection = OauthRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, OauthRefusal> {
        let (mut parts, body) = request.into_parts();
        let Ok(Peer(peer)) = Peer::from_request_parts(&mut parts, app).await else {
            return Err(OauthRefusal::from(OauthError::new(
                OauthCode::ServerError,
                "The address of the sender is unknown.",
            )));
        };
        rates::take(&app.rates.wallets, peer, app.now())?;
        let body = read(&parts.headers, body, LIMIT).await?;
        let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
        Ok(Self { headers: parts.headers, method, path, body })
    }
}

impl WalletRequest {
    /// Checks the DPoP proof: for this address and, where one is sent, this access token.
    pub(crate) fn dpop(&self, app: &App, access_token: Option<&str>) -> Result<DpopKey, OauthError> {
        let missing = OauthError::new(
            OauthCode::InvalidDpopProof,
            "This endpoint needs exactly one DPoP proof (RFC 9449). Nothing was done.",
        );
        let proof = one(&self.headers, "dpop").ok_or(missing)?;
        let url = format!("{}{}", app.issuer.url(), self.path);
        let request = DpopRequest { method: &self.method, url: &url, access_token };
        let dpop = check_dpop(proof, request, app.now())?;
        Ok(DpopKey { key: dpop.key, once: dpop.once })
    }

    /// The access token. A bearer token is none here.
    pub(crate) fn access_token(&self) -> Result<&str, OauthError> {
        let missing = OauthError::new(
            OauthCode::InvalidToken,
            "This endpoint needs an access token that is bound to a key: Authorization: DPoP. Nothing was done.",
        );
        let header = one(&self.headers, AUTHORIZATION.as_str()).ok_or_else(|| missing.clone())?;
        let (scheme, token) = header.split_once(' ').ok_or_else(|| missing.clone())?;
        let fits = scheme.eq_ignore_ascii_case("DPoP") && (1..=MAX_TOKEN).contains(&token.len());
        if fits { Ok(token) } else { Err(missing) }
    }

    /// The body as a form, in which nothing comes twice.
    pub(crate) fn form<T: DeserializeOwned>(&self) -> Result<T, OauthError> {
        let wrong = |words: &str| OauthError::with(OauthCode::InvalidRequest, words);
        if !self.is_of_type("application/x-www-form-urlencoded") {
            return Err(wrong("The body must be a form: application/x-www-form-urlencoded. Nothing was done."));
        }
        serde_urlencoded::from_bytes(&self.body)
            .map_err(|e| wrong(&format!("The body is not the form that belongs here: {e}. Nothing was done.")))
    }

    /// The body as a JSON object; `code` names what is wrong otherwise.
    pub(crate) fn json<T: DeserializeOwned>(&self, code: OauthCode) -> Result<T, OauthError> {
        if !self.is_of_type("application/json") {
            return Err(OauthError::new(code, "The body must be JSON: application/json. Nothing was done."));
        }
        from_json(&self.body).map_err(|problem| OauthError::with(code, &problem.detail))
    }

    fn is_of_type(&self, wanted: &str) -> bool {
        let given = one(&self.headers, CONTENT_TYPE.as_str()).and_then(|value| value.split(';').next());
        given.is_some_and(|given| given.trim().eq_ignore_ascii_case(wanted))
    }
}

/// The one value of a header.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next().map(|value| value.to_str()), values.next()) {
        (Some(Ok(value)), None) => Some(value),
        _ => None,
    }
}

/// An error on its way to the wallet.
pub(crate) struct OauthRefusal {
    error: OauthError,
    status: StatusCode,
    retry_after: Option<u64>,
}

impl OauthRefusal {
    /// At an endpoint that takes access tokens, where a wrong token or DPoP proof is answered with a challenge (RFC 9449, section 7.1).
    pub(crate) fn at_resource(mut self) -> Self {
        if matches!(self.error.error, OauthCode::InvalidToken | OauthCode::InvalidDpopProof) {
            self.status = StatusCode::UNAUTHORIZED;
        }
        self
    }
}

impl From<OauthError> for OauthRefusal {
    fn from(error: OauthError) -> Self {
        let status = match error.error {
            OauthCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            OauthCode::TemporarilyUnavailable => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { error, status, retry_after: None }
    }
}

impl From<Denied> for OauthRefusal {
    fn from(denied: Denied) -> Self {
        let (code, words) = match denied {
            Denied::Grant => (
                OauthCode::InvalidGrant,
                "This offer cannot be used: its code is unknown, over or used, or the transaction code is wrong. After five wrong transaction codes an offer is void. Ask the bank for another one.",
            ),
            Denied::Token => (
                OauthCode::InvalidToken,
                "This access token is unknown, over, or bound to another key. Take a new one with the code of the offer.",
            ),
            Denied::Nonce => (
                OauthCode::InvalidNonce,
                "The nonce in the key proof is not one of this issuer's, was used, or is over. Fetch another one and sign again.",
            ),
            Denied::Proof => (
                OauthCode::InvalidProof,
                "This offer was used with other keys, and the Locker ID is issued to no further one. Ask the bank for another offer.",
            ),
            Denied::Notification => (
                OauthCode::InvalidNotificationId,
                "No credential was issued under this notification id with this access token.",
            ),
        };
        OauthError::new(code, words).into()
    }
}

impl From<Problem> for OauthRefusal {
    fn from(problem: Problem) -> Self {
        let code = match problem.code {
            ProblemCode::Nonce => OauthCode::InvalidDpopProof,
            ProblemCode::Malformed | ProblemCode::TooLarge => OauthCode::InvalidRequest,
            ProblemCode::RateLimited => OauthCode::TemporarilyUnavailable,
            ProblemCode::Internal => OauthCode::ServerError,
            _ => OauthCode::CredentialRequestDenied,
        };
        let error = match problem.code {
            ProblemCode::Nonce => OauthError::new(code, "This DPoP proof was used before. Sign a new one."),
            _ => OauthError::with(code, &problem.detail),
        };
        Self { retry_after: problem.retry_after, ..error.into() }
    }
}

impl IntoResponse for OauthRefusal {
    fn into_response(self) -> Response {
        let challenge = (self.status == StatusCode::UNAUTHORIZED).then(|| {
            let code = serde_json::to_value(self.error.error).unwrap_or_default();
            format!("DPoP error=\"{}\", algs=\"ES256\"", code.as_str().unwrap_or_default())
        });
        let mut response = (self.status, Json(self.error)).into_response();
        let headers = response.headers_mut();
        if let Some(challenge) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
