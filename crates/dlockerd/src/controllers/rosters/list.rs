//! `GET /v1/lockers/{locker}/rosters`: the chain of rosters.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::roster::RostersPage;

use crate::request::{DeviceRequest, Nothing, Page, Refusal};
use crate::server::App;

/// Signed rosters in order, at most 64 at a time.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/rosters",
    operation_id = "rosters_list",
    tag = "lockers",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("from" = Option<u64>, Query, description = "Number of the first; 0 if absent"),
    ),
    responses(
        (status = 200, description = "The page", body = RostersPage),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Page(from): Page,
    request: DeviceRequest<Nothing>,
) -> Result<Json<RostersPage>, Refusal> {
    Ok(Json(app.vault.rosters(request.locker, request.device, from).await?))
}
