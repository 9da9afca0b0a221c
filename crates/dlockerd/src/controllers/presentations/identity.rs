//! `GET /v1/lockers/{locker}/identity`: by which credentials the owner is known.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::identity::IdentityView;
use dlocker_protocol::problem::Problem;

use crate::request::{DeviceRequest, Nothing, Refusal};
use crate::server::App;

/// By which kinds of credentials the bank knows the owner, and which one waits to be taken.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/identity",
    operation_id = "identity_show",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    responses(
        (status = 200, description = "Kinds of credentials, never what they say", body = IdentityView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Nothing>,
) -> Result<Json<IdentityView>, Refusal> {
    Ok(Json(app.vault.identity(request.locker, request.device, app.now()).await?))
}
