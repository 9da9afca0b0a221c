//! `GET /v1/lockers/{locker}/snapshots`: the headers of the snapshots.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::snapshot::SnapshotsPage;

use crate::request::{DeviceRequest, Nothing, Page, Refusal};
use crate::server::App;

/// Signed headers in the order in which the bank took them, at most 256 or 8 MiB at a time.
#[utoipa::path(
    get,
    path = "/v1/lockers/{locker}/snapshots",
    operation_id = "snapshots_list",
    tag = "backups",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("after" = Option<u64>, Query, description = "What the page before gave as next; 0 if absent"),
    ),
    responses(
        (status = 200, description = "The page", body = SnapshotsPage),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `suspended`, `replaced`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Page(after): Page,
    request: DeviceRequest<Nothing>,
) -> Result<Json<SnapshotsPage>, Refusal> {
    Ok(Json(app.vault.snapshots(request.locker, request.device, after).await?))
}
