//! `POST /v1/staff/provider/finish`: somebody comes back from the bank's identity provider.

use axum::Json;
use axum::extract::State;
use dlocker_bank::refusal;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{FinishAtProvider, SessionView};
use dlocker_protocol::{PublicKey, Timestamp};

use crate::provider::Provider;
use crate::rates::charged;
use crate::request::{NewSessionRequest, Peer, Refusal};
use crate::server::App;

/// Begins a session for who came back from the identity provider: its ID token must be for this very session's key. Its claims give name and roles. The same
/// for a retry. A session alone approves nothing.
#[utoipa::path(
    post,
    path = "/v1/staff/provider/finish",
    operation_id = "staff_finish_at_provider",
    tag = "staff",
    request_body(content = FinishAtProvider),
    responses(
        (status = 200, description = "The session", body = SessionView),
        (status = "default", description = "`malformed`, `unsigned`, `skew`, `nonce`, `too-large`, `rate-limited`, `internal`, `forbidden`, `session-over`, `provider`", body = Problem, content_type = "application/problem+json"),
    ),
    security(("new-session" = [])),
)]
pub(crate) async fn handle(
    State(app): State<App>,
    request: NewSessionRequest<FinishAtProvider>,
) -> Result<Json<SessionView>, Refusal> {
    let NewSessionRequest { peer: Peer(address), key, nonce, message } = request;
    let now = app.now();
    let answer = finish(&app, key, (&nonce, &message), now);
    Ok(Json(charged(&app.rates.finished, address, now, answer).await?))
}

async fn finish(
    app: &App,
    key: PublicKey,
    (nonce, message): (&str, &FinishAtProvider),
    now: Timestamp,
) -> Result<SessionView, Problem> {
    app.vault.is_fresh(nonce, now)?;
    let provider = app.provider.as_ref().ok_or_else(refusal::no_provider)?;
    let sign_in = Provider::sign_in(&message.state);
    if let Some(session) = app.vault.began_at_provider(key, sign_in, now).await? {
        return Ok(session);
    }
    let said = provider.finish(&key, message, now).await?;
    app.vault.sign_in_by_provider(key, nonce, said, now).await
}
