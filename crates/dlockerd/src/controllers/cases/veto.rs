//! `POST /v1/cases/{case}/veto`: a device of the locker objects to a case.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::case::{CaseView, VetoRequest};
use dlocker_protocol::problem::Problem;

use crate::request::{CaseRequest, Message, Refusal};
use crate::server::App;

/// An active device of the locker objects: remote approvals count no more, and the case goes on only once two officers have seen the owner
/// face to face. `{}` is a veto without an unlock. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/cases/{case}/veto",
    operation_id = "cases_veto",
    tag = "recovery",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = VetoRequest),
    responses(
        (status = 200, description = "The case after it", body = CaseView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `not-found`, `forbidden`, `suspended`, `replaced`, `not-opened`, `case-over`, `rate-limited`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("device" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: CaseRequest<Message<VetoRequest>>,
) -> Result<Json<CaseView>, Refusal> {
    let CaseRequest { case, signer, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.veto(case, signer, &nonce, message, app.now()).await?))
}
