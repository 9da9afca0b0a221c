//! `GET /v1/lockers/{locker}/log`: the visit log.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::log::LogPage;
use dlocker_protocol::problem::Problem;

use crate::request::{DeviceRequest, Nothing, Page, Refusal};
use crate::server::App;

/// Entries of the visit log from a number on, at most 512, and the head signed for this answer.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/log",
    operation_id = "log_list",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("from" = Option<u64>, Query, description = "Number of the first; 0 if absent"),
    ),
    responses(
        (status = 200, description = "The page", body = LogPage),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Page(from): Page,
    request: DeviceRequest<Nothing>,
) -> Result<Json<LogPage>, Refusal> {
    Ok(Json(app.vault.log(request.locker, request.device, from, app.now()).await?))
}
