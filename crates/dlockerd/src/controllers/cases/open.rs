//! `POST /v1/cases`: opens a recovery case.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::{OpenCaseRequest, OpenCaseResponse};
use dlocker_protocol::problem::Problem;

use crate::rates;
use crate::request::{Refusal, StrangerRequest};
use crate::server::App;

/// Opens a recovery case: the new phone names the handle and commits to its key and nonce. Alike, in work and answer, whether a locker
/// has this handle or not.
#[utoipa::path(
    post,
    path = "/v1/cases",
    operation_id = "cases_open",
    tag = "recovery",
    request_body(content = OpenCaseRequest),
    responses(
        (status = 200, description = "The case and the bank's nonce", body = OpenCaseResponse),
        (status = "default", description = "`malformed`, `too-large`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StrangerRequest<OpenCaseRequest>,
) -> Result<Json<OpenCaseResponse>, Refusal> {
    rates::take(&app.rates.cases, request.peer.0, app.now())?;
    Ok(Json(app.vault.open_case(request.message, app.now()).await?))
}
