//! `POST /openid4vci/nonce`: a nonce for key proofs.

use axum::Json;
use axum::extract::State;
use dlocker_identity::issuance::NonceResponse;

use crate::server::App;

/// A nonce for key proofs (OpenID4VCI 1.0, section 7): good for ten minutes, and once.
#[utoipa::path(
    post,
    path = "/openid4vci/nonce",
    operation_id = "oid4vci_nonce",
    tag = "openid4vci",
    responses((status = 200, description = "`{c_nonce}`", body = Object)),
)]
pub(crate) async fn handle(State(app): State<App>) -> Json<NonceResponse> {
    Json(NonceResponse { c_nonce: app.vault.issue_c_nonce(app.now()) })
}
