//! `POST /v1/nonces`: a fresh nonce.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::bank::NonceResponse;
use dlocker_protocol::problem::Problem;

use crate::server::App;

/// A fresh nonce for the first signed request. Every other answer carries one too, in `dlocker-nonce`.
#[utoipa::path(
    post,
    path = "/v1/nonces",
    operation_id = "nonces_issue",
    tag = "bank",
    responses(
        (status = 200, description = "The nonce", body = NonceResponse),
        (status = "default", description = "`internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(State(app): State<App>) -> Json<NonceResponse> {
    Json(NonceResponse { nonce: app.vault.issue_nonce(app.now()).await })
}
