//! `POST /v1/staff/passkeys`: a member of staff registers a passkey.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{RegisterPasskeyRequest, RegisterPasskeyResponse};

use crate::rates::take;
use crate::request::{Peer, Refusal, StrangerRequest};
use crate::server::App;

/// Registers a passkey with the one-time code of a link: ES256, no attestation, user verified, made on this bank's own page. The same
/// for a retry.
#[utoipa::path(
    post,
    path = "/v1/staff/passkeys",
    operation_id = "staff_register_passkey",
    tag = "staff",
    request_body(content = RegisterPasskeyRequest),
    responses(
        (status = 200, description = "Whose passkey it is", body = RegisterPasskeyResponse),
        (status = "default", description = "`malformed`, `too-large`, `rate-limited`, `internal`, `invite`, `taken`, `forbidden`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StrangerRequest<RegisterPasskeyRequest>,
) -> Result<Json<RegisterPasskeyResponse>, Refusal> {
    let StrangerRequest { peer: Peer(address), message } = request;
    let now = app.now();
    take(&app.rates.passkeys, address, now)?;
    Ok(Json(app.vault.register_passkey(message, now).await?))
}
