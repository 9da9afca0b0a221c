//! `GET /v1/lockers/{locker}/closing`: how the locker was closed.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::locker::ClosingView;
use dlocker_protocol::problem::Problem;

use crate::request::{DeviceRequest, Nothing, Refusal};
use crate::server::App;

/// What the owner signed to close the locker, for every device that was active then: each can tell by the owner key that it knows, and needs not take
/// the bank's word for it.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/closing",
    operation_id = "lockers_closing",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    responses(
        (status = 200, description = "When, and what was signed", body = ClosingView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Nothing>,
) -> Result<Json<ClosingView>, Refusal> {
    Ok(Json(app.vault.closing(request.locker, request.device).await?))
}
