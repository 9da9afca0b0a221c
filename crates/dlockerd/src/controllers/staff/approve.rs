//! `POST /v1/staff/cases/{case}/approve`: an officer approves a recovery.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::CaseId;
use dlocker_protocol::case::{ApproveRequest, StaffCaseView};
use dlocker_protocol::problem::Problem;

use crate::request::{Message, Place, Refusal, StaffRequest};
use crate::server::App;

/// An officer approves a recovery, over its transcript and the code that the owner read out. The first approval alarms the
/// devices and starts the waiting period. After a veto only approvals face to face count. A wrong code is counted; the third closes the case.
#[utoipa::path(
    post,
    path = "/v1/staff/cases/{case}/approve",
    operation_id = "staff_approve",
    tag = "staff",
    params(
        ("case" = String, Path, description = "The case"),
    ),
    request_body(content = ApproveRequest),
    responses(
        (status = 200, description = "The case after it", body = StaffCaseView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `forbidden`, `not-found`, `wrong-code`, `case-over`, `conflict`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(case): Place<CaseId>,
    request: StaffRequest<Message<ApproveRequest>>,
) -> Result<Json<StaffCaseView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.approve(&staff, &nonce, case, message, app.now()).await?))
}
