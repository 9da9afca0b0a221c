//! `GET` and `POST /openid4vp/requests/{presentation}`: a wallet fetches a request object.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse;
use dlocker_bank::refusal;
use dlocker_evidence::presentation::wallet_nonce;
use dlocker_protocol::PresentationId;
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{Peer, Place, Refusal, read};
use crate::server::App;

/// Longest body of a `POST`: a nonce and what the wallet says of itself.
const LIMIT: usize = 16 << 10;

#[utoipa::path(
    get,
    path = "/openid4vp/requests/{presentation}",
    operation_id = "openid4vp_fetch",
    tag = "openid4vp",
    params(("presentation" = String, Path, description = "The request")),
    responses(
        (status = 200, description = "The signed request object", body = String, content_type = "application/oauth-authz-req+jwt"),
        (status = "default", description = "`not-found`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
/// Once; a second fetch is told that the request is unknown.
pub(crate) async fn get(
    State(app): State<App>,
    Place(id): Place<PresentationId>,
    peer: Peer,
) -> Result<impl IntoResponse, Refusal> {
    signed(&app, id, peer, None).await
}

#[utoipa::path(
    post,
    path = "/openid4vp/requests/{presentation}",
    operation_id = "openid4vp_fetch_with_nonce",
    tag = "openid4vp",
    params(("presentation" = String, Path, description = "The request")),
    request_body(content = String, description = "`wallet_nonce`", content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The signed request object", body = String, content_type = "application/oauth-authz-req+jwt"),
        (status = "default", description = "`not-found`, `too-large`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
/// The same for wallets that give a nonce of their own (`request_uri_method` = `post`).
pub(crate) async fn post(
    State(app): State<App>,
    Place(id): Place<PresentationId>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse, Refusal> {
    let body = read(&headers, body, LIMIT).await?;
    signed(&app, id, peer, wallet_nonce(&body).as_deref()).await
}

async fn signed(
    app: &App,
    id: PresentationId,
    peer: Peer,
    wallet_nonce: Option<&str>,
) -> Result<([(HeaderName, &'static str); 1], String), Refusal> {
    let now = app.now();
    rates::take(&app.rates.wallets, peer.0, now)?;
    let wallets = app.wallets.as_ref().ok_or_else(refusal::no_presentation)?;
    let record = app.vault.fetch_presentation(id, now).await?;
    let state = app.vault.presentation_state(id);
    let key = app.vault.response_key(&record)?;
    let request = wallets.request(&record, (&state, key.as_ref(), wallet_nonce), app.custody.as_ref(), now)?;
    Ok(([(CONTENT_TYPE, "application/oauth-authz-req+jwt")], request))
}
