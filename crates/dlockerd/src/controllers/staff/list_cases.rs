//! `GET /v1/staff/cases`: the recovery cases.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::StaffCaseView;
use dlocker_protocol::problem::Problem;

use crate::request::{Nothing, Refusal, StaffRequest};
use crate::server::App;

/// All recovery cases that are not over, and those that ended lately. Never their codes.
#[utoipa::path(
    get,
    path = "/v1/staff/cases",
    operation_id = "staff_list_cases",
    tag = "staff",
    responses(
        (status = 200, description = "The cases", body = Vec<StaffCaseView>),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `forbidden`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StaffRequest<Nothing>,
) -> Result<Json<Vec<StaffCaseView>>, Refusal> {
    Ok(Json(app.vault.cases(&request.staff, app.now()).await?))
}
