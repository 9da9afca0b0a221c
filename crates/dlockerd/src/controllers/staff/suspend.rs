//! `POST /v1/staff/lockers/{locker}/devices/{device}/suspend`: suspends a device that was reported lost.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{StaffLockerView, SuspendRequest};
use dlocker_protocol::{DeviceId, LockerId};

use crate::request::{Message, Place, Refusal, StaffRequest};
use crate::server::App;

/// Suspends a device that was reported lost, while a case with evidence is under way: no openings, no say. Should that case end without a
/// recovery, the device is let in again. The same for a retry.
#[utoipa::path(
    post,
    path = "/v1/staff/lockers/{locker}/devices/{device}/suspend",
    operation_id = "staff_suspend",
    tag = "staff",
    params(
        ("locker" = String, Path, description = "The locker"),
        ("device" = String, Path, description = "The device"),
    ),
    request_body(content = SuspendRequest),
    responses(
        (status = 200, description = "The locker after it", body = StaffLockerView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `not-found`, `forbidden`, `conflict`, `replaced`, `shut`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place((locker, device)): Place<(LockerId, DeviceId)>,
    request: StaffRequest<Message<SuspendRequest>>,
) -> Result<Json<StaffLockerView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.suspend_device(&staff, &nonce, (locker, device), message, app.now()).await?))
}
