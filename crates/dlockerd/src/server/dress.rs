//! What every answer wears: a fresh nonce, no caching; and the one line a request leaves in the log.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use dlocker_protocol::signature::http::NONCE;

use super::App;

/// Dresses the answer. The line in the log has the address as a template, so no id, handle or code is in it.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path =
        request.extensions().get::<MatchedPath>().map_or("elsewhere".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let nonce = app.vault.issue_nonce(app.now()).await;
    if let Ok(nonce) = HeaderValue::from_str(&nonce) {
        response.headers_mut().insert(HeaderName::from_static(NONCE), nonce);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status = response.status().as_u16(), millis, "answered");
    response
}
