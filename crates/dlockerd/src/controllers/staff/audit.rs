//! `GET /v1/staff/audit`: what members of staff did.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::Timestamp;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::AuditPage;

use crate::request::{Nothing, Page, Refusal, StaffRequest};
use crate::server::App;

/// What members of staff did, oldest first: sign-ins, invites, look-ups, approvals, wrong codes, rejections, freezes, thaws, suspensions, and what
/// the operator did about people and passkeys. Kept in the transaction of the act itself.
#[utoipa::path(
    get,
    path = "/v1/staff/audit",
    operation_id = "staff_audit",
    tag = "staff",
    params(
        ("from" = Option<u64>, Query, description = "Milliseconds since 1970; 0 if it is missing"),
    ),
    responses(
        (status = 200, description = "The acts", body = AuditPage),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `internal`, `forbidden`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Page(from): Page,
    request: StaffRequest<Nothing>,
) -> Result<Json<AuditPage>, Refusal> {
    Ok(Json(app.vault.audit(&request.staff, Timestamp::from_millis(from)).await?))
}
