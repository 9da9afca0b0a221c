//! `GET /v1/lockers/{locker}`: the locker as a device sees it.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::problem::Problem;

use crate::request::{DeviceRequest, Nothing, Refusal};
use crate::server::App;

/// Everything for the calm screen, in one answer: methods with guesses left, devices, cases with evidence, sizes.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}",
    operation_id = "lockers_show",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    responses(
        (status = 200, description = "The locker", body = LockerView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: DeviceRequest<Nothing>,
) -> Result<Json<LockerView>, Refusal> {
    Ok(Json(app.vault.locker(request.locker, request.device, app.now()).await?))
}
