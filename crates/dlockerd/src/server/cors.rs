//! Pages that somebody else hosts: which origins may ask, with which methods and headers (the Fetch standard, section 3.3).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

/// Exactly what the API knows.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT");
/// Exactly what its signed requests carry, and those to the issuer.
const HEADERS: HeaderValue = HeaderValue::from_static(
    "content-type, content-digest, dlocker-audience, signature-input, signature, dpop, authorization",
);
/// Beside what a page may read anyway.
const EXPOSED: HeaderValue = HeaderValue::from_static("dlocker-nonce, retry-after");
/// How long a browser may remember it, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

type Allowed = Arc<Vec<HeaderValue>>;

/// Lets the pages of these origins ask at `/v1`, and the issuer. No credentials: there are no cookies, and the key of a page signs for it.
pub(super) fn allow(origins: &[String], router: Router) -> Router {
    if origins.is_empty() {
        return router;
    }
    // They were parsed as origins, so they are plain ASCII.
    let allowed: Allowed = Arc::new(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect());
    router.layer(from_fn_with_state(allowed, answer))
}

async fn answer(State(allowed): State<Allowed>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !["/v1/", "/.well-known/", "/openid4vci/"].iter().any(|known| path.starts_with(known)) {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).filter(|origin| allowed.contains(origin)).cloned();
    let asks_first =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match &origin {
        Some(_) if asks_first => StatusCode::NO_CONTENT.into_response(),
        Some(_) | None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        if asks_first {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        }
    }
    response
}
