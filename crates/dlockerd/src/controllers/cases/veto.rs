//! `POST /v1/cases/{case}/veto`: a device of the locker ends a case.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::CaseView;
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, NoFields, Refusal};
use crate::server::App;

/// An active device of the locker ends a case. The body is `{}`.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/veto",
    operation_id = "cases_veto",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "The case after it", body = CaseView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `suspended`, `replaced`, `case-over`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<NoFields>>,
) -> Result<Json<CaseView>, Refusal> {
    Ok(Json(app.vault.veto(request.case, request.signer, &request.nonce, app.now()).await?))
}
