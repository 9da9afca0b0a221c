//! `POST /v1/staff/sessions`: a member of staff signs in with a passkey.

use axum::Json;
use axum::extract::State;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{SessionView, SignInRequest};

use crate::rates::charged;
use crate::request::{NewSessionRequest, Peer, Refusal};
use crate::server::App;

/// Begins a session. The passkey has signed a document that names this bank, the person, the session's key and a nonce of the bank's; the
/// session's key signs the request, and every one after it. The same for a retry. A session alone approves nothing.
#[utoipa::path(
    post,
    path = "/v1/staff/sessions",
    operation_id = "staff_sign_in",
    tag = "staff",
    request_body(content = SignInRequest),
    responses(
        (status = 200, description = "The session", body = SessionView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `too-large`, `rate-limited`, `internal`, `forbidden`, `session-over`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: NewSessionRequest<SignInRequest>,
) -> Result<Json<SessionView>, Refusal> {
    let NewSessionRequest { peer: Peer(address), key, nonce, message } = request;
    let now = app.now();
    Ok(Json(charged(&app.rates.sign_ins, address, now, app.vault.sign_in(key, &nonce, message, now)).await?))
}
