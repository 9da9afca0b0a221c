//! `POST /v1/staff/lockers/{locker}/thaw`: lifts a freeze, and gives guesses back.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::LockerId;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{StaffLockerView, ThawRequest};

use crate::request::{Message, Place, Refusal, StaffRequest};
use crate::server::App;

/// Lifts the freeze of a locker. With a device named, and the owner identified face to face, spent guesses are given back to that
/// device alone: three times in a rolling year, after that once in 30 days; not counted where none were spent. Not for the locker under the
/// own handle.
#[utoipa::path(
    post,
    path = "/v1/staff/lockers/{locker}/thaw",
    operation_id = "staff_thaw",
    tag = "staff",
    params(
        ("locker" = String, Path, description = "The locker"),
    ),
    request_body(content = ThawRequest),
    responses(
        (status = 200, description = "The locker after it", body = StaffLockerView),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `not-found`, `forbidden`, `conflict`, `waiting`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    Place(locker): Place<LockerId>,
    request: StaffRequest<Message<ThawRequest>>,
) -> Result<Json<StaffLockerView>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.thaw_by_staff(&staff, &nonce, locker, message, app.now()).await?))
}
