//! `POST /v1/staff/sessions/end`: a session is ended.

use axum::extract::State;
use axum::http::StatusCode;
use dlocker_protocol::problem::Problem;

use crate::request::{Message, NoFields, Refusal, StaffRequest};
use crate::server::App;

/// Ends the session that asks. The body is `{}`. Nothing that it signs counts any more, a retry included (`session-over`).
#[utoipa::path(
    post,
    path = "/v1/staff/sessions/end",
    operation_id = "staff_sign_out",
    tag = "staff",
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 204, description = "The session is over"),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("staff" = []), ("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StaffRequest<Message<NoFields>>,
) -> Result<StatusCode, Refusal> {
    app.vault.sign_out(&request.staff, &request.nonce, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
