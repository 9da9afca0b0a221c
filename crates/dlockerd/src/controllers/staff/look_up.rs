//! `POST /v1/staff/lockers`: looks a locker up by its handle.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{LockerLookup, StaffLockerView};

use crate::request::{Message, Refusal, StaffRequest};
use crate::server::App;

/// The locker of a handle as staff see it: states, never anything of the wallet. Asked for with POST, so that the handle stands in no
/// address.
#[utoipa::path(
    post,
    path = "/v1/staff/lockers",
    operation_id = "staff_look_up",
    tag = "staff",
    request_body(content = LockerLookup),
    responses(
        (status = 200, description = "The locker", body = StaffLockerView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `forbidden`, `not-found`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StaffRequest<Message<LockerLookup>>,
) -> Result<Json<StaffLockerView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.look_up(&staff, &nonce, message, app.now()).await?))
}
