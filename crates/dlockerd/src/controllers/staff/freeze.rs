//! `POST /v1/staff/lockers/{locker}/freeze`: freezes a locker after a call.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::LockerId;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{FreezeRequest, StaffLockerView};

use crate::request::{Message, Place, Refusal, StaffRequest};
use crate::server::App;

/// Freezes a locker: no openings and no changes; backups, vetoes, cases and re-issue go on. Lapses by itself unless the owner was
/// identified. The same while it is frozen already, or makes that freeze a confirmed one.
#[utoipa::path(
    post,
    path = "/v1/staff/lockers/{locker}/freeze",
    operation_id = "staff_freeze",
    tag = "staff",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = FreezeRequest),
    responses(
        (status = 200, description = "The locker after it", body = StaffLockerView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `rate-limited`, `internal`, `not-found`, `forbidden`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(locker): Place<LockerId>,
    request: StaffRequest<Message<FreezeRequest>>,
) -> Result<Json<StaffLockerView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.freeze_by_staff(&staff, &nonce, locker, message, app.now()).await?))
}
