//! What every answer wears: a fresh nonce, no caching, no guessing at its type; and the one line a request leaves in the log. What was refused before
//! its body was read is read to the end first, or the sender would see a broken connection in place of the answer.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use dlocker_protocol::signature::http::NONCE;

use super::App;
use super::linger::lend;
use crate::page::Served;

/// Dresses the answer. The line in the log has the address as a template, so no id, handle or code is in it.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = app.now();
    let method = request.method().clone();
    let path =
        request.extensions().get::<MatchedPath>().map_or("elsewhere".to_owned(), |path| path.as_str().to_owned());
    let (parts, body) = request.into_parts();
    let (body, rest) = lend(body);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    rest.drain().await;
    let now = app.now();
    // The page's files wear what the page says.
    if response.extensions_mut().remove::<Served>().is_none() {
        let nonce = app.vault.issue_nonce(now).await;
        if let Ok(nonce) = HeaderValue::from_str(&nonce) {
            response.headers_mut().insert(HeaderName::from_static(NONCE), nonce);
        }
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    let millis = now.millis_since(begun);
    tracing::info!(%method, path, status = response.status().as_u16(), millis, "answered");
    response
}
