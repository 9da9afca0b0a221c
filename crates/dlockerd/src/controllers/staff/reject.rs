//! `POST /v1/staff/cases/{case}/reject`: an officer rejects a recovery.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::CaseId;
use dlocker_protocol::case::{RejectRequest, StaffCaseView};
use dlocker_protocol::problem::Problem;

use crate::request::{Message, Place, Refusal, StaffRequest};
use crate::server::App;

/// An officer rejects a recovery, with a reason that whoever opened the case sees.
#[utoipa::path(
    post,
    path = "/v1/staff/cases/{case}/reject",
    operation_id = "staff_reject",
    tag = "staff",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = RejectRequest),
    responses(
        (status = 200, description = "The case after it", body = StaffCaseView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `not-found`, `forbidden`, `case-over`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(case): Place<CaseId>,
    request: StaffRequest<Message<RejectRequest>>,
) -> Result<Json<StaffCaseView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.reject(&staff, &nonce, case, message, app.now()).await?))
}
