//! `POST /v1/staff/invites`: makes a locker for a customer, and an invite to it.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{InviteRequest, InviteResponse};

use crate::request::{Message, Refusal, StaffRequest};
use crate::server::App;

/// Makes a locker for a customer and an invite to it, which is used once. The same for a retry with the same code.
#[utoipa::path(
    post,
    path = "/v1/staff/invites",
    operation_id = "staff_invite",
    tag = "staff",
    request_body(content = InviteRequest),
    responses(
        (status = 200, description = "The invite", body = InviteResponse),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `forbidden`, `taken`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StaffRequest<Message<InviteRequest>>,
) -> Result<Json<InviteResponse>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.invite(&staff, &nonce, message, app.now()).await?))
}
