//! `GET /v1/staff/me`: who asks.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::StaffSelf;

use crate::request::{Nothing, Refusal, StaffRequest};
use crate::server::App;

/// Who asks, as the bank knows them: the session and when it ends, and their passkeys.
#[utoipa::path(
    get,
    path = "/v1/staff/me",
    operation_id = "staff_me",
    tag = "staff",
    responses(
        (status = 200, description = "Who asks", body = StaffSelf),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(State(app): State<App>, request: StaffRequest<Nothing>) -> Result<Json<StaffSelf>, Refusal> {
    Ok(Json(app.vault.me(&request.staff).await?))
}
