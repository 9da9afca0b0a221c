//! `GET /v1/staff/cases/{case}`: one recovery case.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::CaseId;
use dlocker_protocol::case::StaffCaseView;
use dlocker_protocol::problem::Problem;

use crate::request::{Nothing, Place, Refusal, StaffRequest};
use crate::server::App;

/// One recovery case as staff see it, with the digest of the transcript that an approval signs. Never its code.
#[utoipa::path(
    get,
    path = "/v1/staff/cases/{case}",
    operation_id = "staff_show_case",
    tag = "staff",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    responses(
        (status = 200, description = "The case", body = StaffCaseView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `forbidden`, `internal`, `not-found`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(case): Place<CaseId>,
    request: StaffRequest<Nothing>,
) -> Result<Json<StaffCaseView>, Refusal> {
    Ok(Json(app.vault.case(&request.staff, case, app.now()).await?))
}
