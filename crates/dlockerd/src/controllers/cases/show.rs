//! `GET /v1/cases/{case}`: where a case stands.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::CaseView;
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Nothing, Refusal};
use crate::server::App;

/// Where a case stands, for its new device, and for the devices of the locker.
#[utoipa::path(
    get,
    path = "/v1/cases/{case}",
    operation_id = "cases_show",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    responses(
        (status = 200, description = "The case", body = CaseView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `not-found`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(State(app): State<App>, request: CaseRequest<Nothing>) -> Result<Json<CaseView>, Refusal> {
    Ok(Json(app.vault.case_view(request.case, request.signer, app.now()).await?))
}
