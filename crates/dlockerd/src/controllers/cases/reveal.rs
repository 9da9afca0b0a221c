//! `POST /v1/cases/{case}/reveal`: opens the commitment of a case.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::CaseId;
use dlocker_protocol::case::{CaseView, RevealRequest};
use dlocker_protocol::problem::Problem;

use crate::request::{NewDeviceRequest, Place, Refusal};
use crate::server::App;

/// The new phone opens its commitment; both ends derive the code from it.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/reveal",
    operation_id = "cases_reveal",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = RevealRequest),
    responses(
        (status = 200, description = "The case", body = CaseView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `case-over`, `too-large`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(case): Place<CaseId>,
    request: NewDeviceRequest<RevealRequest>,
) -> Result<Json<CaseView>, Refusal> {
    let NewDeviceRequest { key, nonce, message } = request;
    Ok(Json(app.vault.reveal(case, key, &nonce, message, app.now()).await?))
}
