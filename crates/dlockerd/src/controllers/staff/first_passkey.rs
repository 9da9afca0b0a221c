//! `POST /v1/staff/passkeys/first`: a code for one's first passkey.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{FirstPasskey, FirstPasskeyAnswer};

use crate::request::{Message, Refusal, StaffRequest};
use crate::server::App;

/// Keeps a code for the first passkey of who signed in through the identity provider, and whose roles need one; within 15 minutes of signing in. From then on
/// the code is like that of a link. Whoever has a passkey already gets none this way: else a session alone could make one.
#[utoipa::path(
    post,
    path = "/v1/staff/passkeys/first",
    operation_id = "staff_first_passkey",
    tag = "staff",
    request_body(content = FirstPasskey),
    responses(
        (status = 200, description = "When the code lapses", body = FirstPasskeyAnswer),
        (status = "default", description = "`malformed`, `unsigned`, `session-over`, `skew`, `nonce`, `too-large`, `internal`, `forbidden`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: StaffRequest<Message<FirstPasskey>>,
) -> Result<Json<FirstPasskeyAnswer>, Refusal> {
    let StaffRequest { staff, nonce, content: Message(message) } = request;
    Ok(Json(app.vault.first_passkey(&staff, &nonce, message, app.now()).await?))
}
